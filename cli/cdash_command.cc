#include "cdash_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>

#include "analysis/statistics.h"
#include "cdash/series.h"
#include "model/counted.h"
#include "model/figure_catalogue.h"
#include "model/human_number.h"
#include "option_checks.h"
#include "reporters/file_sink.h"
#include "reporters/gnuplot.h"
#include "reporters/trend_plot.h"
#include "reporters/trend_text.h"
#include "standard_output.h"

namespace perfbench {

namespace {

Result<Series> read(const CdashOptions& options) {
  auto server = find_server(options.server);
  if (!server) return fail(server.error());
  const auto ask = connect_to(*server, options.server);
  if (!ask) return fail(ask.error());
  const SeriesQuery query{.project = server->project,
                          .test = options.test,
                          .metric = options.metric,
                          .site = options.server.site,
                          .build = options.server.build,
                          .days = options.days};
  auto series = read_series(*server, query, std::chrono::system_clock::now(), *ask);
  if (series && series->points.empty()) {
    return fail({.kind = ErrorKind::harness,
                 .what = fmt::format("the test '{}' has no measurement {}", options.test, options.metric),
                 .where = "",
                 .cause = "",
                 .advice = "See the test's page on the dashboard for its names."});
  }
  return series;
}

void add_common_options(CLI::App& command, CdashOptions& options) {
  command.add_option("TEST", options.test, "name of the test on the dashboard")->type_name("")->required();
  command.add_option("METRIC", options.metric, "name of the measurement: latency_ms.p95")->type_name("")->required();
  add_server_options(command, options.server, "site of the trend, where there are several",
                     "build of the trend, where there are several");
  constexpr int kMostDays = 3650;
  command.add_option("--days", options.days, "how far back to look for the test (90)")
      ->type_name("N")
      ->check(in_range(1, kMostDays))
      ->group("Trend");
}

Unit unit_of(const std::string& metric) {
  const auto path = parse_figure_path(metric);
  const auto spec = path ? find_figure(*path) : std::nullopt;
  return spec ? spec->unit : Unit::none;
}

// "last 12.5 ms, median of the 10 before it 12.1 ms: 3.3 % worse, 10 % allowed".
std::string trend_sentence(const std::string& about, const std::string& metric, const TrendCheck& check,
                           const TrendRule& rule) {
  const Unit unit = unit_of(metric);
  const auto number = [&](double value) { return with_unit(human_number(value, decimals_for(value)), unit); };
  std::string text = fmt::format("{}: {}\n  last {}", about, to_string(check.verdict), number(*check.last));
  if (check.median) {
    text += fmt::format(", median of the {} before it {}", check.compared, number(*check.median));
  }
  if (check.compared < rule.least) {
    return text +
           fmt::format("\n  too few values to tell: {} before it, and {} are needed\n", check.compared, rule.least);
  }
  if (check.change_pct) {
    const bool worse = (*check.change_pct > 0) != rule.higher_is_better;
    text += fmt::format(": {:.1f} % {}", std::abs(*check.change_pct), worse ? "worse" : "better");
  }
  return text + fmt::format(", {:g} % worse is allowed\n", rule.max_change_pct);
}

std::string heading(const CdashOptions& options, const Series& series) {
  return fmt::format("{} {} on {}, {}", options.test, options.metric, series.site, series.build);
}

Result<std::string> picture_of(const TrendOptions& options, const Series& series,
                               const std::vector<TrendPoint>& points) {
  const std::string unit(symbol(unit_of(options.metric)));
  TrendPlot plot;
  plot.heading.title = options.test + ": " + options.metric;
  plot.heading.subtitle = series.site + ", " + series.build;
  plot.y_label = options.metric + (unit.empty() ? "" : ", " + unit);
  plot.points = points;
  std::vector<double> values;
  for (const TrendPoint& point : points) values.push_back(point.value);
  if (const auto middle = median(values)) {
    const std::string label =
        "median " + with_unit(human_number(*middle, decimals_for(*middle)), unit_of(options.metric));
    plot.lines.push_back({.label = label, .value = *middle, .kind = PlotLine::Kind::reference});
  }
  constexpr std::chrono::seconds kPictureLimit{30};
  return run_gnuplot(trend_script(plot), kPictureLimit);
}

Result<std::string> rendered(const TrendOptions& options, const Series& series) {
  std::vector<TrendPoint> points = series.points;
  const auto last = static_cast<std::size_t>(options.last);
  if (last > 0 && points.size() > last) points.erase(points.begin(), points.end() - options.last);
  if (options.format == "png") return picture_of(options, series, points);
  if (options.format == "csv") return render_trend_csv(options.metric, points);
  return heading(options, series) + ": " + counted(static_cast<long long>(points.size()), "point") + "\n" +
         render_trend_table(points, unit_of(options.metric));
}

}  // namespace

void add_trend_options(CLI::App& command, TrendOptions& options) {
  add_common_options(command, options);
  const auto add = [&](const std::string& name, auto& value, const std::string& type, const std::string& help) {
    return command.add_option(name, value, help)->type_name(type)->group("Trend");
  };
  constexpr int kMostPoints = 1'000'000;
  add("--last", options.last, "N", "the newest N points (all)")->check(in_range(1, kMostPoints));
  add("--format", options.format, "FORMAT", "table, csv or png (table)")->check(one_of({"table", "csv", "png"}));
  add("--out", options.out_file, "FILE", "where it goes (stdout)");
}

Result<ExitCode> trend_command(const TrendOptions& options) {
  if (options.format == "png" && options.out_file.empty() && ::isatty(STDOUT_FILENO) != 0) {
    return fail({.kind = ErrorKind::usage,
                 .what = "a picture would not look well in a terminal",
                 .where = "--format png",
                 .cause = "",
                 .advice = "Name a file with --out trend.png."});
  }
  const auto series = read(options);
  if (!series) return fail(series.error());
  const auto bytes = rendered(options, *series);
  if (!bytes) return fail(bytes.error());
  const auto written = options.out_file.empty() ? write_stdout(*bytes) : write_file(options.out_file, *bytes);
  if (!written) return fail(written.error());
  return ExitCode::pass;
}

void add_trend_check_options(CLI::App& command, TrendCheckOptions& options) {
  add_common_options(command, options);
  const auto add = [&](const std::string& name, auto& value, const std::string& type, const std::string& help) {
    return command.add_option(name, value, help)->type_name(type)->group("Check");
  };
  constexpr int kMostValues = 1000;
  constexpr double kLargestChange = 1e6;
  add("--max-change", options.rule.max_change_pct, "PCT", "change for the worse, of the median, that is allowed\n(10)")
      ->transform([](std::string text) {
        if (text.ends_with('%')) text.pop_back();
        return text;
      })
      ->check(in_range(0.0, kLargestChange));
  add("--window", options.rule.window, "N", "values before the last one whose median counts (10)")
      ->check(in_range(1, kMostValues));
  add("--min-points", options.rule.least, "N", "of them that there must be (5)")->check(in_range(1, kMostValues));
  add("--better", options.better, "WHICH",
      "higher or lower (by the name: throughput_...,\nmargins higher, others lower)")
      ->check(one_of({"higher", "lower"}));
}

Result<ExitCode> trend_check_command(const TrendCheckOptions& options) {
  const auto series = read(options);
  if (!series) return fail(series.error());
  std::vector<double> values;
  for (const TrendPoint& point : series->points) values.push_back(point.value);
  TrendRule rule = options.rule;
  rule.higher_is_better = options.better.empty() ? higher_is_better(options.metric) : options.better == "higher";
  const TrendCheck check = check_trend(values, rule);
  const auto written = write_stdout(trend_sentence(heading(options, *series), options.metric, check, rule));
  if (!written) return fail(written.error());
  return exit_code_for(check.verdict);
}

}  // namespace perfbench
