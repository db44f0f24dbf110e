#include "otlp_export/headers.h"

#include <fmt/format.h>

#include <algorithm>

#include "otlp_export/key_values.h"

namespace perfbench::otlp_export {

namespace {

// Of RFC 9110: a token.
bool is_header_name(const std::string& name) {
  constexpr std::string_view kSeparators = "\"(),/:;<=>?@[\\]{}";
  const auto may_stand = [&](char c) { return c > ' ' && c < '\x7f' && kSeparators.find(c) == std::string_view::npos; };
  return !name.empty() && std::ranges::all_of(name, may_stand);
}

// A line end would begin a header of its own.
bool is_header_value(const std::string& value) {
  return std::ranges::none_of(value, [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; });
}

}  // namespace

Result<HttpHeaders> parse_headers(const std::string& text) {
  HttpHeaders headers;
  const auto pairs = parse_key_values(text);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (!is_header_name(pairs[i].key) || !is_header_value(pairs[i].value)) {
      return fail({.kind = ErrorKind::usage,
                   .what = fmt::format("entry {} of this environment variable is no header", i + 1),
                   .where = "OTEL_EXPORTER_OTLP_HEADERS",
                   .cause = "",
                   .advice = "Write them as name=value,name=value, with %20 for a blank and %2C for a comma."});
    }
    headers.emplace_back(pairs[i].key, pairs[i].value);
  }
  return headers;
}

}  // namespace perfbench::otlp_export
