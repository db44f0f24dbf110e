// Numbers of things in sentences.
#pragma once

#include <string>
#include <string_view>

namespace perfbench {

// "1 worker", "3 workers"; "2 processes" where the plural is given.
std::string counted(long long count, std::string_view noun, std::string_view plural = "");

}  // namespace perfbench
