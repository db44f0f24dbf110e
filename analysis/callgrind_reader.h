// The file that callgrind writes of a process -> how many instructions it executed.
#pragma once

#include <string>
#include <string_view>

#include "model/error.h"

namespace perfbench {

// The first number of its "totals:" (of "summary:" where there are none), which is of the event Ir. Errors (plan): it
// counts another event first, or neither line is there.
Result<double> read_callgrind(std::string_view text, const std::string& origin);

}  // namespace perfbench
