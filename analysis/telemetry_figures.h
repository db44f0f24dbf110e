// Telemetry -> figures of the iterations and of the summary.
#pragma once

#include <vector>

#include "analysis/resource_budget.h"
#include "model/plan.h"
#include "model/run_record.h"
#include "model/summary.h"

namespace perfbench {

// What each worker sent becomes figures of the worker and of its iteration; 0 of one that sent nothing. What is to be
// known of it, and that it is lost, become warnings of the record. Where telemetry was off, nothing.
void add_telemetry(RunRecord& record, const Plan& plan);

// The totals.
void add_telemetry_totals(FigureValues& values, const RunRecord& record);

// The figures by names that the workers chose: queue_cancel_metrics, otel_signals, otel_metrics, otel_phases,
// worker_metrics.
std::vector<Figure> telemetry_figures(const RunRecord& record, const Plan& plan);

}  // namespace perfbench
