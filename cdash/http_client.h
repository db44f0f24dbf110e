// HTTP over the network.
#pragma once

#include <chrono>
#include <string>

#include "cdash/http.h"
#include "cdash/proxy.h"
#include "cdash/server.h"
#include "model/error.h"

namespace perfbench {

struct HttpOptions {
  std::string token;                  // empty: none; sent as "Authorization: Bearer"
  std::string ca_file;                // PEM certificates to trust; empty: the system's
  std::optional<Proxy> proxy;         // none: straight to the server
  std::chrono::seconds patience{60};  // for the server to take or send anything
};

// Certificates are verified, redirections not followed. The token is in no text that comes back.
HttpSend make_http_client(const CdashServer& server, const HttpOptions& options);

}  // namespace perfbench
