#include "cdash/answer.h"

#include <fmt/format.h>

#include <pugixml.hpp>

#include "cdash/json_answer.h"
#include "model/clean_text.h"
#include "model/utf8.h"

namespace perfbench {

namespace {

constexpr int kOk = 200;
constexpr int kNotFound = 404;
constexpr std::size_t kMostWords = 200;
constexpr std::size_t kMostIdDigits = 18;

// The server's own words, of JSON, XML or text; of a page of HTML none.
std::string words_in(const HttpResponse& response) {
  const auto json = parse_json_answer(response.body);
  for (const char* name : {"description", "error", "message"}) {
    if (json.is_object() && json.contains(name) && json[name].is_string()) return json[name];
  }
  pugi::xml_document document;
  if (document.load_string(response.body.c_str()) && document.child("cdash")) {
    const std::string message = document.child("cdash").child("message").text().get();
    return message.empty() ? document.child("cdash").child("status").text().get() : message;
  }
  return clean_line(response.body).starts_with('<') ? "" : response.body;
}

std::string words_of(const HttpResponse& response) {
  return clean_line(cut_to_bytes(clean_line(words_in(response)), kMostWords));
}

bool is_build_id(std::string_view text) {
  return !text.empty() && text.size() <= kMostIdDigits &&
         text.find_first_not_of("0123456789") == std::string_view::npos &&
         text.find_first_not_of('0') != std::string_view::npos;
}

std::string advice_on(const HttpResponse& response) {
  switch (response.status) {
    case 301:
    case 302:
    case 307:
    case 308:
      return "The server sends you on to " + clean_line(response.location) +
             ", where a token would follow: give that address yourself if you trust it.";
    case 400:
      return "The server could not read what was sent; --dry-run writes it to be looked at.";
    case 401:
    case 403:
      return "See the token: --token-env or --token-file, one of this project that has not expired.";
    case kNotFound:
      return "See the address and the project's name (in its capitals).";
    case 407:
      return "See the proxy: its name and password stand in the environment variable, before an @.";
    case 429:
      return "The server has too much to do: try again later.";
    default:
      return response.status >= 500
                 ? "The server, or a proxy before it, has a fault of its own, or there is no such project: try "
                   "again later."
                 : "";
  }
}

Error refused(const HttpResponse& response, const std::string& what, std::string cause) {
  return {
      .kind = ErrorKind::harness, .what = what, .where = "", .cause = std::move(cause), .advice = advice_on(response)};
}

Error refusal_of(const HttpResponse& response, const std::string& what) {
  const std::string words = words_of(response);
  return refused(response, what, fmt::format("HTTP {}{}", response.status, words.empty() ? "" : ": " + words));
}

}  // namespace

Error refusal_to_tell(const HttpResponse& response, const std::string& what) {
  Error error = refusal_of(response, what);
  if (response.status == kNotFound) {
    error.advice =
        "See the address and the project's name (in its capitals); a token that may only submit cannot read, and a "
        "private project cannot be read without one.";
  }
  return error;
}

Result<std::string> build_id_of(const HttpResponse& response, const std::string& document) {
  const std::string what = "the server did not take " + document;
  if (response.status != kOk) return fail(refusal_of(response, what));
  pugi::xml_document answer;
  if (!answer.load_string(response.body.c_str()) || !answer.child("cdash")) {
    Error error = refused(response, what, "what answers is no CDash server");
    error.advice = "See the address: --cdash.";
    return fail(error);
  }
  const pugi::xml_node cdash = answer.child("cdash");
  if (std::string_view(cdash.child("status").text().get()) != "OK") return fail(refusal_of(response, what));
  std::string id = cdash.child("buildId").text().get();
  if (!is_build_id(id)) return fail(refused(response, what, "it said OK, but gave no build id"));
  return id;
}

}  // namespace perfbench
