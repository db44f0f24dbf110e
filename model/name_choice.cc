#include "model/name_choice.h"

#include <algorithm>
#include <regex>

namespace perfbench {

namespace {

constexpr std::size_t kLongestExpression = 1000;  // std::regex reads it by recursion

}  // namespace

Result<NameChoice> choose_names(const std::vector<std::string>& expressions) {
  std::vector<std::regex> compiled;
  for (const std::string& expression : expressions) {
    if (expression.empty()) continue;
    try {
      if (expression.size() > kLongestExpression) throw std::regex_error(std::regex_constants::error_complexity);
      compiled.emplace_back(expression, std::regex::ECMAScript | std::regex::optimize);
    } catch (const std::regex_error& error) {
      return fail({.kind = ErrorKind::plan,
                   .what = "this is no regular expression",
                   .where = expression,
                   .cause = error.what(),
                   .advice = "A dot stands for any character; \\. for a dot: 'latency_ms\\.p9[59]'."});
    }
  }
  if (compiled.empty()) return NameChoice();
  return [compiled = std::move(compiled)](const std::string& name) {
    return std::ranges::any_of(compiled, [&](const std::regex& one) { return std::regex_search(name, one); });
  };
}

}  // namespace perfbench
