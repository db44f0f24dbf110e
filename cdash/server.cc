#include "cdash/server.h"

#include <string_view>

#include "http/query.h"
#include "model/http_url.h"

namespace perfbench {

namespace {

Error unusable_url(const std::string& url, std::string cause) {
  return {.kind = ErrorKind::usage,
          .what = "this is no address of a CDash server",
          .where = "--cdash '" + without_user(url) + "'",
          .cause = std::move(cause),
          .advice =
              "Write it as https://cdash.example.org, or as in CTEST_SUBMIT_URL: "
              "https://cdash.example.org/submit.php?project=MyProject."};
}

// What stands before the page, without a slash at its end.
std::string base_of(std::string path) {
  constexpr std::string_view kPage = "/submit.php";
  if (path.ends_with(kPage)) path.resize(path.size() - kPage.size());
  while (path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

Result<CdashServer> parse_cdash_url(const std::string& text) {
  const auto url = parse_http_url(text);
  if (!is_of_http(text)) return fail(unusable_url(text, "it begins with neither https:// nor http://"));
  if (!url) return fail(unusable_url(text, "its host or port cannot be read"));
  if (!url->user.empty()) return fail(unusable_url(text, "it holds a name or password; give a token instead"));
  return CdashServer{server_of(*url), base_of(url->path), query_value(url->query, "project")};
}

}  // namespace perfbench
