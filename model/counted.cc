#include "model/counted.h"

#include <fmt/format.h>

namespace perfbench {

std::string counted(long long count, std::string_view noun, std::string_view plural) {
  if (count != 1 && !plural.empty()) return fmt::format("{} {}", count, plural);
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace perfbench
