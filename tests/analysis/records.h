// Run records for the tests, put together in a few words.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "../model/edit_iteration.h"
#include "analysis/sla_language.h"
#include "model/plan.h"
#include "model/run_record.h"

namespace perfbench {

using FigureList = std::vector<std::pair<Measured RunFigures::*, double>>;

inline WorkerRecord worker_of(const Outcome& outcome, const FigureList& figures = {}) {
  WorkerRecord worker;
  worker.outcome = outcome;
  for (const auto& [member, value] : figures) worker.figures.*member = value;
  return worker;
}

// An iteration of one successful worker; its figures are the worker's.
inline IterationRecord iteration_of(const FigureList& figures) {
  IterationRecord iteration;
  iteration.workers = {worker_of(Exited{0}, figures)};
  iteration.figures = iteration.workers.front().figures;
  return iteration;
}

inline RunRecord record_of(std::vector<IterationRecord> iterations) {
  for (std::size_t i = 0; i < iterations.size(); ++i) iterations[i].iteration = static_cast<int>(i) + 1;
  RunRecord record;
  record.iterations = iterations;
  return record;
}

// One successful worker an iteration, each lasting so long.
inline RunRecord record_of_latencies(const std::vector<double>& latencies_ms) {
  std::vector<IterationRecord> iterations;
  for (const double ms : latencies_ms) iterations.push_back(iteration_of({{&RunFigures::duration_ms, ms}}));
  return record_of(std::move(iterations));
}

inline SlaRule rule_of(const std::string& text, RuleOrigin origin = RuleOrigin::user) {
  return parse_sla_rule(text, origin, origin == RuleOrigin::user ? "" : "cold").value();
}

inline Plan plan_of(const std::vector<std::string>& rules) {
  Plan plan;
  for (const std::string& rule : rules) plan.rules.push_back(rule_of(rule));
  return plan;
}

}  // namespace perfbench
