// The options by which a command reaches a CDash server.
#pragma once

#include <string>

#include "cdash/server.h"
#include "cdash/submission.h"
#include "http/retry.h"
#include "model/error.h"

namespace CLI {
class App;
}  // namespace CLI

namespace perfbench {

struct ServerOptions {
  std::string url;
  std::string project;
  std::string site;
  std::string build;
  std::string token_env;
  std::string token_file;
  bool allow_plain_http = false;
  std::string ca_file;
  int retries = RetryPolicy{}.retries;
  double retry_delay_sec = RetryPolicy{}.first_delay.count();
  int timeout_sec = 60;
};

// `site_help` and `build_help` say what they are where they are not given.
void add_server_options(CLI::App& command, ServerOptions& options, const std::string& site_help,
                        const std::string& build_help);

// The server with its project. Errors (usage).
Result<CdashServer> find_server(const ServerOptions& options);

// Asks over the network, as often as the options say; on stderr it tells of each retry. Takes the token out of the
// environment. Errors (usage): token, proxy; a token that would travel for all to read.
Result<Ask> connect_to(const CdashServer& server, const ServerOptions& options);

}  // namespace perfbench
