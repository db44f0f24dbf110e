// Where a report's bytes go, in pieces: a long report never stands in memory as a whole.
#pragma once

#include <functional>
#include <string_view>

namespace perfbench {

using ByteSink = std::function<void(std::string_view)>;

}  // namespace perfbench
