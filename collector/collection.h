// A run as the sidecar sees it: who sends, what counts of it, and the report at the end.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "collector/intake.h"
#include "collector/run_totals.h"

namespace perfbench::collector {

// Told by one thread at a time; its intake serves all.
class Collection {
 public:
  // `hear_news`: see Intake. Throws std::regex_error for a group whose pattern is none.
  Collection(const link::Setup& setup, std::function<void()> hear_news);

  Receiver& receiver() { return intake_; }

  void expect(const link::Expect& expected);
  void keep(link::Keep keep);

  // Of all batches that were kept.
  Telemetry report();

 private:
  // Workers of a batch so far back that none of them can live any more.
  static constexpr int kStillOpen = 64;

  void close_until(int batch);
  void warn_of_refusals(Telemetry& telemetry);

  Senders senders_;
  SeriesRegistry registry_;
  SpanNames names_;
  std::unique_ptr<PayloadFile> payloads_;
  TelemetryPlan plan_;
  Intake intake_;
  RunTotals totals_;
  std::map<int, link::Keep> kept_;  // not closed yet
};

}  // namespace perfbench::collector
