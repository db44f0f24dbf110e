// What the OpenTelemetry data model rules out in a point or a span, whatever its encoding. A point that carries no
// value has nothing to contradict.
#pragma once

#include "otlp/values.h"

namespace perfbench::otlp {

// What is wrong, to stand behind the item's name; null where nothing is.
const char* contradiction(const HistogramPoint& point);
const char* contradiction(const ExponentialHistogramPoint& point);
const char* contradiction(const SummaryPoint& point);
const char* contradiction(const Span& span);

}  // namespace perfbench::otlp
