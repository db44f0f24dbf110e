// Numbers for people: about four significant digits, the same decimals throughout a row, the unit of v4.
#pragma once

#include <string>

#include "model/unit.h"

namespace perfbench {

// Decimals for numbers as large as `magnitude`.
int decimals_for(double magnitude);
std::string human_number(double value, int decimals);
// "312.5 ms", "4 %", "3".
std::string human_value(double value, Unit unit);
std::string with_unit(std::string number, Unit unit);

}  // namespace perfbench
