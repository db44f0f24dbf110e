#include "cdash/url.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/http.h>

#include <algorithm>
#include <array>
#include <memory>

namespace perfbench {

namespace {

struct FreeByOpenssl {
  void operator()(char* text) const { OPENSSL_free(text); }
};
using OpensslText = std::unique_ptr<char, FreeByOpenssl>;

std::string text_of(const OpensslText& text) { return text ? text.get() : ""; }

// OpenSSL takes port 0 for none.
bool has_port_zero(const std::string& url) {
  const std::size_t begin = url.find("://") + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
  const std::size_t zeros = url.find_last_not_of('0', end - 1);
  return zeros != std::string::npos && zeros >= begin && zeros + 1 < end && url[zeros] == ':';
}

}  // namespace

bool HttpUrl::is_loopback() const {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  if (::inet_pton(AF_INET, host.c_str(), address.data()) == 1) return address[0] == IN_LOOPBACKNET;
  return host == "localhost" || host == "[::1]";
}

std::optional<HttpUrl> parse_http_url(const std::string& text) {
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7f; };
  const bool known = text.starts_with("http://") || text.starts_with("https://");
  if (!known || !std::ranges::all_of(text, is_plain) || has_port_zero(text)) return std::nullopt;
  std::array<char*, 6> parts{};  // user, host, port, path, query, fragment
  int secure = 0;
  int port = 0;
  const int parsed = ::OSSL_HTTP_parse_url(text.c_str(), &secure, &parts[0], &parts[1], &parts[2], &port, &parts[3],
                                           &parts[4], &parts[5]);
  std::array<OpensslText, 6> owned;
  std::ranges::transform(parts, owned.begin(), [](char* part) { return OpensslText(part); });
  ::ERR_clear_error();
  if (parsed != 1 || text_of(owned[1]).empty()) return std::nullopt;
  return HttpUrl{.secure = secure == 1,
                 .user = text_of(owned[0]),
                 .host = text_of(owned[1]),
                 .port = port,
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

std::string query_value(const std::string& query, const std::string& name) {
  httplib::Params parameters;
  httplib::detail::parse_query_text(query, parameters);
  const auto found = parameters.find(name);
  return found == parameters.end() ? "" : found->second;
}

}  // namespace perfbench
