// Addresses of http and https, taken apart.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace perfbench {

// Of an address that names none.
constexpr int usual_port(bool secure) { return secure ? 443 : 80; }

struct HttpUrl {
  bool secure = false;  // https
  std::string user;     // with its password behind a colon; empty: none
  std::string host;     // an IPv6 address in brackets
  int port = 0;         // where the address has none, the usual one
  bool has_port = false;
  std::string path;   // percent-encoded, as given; begins with a slash
  std::string query;  // percent-encoded, as given

  bool is_loopback() const;  // the host is this machine
};

// Whether it begins as an address of http or https.
bool is_of_http(const std::string& text);

// Nothing for what is no such address.
std::optional<HttpUrl> parse_http_url(const std::string& text);

using QueryParameters = std::vector<std::pair<std::string, std::string>>;

// "path?name=value&name=value", names and values percent-encoded.
std::string with_query(const std::string& path, const QueryParameters& parameters);

// Without its percent-encoding.
std::string decoded(const std::string& text);

// The first value of that name; empty: none.
std::string query_value(const std::string& query, const std::string& name);

}  // namespace perfbench
