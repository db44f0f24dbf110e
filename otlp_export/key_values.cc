#include "otlp_export/key_values.h"

#include <algorithm>

#include "http/query.h"

namespace perfbench::otlp_export {

namespace {

std::string without_blanks_around(const std::string& text) {
  constexpr const char* kBlanks = " \t";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace

std::vector<KeyValue> parse_key_values(const std::string& list) {
  std::vector<KeyValue> pairs;
  for (std::size_t start = 0; start < list.size();) {
    const std::size_t end = std::min(list.find(',', start), list.size());
    const std::string member = without_blanks_around(list.substr(start, end - start));
    start = end + 1;
    if (member.empty()) continue;
    const std::size_t equals = member.find('=');
    if (equals == std::string::npos) {
      pairs.emplace_back();
    } else {
      pairs.push_back({.key = decoded(without_blanks_around(member.substr(0, equals))),
                       .value = decoded(without_blanks_around(member.substr(equals + 1)))});
    }
  }
  return pairs;
}

}  // namespace perfbench::otlp_export
