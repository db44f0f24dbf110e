// Another program as a filter: text goes in, bytes come out, all within a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"

namespace perfbench {

struct FilterCommand {
  std::string program;                   // its path
  std::vector<std::string> argv;         // with its name
  std::vector<std::string> environment;  // NAME=VALUE: all that it gets
};

struct FilterLimits {
  std::chrono::milliseconds time{};
  std::size_t output_bytes = 0;
  bool (*give_up)() = nullptr;  // is asked ten times a second
};

enum class FilterEnding { success, failure, too_late, too_much_output, given_up, not_executed };

struct FilterRun {
  FilterEnding ending = FilterEnding::success;
  std::string output;
  std::string words;  // the last of what it wrote to stderr
};

// Runs it with `input` on its stdin, in a process group of its own, with no descriptors but the standard ones. The
// group is killed when a limit is reached, the program also when this process dies; no zombie is left. Of the process's
// first thread only, since a child is taken to have lost its parent when the thread that made it ends. Errors
// (harness): it could not be started.
Result<FilterRun> run_filter(const FilterCommand& command, std::string_view input, const FilterLimits& limits);

}  // namespace perfbench
