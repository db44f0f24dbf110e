// What perfbench says on stderr.
#pragma once

#include <string_view>

namespace perfbench {

// "perfbench: text". Whatever names, paths and commands are in it: no control characters but line ends, and nothing
// that CTest, which reads stderr too, takes for a measurement.
void print_message(std::string_view text);

}  // namespace perfbench
