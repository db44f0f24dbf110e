// How often which values occur, in bins.
#pragma once

#include <cstddef>
#include <vector>

#include "reporters/plot_axis.h"

namespace perfbench {

struct HistogramBin {
  double low = 0;
  double high = 0;
  std::size_t count = 0;
};

struct Histogram {
  PlotAxis axis;
  std::vector<HistogramBin> bins;  // ascending, equally wide on the axis
  // Few values far from all others would squash these; they are only counted.
  std::size_t below = 0;
  std::size_t above = 0;
  double lowest = 0;  // that is in a bin
  double highest = 0;
};

// Of one value or more, all of them such as can be plotted.
Histogram histogram_of(std::vector<double> values);

}  // namespace perfbench
