#include "model/metric_series.h"

#include <algorithm>

namespace perfbench {

void MetricSeries::add(double value) {
  min = count == 0 ? value : std::min(min, value);
  max = count == 0 ? value : std::max(max, value);
  sum += value;
  ++count;
  if (values.size() < kMostValues) values.push_back(value);
}

void MetricSeries::merge(const MetricSeries& later) {
  if (later.count == 0) return;
  min = count == 0 ? later.min : std::min(min, later.min);
  max = count == 0 ? later.max : std::max(max, later.max);
  sum += later.sum;
  count += later.count;
  const std::size_t room = kMostValues - values.size();
  const auto end = later.values.begin() + static_cast<std::ptrdiff_t>(std::min(room, later.values.size()));
  values.insert(values.end(), later.values.begin(), end);
}

void merge(MetricSeriesByName& into, const MetricSeriesByName& later) {
  for (const auto& [name, series] : later) into[name].merge(series);
}

}  // namespace perfbench
