// Telemetry in words and numbers, as all reporters for people tell it.
#pragma once

#include <string>

#include "model/run_record.h"
#include "model/summary.h"
#include "model/telemetry.h"

namespace perfbench {

// What was received; null when that is nothing.
const Telemetry* telemetry_to_show(const RunRecord& record);

// "12 payloads, 24 data points, 6 spans; spans cover 97.3 % of the workers' time"
std::string telemetry_totals(const Summary& summary);

// Empty when absent.
std::string amount_text(const Measured& value);

// "~" before a quantile that is interpolated within buckets.
std::string quantile_text(const MetricFigures& metric, const Measured& quantile);

}  // namespace perfbench
