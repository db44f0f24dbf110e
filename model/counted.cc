#include "model/counted.h"

#include <fmt/format.h>

namespace perfbench {

std::string counted(long long count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace perfbench
