// A choice of names by regular expressions.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/error.h"

namespace perfbench {

using NameChoice = std::function<bool(const std::string& name)>;

// Tells whether any of the expressions (ECMAScript, as std::regex has it) is found in a name. An empty one is none;
// of none at all the function is empty. Errors (plan): an expression that cannot be read.
Result<NameChoice> choose_names(const std::vector<std::string>& expressions);

}  // namespace perfbench
