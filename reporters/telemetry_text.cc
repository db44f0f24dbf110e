#include "reporters/telemetry_text.h"

#include <fmt/format.h>

#include <cmath>

#include "model/counted.h"
#include "model/human_number.h"

namespace perfbench {

const Telemetry* telemetry_to_show(const RunRecord& record) {
  const bool is_received = record.telemetry && record.telemetry->received;
  return is_received && !record.telemetry->received->workers.empty() ? &*record.telemetry->received : nullptr;
}

std::string telemetry_totals(const Summary& summary) {
  const auto total = [&](std::string_view path, std::string_view noun) {
    return counted(static_cast<long long>(summary.value(path).value_or(0)), noun);
  };
  std::string text = fmt::format("{}, {}, {}", total("otel_payloads_total", "payload"),
                                 total("metric_datapoints_total", "data point"), total("otel_spans_total", "span"));
  if (summary.value("otel_log_records_total").value_or(0) > 0) {
    text += ", " + total("otel_log_records_total", "log record");
  }
  if (const Measured coverage = summary.value("otel_span_coverage_pct")) {
    text += fmt::format("; spans cover {} % of the workers' time", human_number(*coverage, 1));
  }
  return text;
}

std::string amount_text(const Measured& value) {
  if (!value || !std::isfinite(*value)) return "";
  const bool is_whole = std::nearbyint(*value) == *value && std::abs(*value) < 1e15;
  return human_number(*value, is_whole ? 0 : decimals_for(*value));
}

std::string quantile_text(const MetricFigures& metric, const Measured& quantile) {
  const std::string text = amount_text(quantile);
  return metric.interpolated && !text.empty() ? "~" + text : text;
}

}  // namespace perfbench
