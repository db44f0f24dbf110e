// Numbers of things in sentences.
#pragma once

#include <string>
#include <string_view>

namespace perfbench {

// "1 worker", "3 workers".
std::string counted(long long count, std::string_view noun);

}  // namespace perfbench
