// Numbers for machines: the fewest digits that read back as the same double.
#pragma once

#include <string>

namespace perfbench {

// As "12.5" or "1e+23". `value` is finite.
std::string shortest_number(double value);
// Never with an exponent, never "-0". `value` is finite.
std::string plain_decimal(double value);

}  // namespace perfbench
