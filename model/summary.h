// The statistics of a run: a flat list of figures in v4's order, absent where not measured, plus the few parts of v4's
// "summary" that are no figures.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/figure_path.h"
#include "model/run_figures.h"

namespace perfbench {

struct Figure {
  FigurePath path;
  Measured value;
};

// A function in which time went, the functions that it called left out. Results of the earlier harness hold no more
// than the first three.
struct Hotspot {
  std::string frame;
  double weight_ms = 0;  // a run
  long long samples = 0;
  std::string module = {};        // the file that it is in; empty where unknown
  Measured share_pct = {};        // of the time of a run
  Measured total_weight_ms = {};  // a run, with the functions that it called
};

struct Summary {
  std::vector<Figure> figures;
  std::vector<int> failed_iterations;  // 1-based
  std::vector<std::string> trace_paths;
  std::vector<Hotspot> hotspots_top;
  std::map<std::string, std::string> sources;  // object under summary -> where its figures come from
  // Why figures are absent, by the outermost object of which none was measured, or by the figure itself: "top_attach",
  // "resource_budget.process_budget.peak_open_fds_mean".
  std::map<std::string, std::string> not_measured;

  // Whether the key is there at all, measured or null (summaries of before v4 lack keys).
  const Figure* find(const FigurePath& path) const;
  // The value; absent when the key is missing or null.
  Measured value(const FigurePath& path) const;
  Measured value(std::string_view dotted_path) const;
};

}  // namespace perfbench
