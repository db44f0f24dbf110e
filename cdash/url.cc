#include "cdash/url.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/http.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <memory>

namespace perfbench {

namespace {

struct FreeByOpenssl {
  void operator()(char* text) const { OPENSSL_free(text); }
};
using OpensslText = std::unique_ptr<char, FreeByOpenssl>;

std::string text_of(const OpensslText& text) { return text ? text.get() : ""; }

bool is_ipv6(const std::string& text) {
  in6_addr address{};
  return ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

// A name or an IPv4 address, or an IPv6 address in brackets.
bool is_host(const std::string& text) {
  if (text.starts_with('[')) return text.ends_with(']') && is_ipv6(text.substr(1, text.size() - 2));
  return !text.empty() && text.find_first_of("[]/?#@:%\\") == std::string::npos;
}

// What stands behind the host's colon; nothing where there is none.
std::optional<std::string> port_in(const std::string& url) {
  const std::size_t begin = url.find("://") + 3;
  const std::string authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  const std::size_t colon = authority.find_last_of(":]@");
  if (colon == std::string::npos || authority[colon] != ':') return std::nullopt;
  return authority.substr(colon + 1);
}

// OpenSSL takes port 0 for none, and none for the usual one.
bool is_port(const std::string& text) {
  constexpr int kHighestPort = 65535;
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port > 0 && port <= kHighestPort;
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

std::optional<HttpUrl> parse_http_url(std::string text) {
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7f; };
  if (!is_of_http(text) || !std::ranges::all_of(text, is_plain)) return std::nullopt;
  const auto given_port = port_in(text);
  if (given_port && !is_port(*given_port)) return std::nullopt;
  std::transform(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find(':')), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::array<char*, 6> parts{};  // user, host, port, path, query, fragment
  int secure = 0;
  int port = 0;
  const int parsed = ::OSSL_HTTP_parse_url(text.c_str(), &secure, &parts[0], &parts[1], &parts[2], &port, &parts[3],
                                           &parts[4], &parts[5]);
  std::array<OpensslText, 6> owned;
  std::ranges::transform(parts, owned.begin(), [](char* part) { return OpensslText(part); });
  ::ERR_clear_error();
  const std::string host = text_of(owned[1]);
  if (parsed != 1 || !is_host(host)) return std::nullopt;
  return HttpUrl{.secure = secure == 1,
                 .user = text_of(owned[0]),
                 .host = host,
                 .port = port,
                 .has_port = given_port.has_value(),
                 .path = text_of(owned[3]),
                 .query = text_of(owned[4])};
}

std::string with_query(const std::string& path, const QueryParameters& parameters) {
  std::string text = path;
  for (const auto& [name, value] : parameters) {
    text += text.size() == path.size() ? "?" : "&";
    text += httplib::detail::encode_query_param(name) + "=" + httplib::detail::encode_query_param(value);
  }
  return text;
}

std::string decoded(const std::string& text) { return httplib::detail::decode_url(text, false); }

std::string query_value(const std::string& query, const std::string& name) {
  httplib::Params parameters;
  httplib::detail::parse_query_text(query, parameters);
  const auto found = parameters.find(name);
  return found == parameters.end() ? "" : found->second;
}

}  // namespace perfbench
