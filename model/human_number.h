// Numbers for people: about four significant digits, the same decimals throughout a row, the unit of v4.
#pragma once

#include <string>

#include "model/unit.h"

namespace perfbench {

// Decimals for numbers as large as `magnitude`.
int decimals_for(double magnitude);
std::string human_number(double value, int decimals);
// "312.5" in ms is "312.5 ms"; a count has none.
std::string with_unit(std::string number, Unit unit);

}  // namespace perfbench
