// The axis that a plot's values lie on: how far it goes, and whether it is logarithmic.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace perfbench {

// Neither NaN nor infinite nor of a size that no axis can hold. What is asked of an axis is of such values only.
bool can_be_plotted(double value);

struct PlotAxis {
  double low = 0;
  double high = 1;
  bool logarithmic = false;

  // 0 at the low end and 1 at the high one; values beyond the ends are beyond these.
  double position(double value) const;
  double value_at(double position) const;
  bool holds(double value) const { return value >= low && value <= high; }
};

// Holds all from `low` to `high` with some room around, and of `wanted` what leaves the values at least a fifth of the
// axis. Logarithmic where values are far apart.
PlotAxis axis_for(double low, double high, std::span<const double> wanted = {});

// 1, 2 or 5 times a power of ten: the least that is no smaller than `least`, which is above 0.
double round_step(double least);

// gnuplot's settings of the axis `name`, "x" or "y".
std::string axis_settings(std::string_view name, const PlotAxis& axis);
// Of an axis that counts, from `low` to `high`.
std::string counting_axis_settings(std::string_view name, double low, double high);

// Places in [0, 1] as near to `wanted` as `gap` between any two allows, in its order.
std::vector<double> spread(const std::vector<double>& wanted, double gap);

}  // namespace perfbench
