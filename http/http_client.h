// HTTP over the network.
#pragma once

#include <chrono>
#include <string>

#include "http/http.h"
#include "http/proxy.h"
#include "model/error.h"
#include "model/http_url.h"

namespace perfbench {

struct HttpOptions {
  std::string token;                           // empty: none; sent as "Authorization: Bearer"
  std::string ca_file;                         // PEM certificates to trust; empty: the system's
  std::string ca_file_option = "--ca-file";    // what names it, for advice
  std::optional<Proxy> proxy;                  // none: straight to the server
  std::chrono::milliseconds patience{60'000};  // for the server to take or send anything
};

// Certificates are verified, redirections not followed. The token is in no text that comes back.
HttpSend make_http_client(const HttpServer& server, const HttpOptions& options);

}  // namespace perfbench
