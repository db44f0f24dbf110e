// Shows how far a run is: a bar with elapsed time, estimate and current p50 on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "model/plan.h"
#include "model/run_record.h"
#include "terminal.h"

namespace perfbench {

class Progress {
 public:
  // Writes to stderr. A quiet one shows nothing.
  Progress(const Plan& plan, const TerminalTraits& terminal, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void warmed_up(int done);
  void iteration_done(const IterationRecord& iteration);
  void tick();
  // Takes the bar away.
  void finish();

 private:
  void draw();
  void print_line();
  int done() const { return warmup_done_ + static_cast<int>(durations_.size()); }
  std::string state();

  const Plan& plan_;
  TerminalTraits terminal_;
  bool quiet_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_shown_;
  int warmup_done_ = 0;
  int failures_ = 0;
  std::vector<double> durations_;  // ms, in no order
};

}  // namespace perfbench
