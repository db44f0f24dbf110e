// Units of the figures, and the conversion of what people write in rules ("250ms", "64MB") into them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace perfbench {

enum class Unit { milliseconds, seconds, kilobytes, megabytes, percent, runs_per_second, count, none };

// The symbol as people read it: "ms", "s", "KB", "MB", "%", "runs/s"; empty for counts.
std::string_view symbol(Unit unit);

// Factor that turns a number written with `suffix` (s, ms, us, ns, B, KB, MB, GB, %, runs/s) into `unit`; an empty
// suffix means the unit itself. Nothing when the suffix is unknown or measures another kind of thing. 1 MB = 1024 KB.
std::optional<double> conversion_factor(std::string_view suffix, Unit unit);

// The suffixes that can be turned into `unit`; none for counts.
std::vector<std::string_view> suffixes_of(Unit unit);

}  // namespace perfbench
