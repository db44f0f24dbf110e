// Which metrics and attribute sets there are in a run: each gets a number, up to a bound.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "otlp/values.h"

namespace perfbench::collector {

using SeriesId = std::uint32_t;
using AttributeTexts = std::vector<std::pair<std::string, std::string>>;  // sorted by key, each key once

// As text, long ones cut.
AttributeTexts texts_of(std::span<const otlp::Attribute> attributes);

struct Series {
  std::string name;
  std::string unit;
  otlp::MetricKind kind = otlp::MetricKind::gauge;
  AttributeTexts attributes;
};

// For the threads of all connections. Numbers never change.
class SeriesRegistry {
 public:
  explicit SeriesRegistry(std::size_t most) : most_(most) {}

  // The series of these attributes; when there are too many already, the one of what is beyond the bound: of the same
  // name as far as that is known, with the attribute otel.metric.overflow=true as OpenTelemetry's SDKs have it.
  SeriesId find(const otlp::Metric& metric, std::span<const otlp::Attribute> attributes);

  // It does not change.
  const Series& series(SeriesId id) const;

  std::size_t bound() const { return most_; }
  // Points came whose series were beyond the bound.
  bool overflowed() const;

 private:
  using Key = std::pair<std::string, AttributeTexts>;
  SeriesId add(const otlp::Metric& metric, Key key);
  SeriesId overflow_of(const otlp::Metric& metric, std::string name);

  std::size_t most_;
  mutable std::mutex mutex_;
  std::map<Key, SeriesId> numbers_;
  std::map<std::string, SeriesId, std::less<>> overflow_;  // of each name; "": of unknown names
  std::map<std::string, int, std::less<>> names_;
  std::deque<Series> series_;
  bool overflowed_ = false;
};

}  // namespace perfbench::collector
