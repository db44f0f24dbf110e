#include "model/http_url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace perfbench {

namespace {

bool is_ipv6(const std::string& text) {
  in6_addr address{};
  return ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

// A name or an IPv4 address, or an IPv6 address in brackets.
bool is_host(const std::string& text) {
  if (text.starts_with('[')) return text.ends_with(']') && is_ipv6(text.substr(1, text.size() - 2));
  return !text.empty() && text.find_first_of("[]/?#@:%\\") == std::string::npos;
}

// Of a port's digits.
std::optional<int> port_of(const std::string& text) {
  constexpr int kHighestPort = 65535;
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool is_port = error == std::errc() && end == text.data() + text.size() && port > 0 && port <= kHighestPort;
  return is_port ? std::optional(port) : std::nullopt;
}

// What stands between the slashes and the path: [user@]host[:port].
bool take_authority(const std::string& authority, HttpUrl& url) {
  const std::size_t at = authority.rfind('@');
  const std::size_t begin = at == std::string::npos ? 0 : at + 1;
  url.user = authority.substr(0, at == std::string::npos ? 0 : at);
  const std::size_t bracket = authority.find(']', begin);  // the colons before it are those of an IPv6 address
  const std::size_t colon = authority.find(':', bracket == std::string::npos ? begin : bracket);
  url.host = authority.substr(begin, colon - begin);
  url.has_port = colon != std::string::npos;
  const auto port = url.has_port ? port_of(authority.substr(colon + 1)) : std::optional(usual_port(url.secure));
  url.port = port.value_or(0);
  return port && is_host(url.host);
}

}  // namespace

bool HttpUrl::is_loopback() const {
  in_addr ipv4{};
  if (::inet_pton(AF_INET, host.c_str(), &ipv4) == 1) return ::ntohl(ipv4.s_addr) >> IN_CLASSA_NSHIFT == IN_LOOPBACKNET;
  in6_addr ipv6{};
  const bool has_brackets = host.starts_with('[');
  if (has_brackets && ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &ipv6) == 1) {
    return IN6_IS_ADDR_LOOPBACK(&ipv6);
  }
  return host == "localhost";
}

bool is_of_http(const std::string& text) {
  const auto begins = [&](std::string_view scheme) {
    return std::ranges::equal(std::string_view(text).substr(0, scheme.size()), scheme,
                              [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
  };
  return begins("http://") || begins("https://");
}

std::string without_user(const std::string& text) {
  const std::size_t at = text.rfind('@');
  const std::size_t scheme_end = text.find("://");
  if (at == std::string::npos) return text;
  return (scheme_end < at ? text.substr(0, scheme_end + 3) : "") + "..." + text.substr(at);
}

// The parts are those of RFC 3986, appendix B.
std::optional<HttpUrl> parse_http_url(const std::string& text) {
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7f; };
  if (!is_of_http(text) || !std::ranges::all_of(text, is_plain)) return std::nullopt;
  const std::string url_text = text.substr(0, text.find('#'));
  const std::size_t begin = url_text.find("//") + 2;
  const std::size_t path = std::min(url_text.find_first_of("/?", begin), url_text.size());
  const std::size_t query = std::min(url_text.find('?', path), url_text.size());
  HttpUrl url;
  url.secure = url_text.find(':') == std::string_view("https").size();
  if (!take_authority(url_text.substr(begin, path - begin), url)) return std::nullopt;
  url.path = query == path ? "/" : url_text.substr(path, query - path);
  if (query < url_text.size()) url.query = url_text.substr(query + 1);
  return url;
}

std::string HttpServer::origin() const {
  return (secure ? "https://" : "http://") + host + (port == usual_port(secure) ? "" : ":" + std::to_string(port));
}

HttpServer server_of(const HttpUrl& url) {
  return {.secure = url.secure, .host = url.host, .port = url.port, .loopback = url.is_loopback()};
}

}  // namespace perfbench
