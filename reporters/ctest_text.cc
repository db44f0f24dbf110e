#include "reporters/ctest_text.h"

#include <algorithm>
#include <array>

namespace perfbench {

std::string without_ctest_elements(std::string_view text) {
  constexpr std::array<std::string_view, 4> kOpenings = {"<CTest", "<Dart", "</CTest", "</Dart"};
  std::string defused;
  for (std::size_t i = 0; i < text.size(); ++i) {
    defused += text[i];
    const auto begins = [rest = text.substr(i)](std::string_view opening) { return rest.starts_with(opening); };
    if (text[i] == '<' && std::ranges::any_of(kOpenings, begins)) defused += ' ';
  }
  return defused;
}

}  // namespace perfbench
