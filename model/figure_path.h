// The name of one figure under v4's "summary": latency_ms.p95, queue_cancel_metrics["queue.wait"].
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"

namespace perfbench {

struct FigurePath {
  std::vector<std::string> segments;

  auto operator<=>(const FigurePath&) const = default;
};

// Segments are separated by dots; a name with a dot or any character outside [A-Za-z0-9_] stands in ["..."], where \"
// and
// \\ are the only escapes. Errors: plan, with the column.
Result<FigurePath> parse_figure_path(std::string_view text);
std::string to_string(const FigurePath& path);

}  // namespace perfbench
