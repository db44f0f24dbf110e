// Whatever a worker prints, and however it is cut, its figures are the same, named and within their bounds.
#include "runner/metric_lines.h"

#include <cmath>

#include "model/utf8.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

namespace {

void check_series(const std::string& name, const MetricSeries& series) {
  require(!name.empty() && name.size() <= MetricLines::kLongestName, "a name is one, of bounded length");
  require(to_valid_utf8(name) == name, "a name is UTF-8");
  require(series.count > 0 && !series.values.empty(), "a series has a value");
  require(series.values.size() <= MetricSeries::kMostValues, "values are bounded");
  require(series.values_dropped() == 0 || series.values.size() == MetricSeries::kMostValues, "none is dropped early");
  for (const double value : series.values) {
    require(std::isfinite(value) && series.min <= value && value <= series.max, "a value is a number in its range");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::as_text(data, size);
  MetricLines whole;
  whole.feed(text);
  whole.end();
  for (const auto& [name, series] : whole.series()) check_series(name, series);
  require(whole.series().size() <= MetricLines::kMostNames, "names are bounded");

  MetricLines cut;
  std::size_t length = 1;
  for (std::size_t at = 0; at < text.size(); at += length) {
    length = 1 + data[at] % 7;
    cut.feed(text.substr(at, length));
  }
  cut.end();
  require(cut.series() == whole.series() && cut.counts() == whole.counts(), "cuts make no difference");
  return 0;
}
