// Requests of metrics for tests, told as a decoder tells them.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "collector/staged_metrics.h"

namespace perfbench::collector {

// Attributes that live as long as this. As they are sent they are their texts in the order that is given here.
class Sent {
 public:
  Sent(std::initializer_list<std::pair<const char*, const char*>> attributes = {}) {
    for (const auto& [key, value] : attributes) {
      list_.push_back({key, std::string_view(value)});
      encoded_.append(key).append("=").append(value).append(";");
    }
  }

  otlp::Attributes view() const { return {list_, encoded_}; }

 private:
  std::vector<otlp::Attribute> list_;
  std::string encoded_;
};

inline otlp::Metric gauge(std::string_view name) { return {.name = name, .kind = otlp::MetricKind::gauge}; }

inline otlp::Metric sum(std::string_view name, otlp::Temporality temporality, bool monotonic = true) {
  return {.name = name, .kind = otlp::MetricKind::sum, .temporality = temporality, .monotonic = monotonic};
}

inline otlp::Metric histogram(std::string_view name, otlp::Temporality temporality) {
  return {.name = name, .kind = otlp::MetricKind::histogram, .temporality = temporality};
}

inline otlp::NumberPoint number(double value, std::uint64_t time_ns = 0, std::uint64_t start_ns = 0) {
  return {.header = {.start_ns = start_ns, .time_ns = time_ns}, .value = value};
}

}  // namespace perfbench::collector
