#include "http/proxy.h"

#include <algorithm>
#include <vector>

#include "http/query.h"
#include "model/http_url.h"

namespace perfbench {

namespace {

constexpr int kUsualProxyPort = 1080;  // as curl has it

std::string in_lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::string without_brackets(const std::string& host) {
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

// Whether `entry` of no_proxy, "example.org" or ".example.org", means `host`.
bool means(std::string entry, const std::string& host) {
  if (entry == "*") return true;
  if (entry.starts_with('.')) entry.erase(0, 1);
  if (entry.empty() || !host.ends_with(entry)) return false;
  return host.size() == entry.size() || host[host.size() - entry.size() - 1] == '.';
}

bool is_left_out(const std::string& list, std::string host) {
  host = in_lower_case(without_brackets(host));
  constexpr const char* kSeparators = ", \t";
  for (std::size_t start = list.find_first_not_of(kSeparators); start != std::string::npos;) {
    const std::size_t end = std::min(list.find_first_of(kSeparators, start), list.size());
    if (means(in_lower_case(list.substr(start, end - start)), host)) return true;
    start = list.find_first_not_of(kSeparators, end);
  }
  return false;
}

Result<Proxy> parse_proxy(std::string value, const std::string& variable) {
  if (value.find("://") == std::string::npos) value.insert(0, "http://");
  const auto url = parse_http_url(value);
  if (!url || url->secure) {
    return fail({.kind = ErrorKind::usage,
                 .what = "the proxy in this environment variable is none that can be used",
                 .where = variable,
                 .cause = "",
                 .advice = "Write it as http://proxy.example.org:3128, or unset the variable."});
  }
  const std::size_t colon = std::min(url->user.find(':'), url->user.size());
  return Proxy{.host = without_brackets(url->host),
               .port = url->has_port ? url->port : kUsualProxyPort,
               .user = decoded(url->user.substr(0, colon)),
               .password = decoded(url->user.substr(std::min(colon + 1, url->user.size()))),
               .variable = variable};
}

}  // namespace

Result<std::optional<Proxy>> find_proxy(const HttpServer& server, const EnvironmentLookup& environment) {
  for (const char* name : {"no_proxy", "NO_PROXY"}) {
    if (is_left_out(environment(name), server.host)) return std::nullopt;
  }
  // HTTP_PROXY in capitals is what a CGI program has of its client's header "Proxy".
  const std::vector<const char*> names = server.secure
                                             ? std::vector{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}
                                             : std::vector{"http_proxy", "all_proxy", "ALL_PROXY"};
  for (const char* name : names) {
    const std::string value = environment(name);
    if (value.empty()) continue;
    auto proxy = parse_proxy(value, name);
    if (!proxy) return fail(proxy.error());
    return std::optional<Proxy>(std::move(*proxy));
  }
  return std::nullopt;
}

}  // namespace perfbench
