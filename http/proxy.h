// The proxy that the environment names, as curl and others read it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "model/error.h"
#include "model/http_url.h"

namespace perfbench {

struct Proxy {
  std::string host;  // an IPv6 address without brackets
  int port = 0;
  std::string user;  // empty: none
  std::string password;
  std::string variable;  // that named it
};

// Value of an environment variable; empty where it is not set.
using EnvironmentLookup = std::function<std::string(const char* name)>;

// http_proxy for http, https_proxy or HTTPS_PROXY for https, else all_proxy or ALL_PROXY; none for a host that no_proxy
// or NO_PROXY lists: names with all below them, addresses, "*". Errors (usage): the variable holds no http proxy; its
// value, which may hold a password, is not shown.
Result<std::optional<Proxy>> find_proxy(const HttpServer& server, const EnvironmentLookup& environment);

}  // namespace perfbench
