// Addresses of http and https, taken apart.
#pragma once

#include <optional>
#include <string>

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

// Without what may be a password, of any text.
std::string without_user(const std::string& text);

// Nothing for what is no such address.
std::optional<HttpUrl> parse_http_url(const std::string& text);

// Whom to talk to.
struct HttpServer {
  bool secure = true;  // https
  std::string host;    // as in a URL: an IPv6 address in brackets
  int port = usual_port(true);
  bool loopback = false;  // the host is this machine

  std::string origin() const;  // "https://example.org:8443", without the port where it is the usual one
};

HttpServer server_of(const HttpUrl& url);

}  // namespace perfbench
