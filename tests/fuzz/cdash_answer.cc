// Whatever a server answers is a build's id, or an error whose words are short and harmless.
#include <algorithm>
#include <array>

#include "cdash/answer.h"
#include "model/clean_text.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

namespace {

void check_refusal(const Error& error, const char* what) {
  constexpr std::size_t kMostCause = 250;
  require(error.kind == ErrorKind::harness && error.what == what, "an error says what was wrong");
  require(!error.cause.empty() && error.cause.size() <= kMostCause, "the server's words are there, and cut");
  require(clean_line(error.cause) == error.cause, "the server's words are harmless");
  require(clean_line(error.advice) == error.advice, "the advice is harmless, with a redirection's target in it");
}

}  // namespace

// The first byte chooses the status; all else is body and redirection.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::array kStatuses = {200, 200, 200, 302, 400, 401, 403, 404, 429, 500, 0, 999};
  const std::string text(fuzz::as_text(data + 1, size - 1));
  const HttpResponse response{.status = kStatuses.at(data[0] % kStatuses.size()), .body = text, .location = text};
  check_refusal(refusal_to_tell(response, "asked"), "asked");
  const auto id = build_id_of(response, "Test.xml");
  if (!id) {
    check_refusal(id.error(), "the server did not take Test.xml");
    return 0;
  }
  require(response.status == 200, "a refusal gives no id");
  require(!id->empty() && std::ranges::all_of(*id, [](char c) { return c >= '0' && c <= '9'; }), "an id is a number");
  require(id->find_first_not_of('0') != std::string::npos, "no build has the id 0");
  return 0;
}
