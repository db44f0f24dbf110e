// The values of one metric, in bounded memory.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace perfbench {

struct MetricSeries {
  static constexpr std::size_t kMostValues = 2'000;

  std::uint64_t count = 0;
  double sum = 0;
  double min = 0;
  double max = 0;
  std::vector<double> values;  // the first ones

  void add(double value);
  void merge(const MetricSeries& later);
  double mean() const { return sum / static_cast<double>(count); }
  // That count, sum, min and max hold and `values` does not.
  std::uint64_t values_dropped() const { return count - values.size(); }
  bool operator==(const MetricSeries&) const = default;
};

using MetricSeriesByName = std::map<std::string, MetricSeries, std::less<>>;

void merge(MetricSeriesByName& into, const MetricSeriesByName& later);

}  // namespace perfbench
