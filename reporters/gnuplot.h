// Runs gnuplot, which turns a script into a picture.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "model/error.h"

namespace perfbench {

// The bytes of the PNG file that `script`, given on gnuplot's input, writes to its output. gnuplot sees neither files
// of settings nor any variable that bears on it, and writes no files of its own. It is killed after `limit`, and when
// this process dies, and leaves no zombie. For the thread that lives as long as the process. Errors (harness): there is
// no gnuplot, it takes longer, or what it writes is no whole PNG file; with its last words.
Result<std::string> run_gnuplot(std::string_view script, std::chrono::milliseconds limit);

}  // namespace perfbench
