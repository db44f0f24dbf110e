// The names of OTLP's fields in JSON.
#pragma once

#include <string_view>

namespace perfbench::otlp {

enum class Key {
  unknown,
  aggregation_temporality,
  array_value,
  as_double,
  as_int,
  attributes,
  bool_value,
  bounds,
  bucket_counts,
  bytes_value,
  count,
  data_points,
  double_value,
  end_time,
  exponential_histogram,
  flags,
  gauge,
  histogram,
  int_value,
  is_monotonic,
  key,
  kvlist_value,
  log_records,
  max,
  metrics,
  min,
  name,
  negative,
  offset,
  parent_span_id,
  positive,
  quantile,
  quantile_values,
  resource,
  resource_logs,
  resource_metrics,
  resource_spans,
  scale,
  scope,
  scope_logs,
  scope_metrics,
  scope_spans,
  span_id,
  spans,
  start_time,
  string_value,
  sum,
  summary,
  time,
  trace_id,
  unit,
  value,
  values,
  zero_count,
  zero_threshold,
};

// In lowerCamelCase or snake_case.
Key key_of(std::string_view name);

}  // namespace perfbench::otlp
