#include "cdash/rest.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "cdash/answer.h"
#include "cdash/json_answer.h"
#include "cdash/series.h"
#include "model/clean_text.h"
#include "model/utf8.h"

namespace perfbench {

namespace {

using nlohmann::json;

constexpr int kAnswered = 200;
constexpr std::size_t kMostErrorBytes = 200;
constexpr const char* kIs = "61";  // the number of that comparison

std::string date_of(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

}  // namespace

Error unexpected_answer(const std::string& cause) {
  return {.kind = ErrorKind::harness,
          .what = "the server's answer is not of the form that CDash has",
          .where = "",
          .cause = cause,
          .advice = "See the address: --cdash."};
}

Result<json> ask_rest(const Ask& ask, const std::string& target, const std::string& what) {
  const auto response = ask({.method = "GET", .target = target, .body = "", .content_type = ""});
  if (!response) return fail(response.error());
  if (response->status != kAnswered) return fail(refusal_to_tell(*response, what));
  json answer = parse_json_answer(response->body);
  if (answer.is_discarded()) return fail(unexpected_answer("its answer is no JSON"));
  return answer;
}

Result<json> ask_for_tests(const CdashServer& server, const TestsQuestion& question, const Ask& ask) {
  QueryParameters parameters = {{"project", question.project}, {"begin", date_of(question.from)},
                                {"end", date_of(question.to)}, {"filtercount", std::to_string(question.filters.size())},
                                {"showfilters", "1"},          {"filtercombine", "and"}};
  for (std::size_t i = 0; i < question.filters.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    parameters.emplace_back("field" + number, question.filters[i].first);
    parameters.emplace_back("compare" + number, kIs);
    parameters.emplace_back("value" + number, question.filters[i].second);
  }
  const auto answer = ask_rest(ask, with_query(server.base_path + "/api/v1/queryTests.php", parameters),
                               "the server does not tell its tests");
  if (!answer) return fail(answer.error());
  if (!answer->is_object()) return fail(unexpected_answer("its answer is no object"));
  if (answer->contains("error")) {
    const std::string words = clean_line(cut_to_bytes(rest_text(*answer, "error"), kMostErrorBytes));
    return fail({.kind = ErrorKind::harness,
                 .what = "the server does not tell its tests",
                 .where = "",
                 .cause = words,
                 .advice = "See the project's name, in its capitals: --project."});
  }
  json rows = answer->value("builds", json::array());
  if (!rows.is_array()) return fail(unexpected_answer("builds is no array"));
  return rows;
}

std::string rest_text(const json& object, const char* name) {
  const json& value = object.at(name);
  return value.is_number() ? value.dump() : value.get<std::string>();
}

bool rest_text_is(const json& object, const char* name, const std::string& text) {
  if (!object.at(name).is_number()) return rest_text(object, name) == text;
  const auto number = series_value(name, text);
  return number && *number == object.at(name).get<double>();  // of "1.50" the server's number is 1.5
}

long rest_id(const json& object, const char* name) {
  const std::string link = rest_text(object, name);
  const std::string digits = link.substr(link.find_last_of('/') + 1);
  constexpr std::size_t kMostDigits = 15;
  const bool is_number =
      !digits.empty() && digits.size() <= kMostDigits && digits.find_first_not_of("0123456789") == std::string::npos;
  return is_number ? std::stol(digits) : 0;
}

}  // namespace perfbench
