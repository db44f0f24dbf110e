// Every figure that v4's "summary" may hold, with its unit and the probe that yields it: what an SLA rule can name.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/figure_path.h"
#include "model/run_figures.h"
#include "model/unit.h"

namespace perfbench {

struct FigureSpec {
  FigurePath path;
  Unit unit = Unit::none;
  Probe probe = Probe::always;
  bool integer = false;      // written as a JSON integer (totals)
  bool is_addition = false;  // no key of v4: left out of the summary where it was not measured
};

// All figures with a fixed name, in v4's order.
std::span<const FigureSpec> figure_catalogue();

// The entry of `path`; also of a figure by a name that only the worker knows (otel_metrics["queue.wait"].p95).
std::optional<FigureSpec> find_figure(const FigurePath& path);

// Whether an object of the summary has such names.
bool is_open_object(std::string_view name);

// The known paths nearest to `path` (edit distance), best first, at most `most`.
std::vector<std::string> nearest_figures(const FigurePath& path, std::size_t most = 3);

}  // namespace perfbench
