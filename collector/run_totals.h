// What the measured workers of a run told, added up.
#pragma once

#include <cstdint>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "collector/phases.h"
#include "collector/senders.h"
#include "collector/span_names.h"
#include "model/telemetry.h"

namespace perfbench::collector {

class RunTotals {
 public:
  // Throws std::regex_error when the pattern of a group is no regular expression.
  RunTotals(const std::vector<SignalGroup>& groups, const SeriesRegistry& registry, SpanNames& names);

  // A worker whose figures count; nothing is added to them afterwards.
  void add(Sender& worker, const link::KeptWorker& life);

  // While nobody sends any more.
  Telemetry telemetry() const;

 private:
  // Of a metric's name.
  struct Traits {
    std::vector<std::size_t> groups;
    bool is_queue_cancel = false;
  };
  const Traits& traits_of(const std::string& name);
  std::vector<MetricFigures> metrics() const;
  std::vector<SeriesFigures> series() const;
  void fold_spans(std::vector<SpanRecord> spans, const Sender& worker, const link::KeptWorker& life);
  void add_phases(Telemetry& telemetry) const;
  void add_warnings(Telemetry& telemetry) const;

  const SeriesRegistry& registry_;
  SpanNames& span_names_;
  std::regex queue_cancel_;
  std::vector<std::regex> groups_;
  std::map<std::string, Traits> traits_;
  std::map<SeriesId, Aggregate> series_;
  PhaseTable phases_;
  std::vector<WorkerTelemetry> workers_;
  std::uint64_t left_out_ = 0;
  std::uint64_t dropped_spans_ = 0;
};

}  // namespace perfbench::collector
