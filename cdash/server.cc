#include "cdash/server.h"

#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace perfbench {

namespace {

constexpr int kHttpPort = 80;
constexpr int kHttpsPort = 443;

Error unusable_url(const std::string& url, std::string cause) {
  return {.kind = ErrorKind::usage,
          .what = "this is no address of a CDash server",
          .where = "--cdash '" + url + "'",
          .cause = std::move(cause),
          .advice =
              "Write it as https://cdash.example.org, or as in CTEST_SUBMIT_URL: "
              "https://cdash.example.org/submit.php?project=MyProject."};
}

bool is_loopback(const boost::urls::url_view& url) {
  if (url.host_type() == boost::urls::host_type::ipv4) return url.host_ipv4_address().is_loopback();
  if (url.host_type() == boost::urls::host_type::ipv6) return url.host_ipv6_address().is_loopback();
  return url.encoded_host() == "localhost";
}

// What stands before the page, without a slash at its end.
std::string base_of(std::string path) {
  constexpr std::string_view kPage = "/submit.php";
  if (path.ends_with(kPage)) path.resize(path.size() - kPage.size());
  while (path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

std::string CdashServer::origin() const {
  const bool usual = port == (secure ? kHttpsPort : kHttpPort);
  return (secure ? "https://" : "http://") + host + (usual ? "" : ":" + std::to_string(port));
}

Result<CdashServer> parse_cdash_url(const std::string& text) {
  const auto url = boost::urls::parse_uri(text);
  if (!url) return fail(unusable_url(text, url.error().message()));
  if (url->scheme() != "https" && url->scheme() != "http") {
    return fail(unusable_url(text, "it begins with neither https:// nor http://"));
  }
  if (url->has_userinfo()) return fail(unusable_url(text, "it holds a name or password; give a token instead"));
  CdashServer server;
  server.secure = url->scheme() == "https";
  server.host = std::string(url->encoded_host());
  if (server.host.empty()) return fail(unusable_url(text, "it names no host"));
  server.port = server.secure ? kHttpsPort : kHttpPort;
  if (url->has_port()) {
    server.port = url->port_number();
    if (server.port == 0) return fail(unusable_url(text, "its port is none"));
  }
  server.loopback = is_loopback(*url);
  server.base_path = base_of(std::string(url->encoded_path()));
  for (const auto parameter : url->params()) {
    if (parameter.key == "project") server.project = std::string(parameter.value);
  }
  return server;
}

std::string query_string(const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string query;
  for (const auto& [name, value] : parameters) {
    query += (query.empty() ? "?" : "&") + name + "=" + boost::urls::encode(value, boost::urls::unreserved_chars);
  }
  return query;
}

}  // namespace perfbench
