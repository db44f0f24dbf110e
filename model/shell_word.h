// Words as a POSIX shell (bash for control characters) reads them back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace perfbench {

// As it is where that is safe, else in '...'; with control characters or broken UTF-8 as $'...'.
std::string shell_word(std::string_view word);

std::string quote_words(const std::vector<std::string>& words);

}  // namespace perfbench
