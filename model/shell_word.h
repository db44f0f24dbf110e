// A word as a POSIX shell (bash for control characters) reads it back.
#pragma once

#include <string>
#include <string_view>

namespace perfbench {

// As it is where that is safe, else in '...'; with control characters or broken UTF-8 as $'...'.
std::string shell_word(std::string_view word);

}  // namespace perfbench
