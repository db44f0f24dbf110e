#include "reporters/plot_parts.h"

#include <fmt/format.h>

#include "reporters/gnuplot_text.h"

namespace perfbench {

namespace {

constexpr int kTitleColumns = 70;
constexpr int kSubtitleColumns = 130;
constexpr int kVerdictColumns = 14;
constexpr int kNoteColumns = 27;
constexpr double kLineOfNote = 0.032;  // of the picture's height

std::string_view colour_of(PlotTone tone) {
  switch (tone) {
    case PlotTone::good:
      return kPlotGreen;
    case PlotTone::bad:
      return kPlotVermilion;
    case PlotTone::neutral:
      break;
  }
  return kPlotGrey;
}

struct LineStyle {
  std::string_view colour;
  std::string_view dashes;
  std::string_view sign;
};

LineStyle style_of(PlotLine::Kind kind) {
  switch (kind) {
    case PlotLine::Kind::kept_limit:
      return {kPlotGreen, "(12,6)", ""};
    case PlotLine::Kind::broken_limit:
      return {kPlotVermilion, "1", "✗ "};
    case PlotLine::Kind::reference:
      break;
  }
  return {kPlotGrey, "(3,4)", ""};
}

}  // namespace

std::string begin_picture(const PlotHeading& heading) {
  std::string script =
      "set terminal pngcairo size 1000,700 noenhanced font \"DejaVu Sans,10\" background \"#FFFFFF\"\n"
      "set encoding utf8\n"
      "set border 3 lc \"#555555\"\n"
      "set tics nomirror out scale 0.6 tc \"#333333\"\n"
      "set grid xtics ytics back lt 1 lw 0.6 lc \"#E3E3E3\"\n"
      "unset key\n";
  script += fmt::format("set label {} at screen 0.02,0.96 left font \":Bold,14\"\n",
                        gnuplot_string(heading.title, kTitleColumns));
  script += fmt::format("set label {} at screen 0.98,0.96 right font \":Bold,14\" tc \"{}\"\n",
                        gnuplot_string(heading.verdict, kVerdictColumns), colour_of(heading.tone));
  script += fmt::format("set label {} at screen 0.02,0.92 left tc \"{}\"\n",
                        gnuplot_string(heading.subtitle, kSubtitleColumns), kPlotGrey);
  return script;
}

std::string frame_settings(const PlotFrame& frame) {
  return fmt::format(
      "set lmargin at screen {}\nset rmargin at screen {}\nset bmargin at screen {}\nset tmargin at screen {}\n",
      kPlotLeft, kPlotRight, frame.bottom, frame.top);
}

std::string data_block(std::string_view name, const std::vector<std::vector<double>>& rows) {
  std::string block = fmt::format("${} << END\n", name);
  for (const std::vector<double>& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) block += (i == 0 ? "" : " ") + gnuplot_number(row[i]);
    block += '\n';
  }
  return block + "END\n";
}

std::string margin_notes(const PlotFrame& frame, const std::vector<MarginNote>& notes) {
  std::vector<double> wanted;
  wanted.reserve(notes.size());
  for (const MarginNote& note : notes) wanted.push_back(note.place);
  const std::vector<double> places = spread(wanted, kLineOfNote / (frame.top - frame.bottom));
  std::string script;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const MarginNote& note = notes[i];
    if (note.value) {
      script += fmt::format("set arrow from graph 1, first {} to graph 1.02, graph {} nohead lw 0.8 lc \"{}\"\n",
                            gnuplot_number(*note.value), gnuplot_number(places[i]), note.colour);
    }
    script += fmt::format("set label {} at graph 1.027, graph {} left font \",9\" tc \"{}\"\n",
                          gnuplot_string(note.text, kNoteColumns), gnuplot_number(places[i]), note.colour);
  }
  return script;
}

std::string lines_across(const PlotAxis& axis, const PlotFrame& frame, std::span<const PlotLine> lines) {
  std::string script;
  std::vector<MarginNote> notes;
  for (const PlotLine& line : lines) {
    const LineStyle style = style_of(line.kind);
    MarginNote note{
        .text = std::string(style.sign) + line.label, .colour = style.colour, .place = axis.position(line.value)};
    if (axis.holds(line.value)) {
      note.value = line.value;
      script +=
          fmt::format("set arrow from graph 0, first {0} to graph 1, first {0} nohead front lw 1.6 dt {1} lc \"{2}\"\n",
                      gnuplot_number(line.value), style.dashes, style.colour);
    } else {
      note.text = (note.place > 0 ? "↑ " : "↓ ") + note.text;
    }
    notes.push_back(std::move(note));
  }
  return script + margin_notes(frame, notes);
}

std::vector<double> values_of(std::span<const PlotLine> lines) {
  std::vector<double> values;
  for (const PlotLine& line : lines) {
    if (can_be_plotted(line.value)) values.push_back(line.value);
  }
  return values;
}

std::string empty_plot(std::string_view why) {
  return fmt::format(
      "set label {} at screen 0.5,0.5 center tc \"{}\"\n"
      "unset border\nunset tics\nset xrange [0:1]\nset yrange [0:1]\nplot NaN\n",
      gnuplot_string(why, kSubtitleColumns), kPlotGrey);
}

}  // namespace perfbench
