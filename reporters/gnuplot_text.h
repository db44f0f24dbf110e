// What gnuplot scripts are written with.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace perfbench {

// `text`, whatever is in it, as a string that means just that, in one line of at most `most_columns`: nothing that
// gnuplot would run or replace in it (backquotes, @macros, escapes) is left as it was. Enhanced text is to be off.
std::string gnuplot_string(std::string_view text, int most_columns);

// A finite number, as exact as a picture needs it, and milliseconds since 1970 in seconds.
std::string gnuplot_number(double value);

}  // namespace perfbench
