// Folded stacks -> a profile.
#pragma once

#include <string>
#include <string_view>

#include "model/error.h"
#include "model/stack_profile.h"

namespace perfbench {

// What reporters/folded_stacks.h writes is read as the same profile, weights to the microsecond; texts of several
// profiles one after the other are read as their sum. Of other tools' text, which has no first line of ours, names are
// taken as they are, without modules, and a number as both samples and microseconds of one run. Empty lines and those
// with '#' are passed over.
//
// Errors (plan), with the line's number: no weight at its end, or one that is no whole number or too large; no
// functions; another version of ours. `origin` names the text.
Result<StackProfile> read_folded_stacks(std::string_view text, const std::string& origin);

}  // namespace perfbench
