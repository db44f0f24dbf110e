// Figures that a worker prints itself, one JSON object a line:
// {"scenario":"attach","per_call_us":51,"queue":{"depth":3}}. Each number is a value of the metric with its field's
// name, those of nested objects joined by dots. A text "scenario" of the outermost object goes before all names of its
// line: "attach.per_call_us", "attach.queue.depth". Texts, booleans, nulls and arrays are passed over, and so are lines
// that are no JSON object: a program prints other things too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/metric_series.h"

namespace perfbench {

// Whatever a worker prints, memory stays bounded: at most kMostNames series, and a line.
class MetricLines {
 public:
  static constexpr std::size_t kLongestLine = 65536;  // bytes, without its end
  static constexpr std::size_t kLongestName = 256;    // bytes
  static constexpr std::size_t kMostNames = 1000;
  static constexpr int kDeepest = 16;  // objects and arrays in each other, the outermost counted

  struct Counts {
    std::uint64_t lines = 0;  // that are JSON objects
    // That are none, or nest too deep, or hold a number beyond a double: nothing of them is taken. Blank ones do not
    // count.
    std::uint64_t other_lines = 0;
    std::uint64_t too_long_lines = 0;
    std::uint64_t dropped_values = 0;  // of names that are too long, or too many
    bool operator==(const Counts&) const = default;
  };

  // The worker's next bytes, cut anywhere.
  void feed(std::string_view bytes);
  // There are no more: a last line without a line end counts too.
  void end();

  const MetricSeriesByName& series() const { return series_; }
  const Counts& counts() const { return counts_; }

 private:
  void end_line(std::string_view rest);
  void take(std::string_view line);
  void add(const std::string& name, double value);

  std::string partial_;  // the beginning of a line whose end did not come yet
  bool is_too_long_ = false;
  MetricSeriesByName series_;
  Counts counts_;
};

}  // namespace perfbench
