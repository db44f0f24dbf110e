// Names by which CDash joins builds into a trend.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "model/error.h"

namespace perfbench {

// Of a site, a build or a group: plain ASCII, none of \ : * ? " < > | & #, no space at either end, at most 200
// characters. Errors (usage): names `option` and the character.
Result<void> check_dashboard_name(const std::string& option, std::string_view name);

// "20261121-225530123456-Experimental": the start in UTC to the second and six digits made of `identity`, which tell
// apart what began in the same second. CDash takes all after the second dash for the group and reads nothing out of the
// time; a stamp that it has seen before would replace or double a build.
std::string build_stamp(std::chrono::system_clock::time_point start, std::string_view identity, std::string_view group);

}  // namespace perfbench
