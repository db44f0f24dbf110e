#include "otlp_export/metrics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <protozero/pbf_writer.hpp>

#include "model/figure_catalogue.h"
#include "otlp_export/resource.h"

namespace perfbench::otlp_export {

namespace {

constexpr std::size_t kPointsOfRequest = 2000;

enum ScopeMetricsField : unsigned { kMetrics = 2 };
enum MetricField : unsigned { kMetricName = 1, kUnit = 3, kGauge = 5 };
enum GaugeField : unsigned { kDataPoints = 1 };
enum PointField : unsigned { kTime = 3, kAsDouble = 4, kPointAttributes = 7 };

struct Point {
  double value = 0;
  Attributes attributes;
};

struct Gauge {
  std::string name;
  std::string unit;
  std::vector<Point> points;
};

// Of UCUM. Counts have none: a "1" would make ratios of them.
std::string_view ucum_of(Unit unit) {
  switch (unit) {
    case Unit::milliseconds:
      return "ms";
    case Unit::seconds:
      return "s";
    case Unit::kilobytes:
      return "KiBy";
    case Unit::megabytes:
      return "MiBy";
    case Unit::percent:
      return "%";
    case Unit::runs_per_second:
      return "{run}/s";
    case Unit::count:
    case Unit::none:
      break;
  }
  return "";
}

class GaugeList {
 public:
  explicit GaugeList(std::string test) : test_(std::move(test)) {}

  void add(const std::string& name, std::string_view unit, double value, Attributes attributes = {}) {
    if (!std::isfinite(value)) return;
    const auto [place, is_new] = index_.emplace(name, gauges_.size());
    if (is_new) gauges_.push_back({.name = name, .unit = std::string(unit), .points = {}});
    attributes.emplace_back("perfbench.test", test_);
    gauges_[place->second].points.push_back({.value = value, .attributes = std::move(attributes)});
  }

  const std::vector<Gauge>& gauges() const { return gauges_; }

 private:
  std::string test_;
  std::vector<Gauge> gauges_;
  std::map<std::string, std::size_t> index_;
};

// A name that only the worker knows is an attribute, so that the metrics have the same names everywhere.
void add_figure(GaugeList& list, const Figure& figure) {
  const auto spec = find_figure(figure.path);
  if (!figure.value || !spec) return;
  std::vector<std::string> segments = figure.path.segments;
  Attributes attributes;
  if (is_open_object(segments.front())) {
    attributes.emplace_back("perfbench.name", segments[1]);
    segments.erase(segments.begin() + 1);
  }
  std::string name = "perfbench";
  for (const std::string& segment : segments) name += "." + segment;
  list.add(name, ucum_of(spec->unit), *figure.value, std::move(attributes));
}

// One point a verdict that there can be, as state sets are told.
void add_verdict(GaugeList& list, const std::string& verdict) {
  if (verdict.empty()) return;
  for (const Verdict one : {Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::error}) {
    const std::string name(to_string(one));
    list.add("perfbench.verdict", "", name == verdict ? 1 : 0, {{"perfbench.verdict", name}});
  }
}

void add_check(GaugeList& list, const Check& check) {
  if (check.status == CheckStatus::not_sampled || check.status == CheckStatus::not_gated) return;
  const Attributes rule = {{"perfbench.rule", check.rule.text}};
  list.add("perfbench.check", "", is_broken(check.status) ? 0 : 1, rule);
  if (check.margin_pct) list.add("perfbench.check.margin_pct", "%", *check.margin_pct, rule);
}

std::string encoded(const Gauge& gauge, std::size_t first, std::size_t last, std::uint64_t time) {
  std::string data;
  protozero::pbf_writer data_writer(data);
  for (std::size_t i = first; i < last; ++i) {
    std::string point;
    protozero::pbf_writer writer(point);
    writer.add_fixed64(kTime, time);
    writer.add_double(kAsDouble, gauge.points[i].value);
    point += attribute_fields(kPointAttributes, gauge.points[i].attributes);
    data_writer.add_message(kDataPoints, point);
  }
  std::string metric;
  protozero::pbf_writer writer(metric);
  writer.add_string(kMetricName, gauge.name);
  if (!gauge.unit.empty()) writer.add_string(kUnit, gauge.unit);
  writer.add_message(kGauge, data);
  return metric;
}

}  // namespace

std::vector<std::string> metrics_requests(const ExportedRun& exported) {
  GaugeList list(exported.run.test_name);
  for (const Figure& figure : exported.run.result.summary.figures) add_figure(list, figure);
  add_verdict(list, exported.run.result.verdict.value_or(""));
  for (const Check& check : exported.run.checks) add_check(list, check);
  std::vector<std::string> requests;
  std::string metrics;
  std::size_t points = 0;
  const auto end_request = [&] {
    if (points > 0) requests.push_back(request_of(exported, metrics));
    metrics.clear();
    points = 0;
  };
  for (const Gauge& gauge : list.gauges()) {
    for (std::size_t first = 0; first < gauge.points.size();) {
      const std::size_t last = std::min(gauge.points.size(), first + kPointsOfRequest - points);
      protozero::pbf_writer(metrics).add_message(kMetrics,
                                                 encoded(gauge, first, last, unix_nanoseconds(exported.ended)));
      points += last - first;
      first = last;
      if (points == kPointsOfRequest) end_request();
    }
  }
  end_request();
  return requests;
}

}  // namespace perfbench::otlp_export
