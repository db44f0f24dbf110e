// The environment variables by which OpenTelemetry's exporters are told what to do:
// https://opentelemetry.io/docs/specs/otel/protocol/exporter/
#pragma once

#include <chrono>
#include <string>

namespace perfbench {

// Empty where it is not set.
std::string environment_variable(const char* name);

// OTEL_EXPORTER_OTLP_TIMEOUT, in milliseconds, within a minute; 10 s where it is not set or no such number.
std::chrono::milliseconds otlp_timeout();

}  // namespace perfbench
