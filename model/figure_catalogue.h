// Every figure that v4's "summary" may hold, with its unit and the probe that yields it: what an SLA rule can name.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/figure_path.h"
#include "model/run_figures.h"
#include "model/unit.h"

namespace perfbench {

struct FigureSpec {
  FigurePath path;
  Unit unit = Unit::none;
  Probe probe = Probe::always;
  bool integer = false;  // written as a JSON integer (totals)
};

// All figures with a fixed name, in v4's order.
std::span<const FigureSpec> figure_catalogue();

// The entry of `path`; also for a name below an open object (queue_cancel_metrics), whose names only the worker knows.
std::optional<FigureSpec> find_figure(const FigurePath& path);

// The known paths nearest to `path` (edit distance), best first, at most `most`.
std::vector<std::string> nearest_figures(const FigurePath& path, std::size_t most = 3);

}  // namespace perfbench
