// What all pictures have in common: size, fonts, colours, heading, limit lines. Parts of a script for gnuplot, which
// writes a PNG file of 1000x700 to its output.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reporters/plot_axis.h"

namespace perfbench {

// A line across a plot at a value.
struct PlotLine {
  enum class Kind { kept_limit, broken_limit, reference };

  std::string label;  // "p95 <= 250 ms"
  double value = 0;
  Kind kind = Kind::kept_limit;
};

enum class PlotTone { good, bad, neutral };

struct PlotHeading {
  std::string title;
  std::string subtitle;
  std::string verdict;  // at the right of the title, in the colour of its tone
  PlotTone tone = PlotTone::neutral;
};

// Told apart by the colour-blind too (Okabe and Ito).
inline constexpr std::string_view kPlotBlue = "#0072B2";
inline constexpr std::string_view kPlotPaleBlue = "#8FBFE0";
inline constexpr std::string_view kPlotGreen = "#007A5A";
inline constexpr std::string_view kPlotVermilion = "#C24A00";
inline constexpr std::string_view kPlotPurple = "#9C4A7E";
inline constexpr std::string_view kPlotGrey = "#555555";

// Where a plot stands in the picture, in shares of it from below and left. The margin at its right holds labels.
struct PlotFrame {
  double bottom = 0;
  double top = 1;
};
inline constexpr double kPlotLeft = 0.09;
inline constexpr double kPlotRight = 0.8;

std::string begin_picture(const PlotHeading& heading);
std::string frame_settings(const PlotFrame& frame);

// The numbers in rows of columns, as a data block that later commands call $name.
std::string data_block(std::string_view name, const std::vector<std::vector<double>>& rows);

struct MarginNote {
  std::string text;
  std::string_view colour;
  double place = 0;                  // 0 at the lower end of the plot, 1 at the upper; notes are kept apart
  std::optional<double> value = {};  // of the y axis: where a thin line leads from the note
};
std::string margin_notes(const PlotFrame& frame, const std::vector<MarginNote>& notes);

// The lines that are on the y axis, and the labels of all: of one that is not, with an arrow to where it would be.
std::string lines_across(const PlotAxis& axis, const PlotFrame& frame, std::span<const PlotLine> lines);

// The values of those that can be on an axis.
std::vector<double> values_of(std::span<const PlotLine> lines);

// In the place of a plot that has nothing to show.
std::string empty_plot(std::string_view why);

}  // namespace perfbench
