#include "otlp_settings.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace perfbench {

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::chrono::milliseconds otlp_timeout() {
  constexpr std::chrono::milliseconds kUsual(10'000);
  constexpr std::chrono::milliseconds kLongest(60'000);
  const std::string text = environment_variable("OTEL_EXPORTER_OTLP_TIMEOUT");
  long long milliseconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
  const bool is_number = error == std::errc() && end == text.data() + text.size() && milliseconds > 0;
  return is_number ? std::min(std::chrono::milliseconds(milliseconds), kLongest) : kUsual;
}

}  // namespace perfbench
