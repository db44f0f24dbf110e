// Where a worker's output goes.
#pragma once

#include <array>
#include <string_view>

namespace perfbench {

enum class OutputMode { file, null, pipe };

// As options and results name them, in the order of the modes.
inline constexpr std::array<std::string_view, 3> kOutputModeNames = {"file", "null", "pipe"};

constexpr std::string_view to_string(OutputMode mode) { return kOutputModeNames.at(static_cast<std::size_t>(mode)); }

}  // namespace perfbench
