#include "reporters/latency_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/counted.h"
#include "model/human_number.h"
#include "reporters/gnuplot_text.h"
#include "reporters/histogram.h"

namespace perfbench {

namespace {

constexpr PlotFrame kUpper{.bottom = 0.48, .top = 0.87};
constexpr PlotFrame kLower{.bottom = 0.09, .top = 0.37};

constexpr std::size_t kMostJoined = 60;    // iterations that a line joins
constexpr std::size_t kMostPoints = 1500;  // beyond it, neighbours share a step
constexpr std::size_t kMostSteps = 360;    // of two pixels each

std::string ms_text(double value) { return with_unit(human_number(value, decimals_for(value)), Unit::milliseconds); }

using Rows = std::vector<std::vector<double>>;

Rows rows_of_points(const std::vector<Measured>& durations) {
  Rows rows;
  for (std::size_t i = 0; i < durations.size(); ++i) {
    if (durations[i]) rows.push_back({static_cast<double>(i + 1), *durations[i]});
  }
  return rows;
}

// Number of the middle iteration, lowest, median, highest.
Rows rows_of_steps(const std::vector<Measured>& durations, std::size_t iterations_a_step) {
  Rows rows;
  for (std::size_t begin = 0; begin < durations.size(); begin += iterations_a_step) {
    const std::size_t end = std::min(begin + iterations_a_step, durations.size());
    std::vector<double> values;
    for (std::size_t i = begin; i < end; ++i) {
      if (durations[i]) values.push_back(*durations[i]);
    }
    if (values.empty()) continue;
    std::ranges::sort(values);
    rows.push_back(
        {static_cast<double>(begin + 1 + end) / 2, values.front(), values[(values.size() - 1) / 2], values.back()});
  }
  return rows;
}

std::string iterations_plot(const std::vector<Measured>& durations) {
  const auto labelled = [](std::string_view label) {
    return fmt::format("set xlabel \"{}\" tc \"{}\"\n", label, kPlotGrey);
  };
  if (durations.size() > kMostPoints) {
    const std::size_t iterations_a_step = (durations.size() + kMostSteps - 1) / kMostSteps;
    return data_block("steps", rows_of_steps(durations, iterations_a_step)) +
           labelled(fmt::format("iteration (each step: lowest, median and highest of {})", iterations_a_step)) +
           fmt::format(
               "plot $steps using 1:2:4 with filledcurves fs solid lc \"{0}\","
               " $steps using 1:2 with lines lw 1 lc \"{0}\", $steps using 1:4 with lines lw 1 lc \"{0}\","
               " $steps using 1:3 with lines lw 1.3 lc \"{1}\"\n",
               kPlotPaleBlue, kPlotBlue);
  }
  std::string script = data_block("iterations", rows_of_points(durations)) + labelled("iteration");
  if (durations.size() > kMostJoined) {
    return script + fmt::format("plot $iterations using 1:2 with points pt 7 ps 0.5 lc \"{}\"\n", kPlotBlue);
  }
  return script + fmt::format(
                      "plot $iterations using 1:2 with lines lw 1.2 lc \"{}\","
                      " $iterations using 1:2 with points pt 7 ps 1 lc \"{}\"\n",
                      kPlotPaleBlue, kPlotBlue);
}

std::string upper_plot(const LatencyPlot& plot, const std::vector<double>& values) {
  const auto [least, most] = std::ranges::minmax(values);
  const PlotAxis axis = axis_for(least, most, values_of(plot.lines));
  const double count = static_cast<double>(plot.durations_ms.size());
  const double margin = count > static_cast<double>(kMostJoined) ? count / 100 : 0.5;
  return frame_settings(kUpper) + counting_axis_settings("x", 1 - margin, count + margin) + axis_settings("y", axis) +
         fmt::format("set ylabel \"latency, ms\" tc \"{}\"\n", kPlotGrey) + lines_across(axis, kUpper, plot.lines) +
         iterations_plot(plot.durations_ms);
}

std::string percentile_line(double value, std::string_view dashes, std::string_view colour) {
  return fmt::format("set arrow from first {0}, graph 0 to first {0}, graph 1 nohead front lw 1.8 dt {1} lc \"{2}\"\n",
                     gnuplot_number(value), dashes, colour);
}

// Beside the histogram: what its lines are, and what it leaves out.
std::string histogram_notes(const LatencyPlot& plot, const Histogram& histogram) {
  std::string script;
  std::vector<MarginNote> notes;
  const auto percentile = [&](const Measured& value, std::string_view name, std::string_view dashes,
                              std::string_view sign, std::string_view colour) {
    if (!value || !can_be_plotted(*value)) return;
    const bool shown = histogram.axis.holds(*value);
    if (shown) script += percentile_line(*value, dashes, colour);
    notes.push_back(
        {.text = fmt::format("{} {} {}", shown ? sign : "→", name, ms_text(*value)), .colour = colour, .place = 1});
  };
  constexpr double kPlaceOfLeftOut = 0.3;
  // The first of notes that want the same place gets the lowest.
  const auto left_out = [&](std::size_t count, std::string_view where, double end) {
    if (count == 0) return;
    notes.push_back(
        {.text = fmt::format("{} {} {}", count, where, ms_text(end)), .colour = kPlotGrey, .place = kPlaceOfLeftOut});
  };
  percentile(plot.p95_ms, "p95", "(10,5)", "╌╌", kPlotPurple);
  percentile(plot.p50_ms, "p50", "1", "──", kPlotGreen);
  left_out(histogram.above, "above", histogram.highest);
  left_out(histogram.below, "below", histogram.lowest);
  if (histogram.below + histogram.above > 0) {
    notes.push_back({.text = "not shown:", .colour = kPlotGrey, .place = kPlaceOfLeftOut});
  }
  return script + margin_notes(kLower, notes);
}

std::string lower_plot(const LatencyPlot& plot, const std::vector<double>& values) {
  const Histogram histogram = histogram_of(values);
  Rows rows;
  std::size_t most = 1;
  for (const HistogramBin& bin : histogram.bins) {
    most = std::max(most, bin.count);
    if (bin.count > 0) rows.push_back({bin.low, bin.high, static_cast<double>(bin.count)});
  }
  return "unset label\nunset arrow\n" + frame_settings(kLower) + axis_settings("x", histogram.axis) +
         counting_axis_settings("y", 0, static_cast<double>(most) * 1.08) +
         fmt::format("set xlabel \"latency, ms\" tc \"{0}\"\nset ylabel \"iterations\" tc \"{0}\"\n", kPlotGrey) +
         histogram_notes(plot, histogram) + data_block("bins", rows) +
         fmt::format("plot $bins using 1:3:1:2:(0):3 with boxxyerror fs solid border lc \"{}\" lc \"{}\"\n", kPlotBlue,
                     kPlotPaleBlue);
}

}  // namespace

std::string latency_script(const LatencyPlot& given) {
  LatencyPlot plot = given;
  std::vector<double> values;
  for (Measured& duration : plot.durations_ms) {
    if (duration && !can_be_plotted(*duration)) duration.reset();
    if (duration) values.push_back(*duration);
  }
  std::string script = begin_picture(plot.heading);
  if (values.empty()) {
    return script + empty_plot("no latency was measured");
  }
  return script + "set multiplot\n" + upper_plot(plot, values) + lower_plot(plot, values) + "unset multiplot\n";
}

}  // namespace perfbench
