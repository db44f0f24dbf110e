// A server's address that is understood means the same when it is read again; a proxy's never shows its password.
#include <algorithm>

#include "cdash/server.h"
#include "http/proxy.h"
#include "http/query.h"
#include "model/http_url.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

namespace {

constexpr const char* kUnusableProxy =
    "all_proxy: the proxy in this environment variable is none that can be used\n"
    "  Write it as http://proxy.example.org:3128, or unset the variable.";

bool is_plain(char c) { return c > ' ' && c < 0x7F; }

void check_server(const CdashServer& server) {
  require(!server.host.empty() && std::ranges::all_of(server.host, is_plain), "a host is plain");
  require(server.host.find_first_of("/?#@") == std::string::npos, "a host is a host alone");
  require(server.port > 0 && server.port <= 65535, "a port is one");
  require(server.base_path.empty() || server.base_path.starts_with('/'), "a path begins with a slash");
  require(!server.base_path.ends_with('/'), "a path has no slash at its end");
  require(std::ranges::all_of(server.base_path, is_plain), "a path holds no line's end");
  const auto again =
      parse_cdash_url(with_query(server.origin() + server.base_path + "/submit.php", {{"project", server.project}}));
  require(again.has_value(), "what was understood is understood again");
  require(again->host == server.host && again->port == server.port && again->secure == server.secure &&
              again->loopback == server.loopback,
          "it is the same server");
  require(again->base_path == server.base_path && again->project == server.project, "it is the same project");
  if (server.loopback) {
    require(server.host == "localhost" || server.host.starts_with("127.") || server.host.ends_with("1]"),
            "only this machine is this machine");
  }
}

void check_proxy(const CdashServer& server, const std::string& value) {
  const auto proxy = find_proxy(
      server, [&](const char* name) { return std::string_view(name) == "all_proxy" ? value : std::string(); });
  if (!proxy) {
    require(proxy.error().kind == ErrorKind::usage, "a bad proxy is an error of usage");
    require(to_string(proxy.error()) == kUnusableProxy, "an error names the variable, and is the same for all values");
    return;
  }
  if (!*proxy) return;
  require(!(*proxy)->host.empty() && (*proxy)->host.find_first_of("/?#@[]") == std::string::npos, "a host is bare");
  require((*proxy)->port > 0 && (*proxy)->port <= 65535, "a port is one");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::as_text(data, size));
  const auto server = parse_cdash_url(text);
  if (server) {
    check_server(*server);
  } else {
    require(server.error().kind == ErrorKind::usage && !server.error().cause.empty(), "an error says what was wrong");
  }
  CdashServer usual;
  usual.host = "cdash.example.org";
  check_proxy(usual, text);
  const auto left_out = find_proxy(
      usual, [&](const char* name) { return std::string_view(name) == "no_proxy" ? text + ",example.org" : "proxy"; });
  require(left_out && !*left_out, "what is left out is left out whatever else is in the list");
  return 0;
}
