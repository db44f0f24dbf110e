#include "collector/endpoint.h"

#include <strings.h>

#include <array>
#include <utility>

namespace perfbench::collector {

namespace {

constexpr std::array<std::pair<std::string_view, otlp::Signal>, 3> kPaths = {
    {{"/v1/metrics", otlp::Signal::metrics}, {"/v1/traces", otlp::Signal::traces}, {"/v1/logs", otlp::Signal::logs}}};

bool equals_ignoring_case(std::string_view one, std::string_view other) {
  return one.size() == other.size() && ::strncasecmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace

std::optional<Endpoint> endpoint_of(std::string_view path) {
  if (path.ends_with('/')) path.remove_suffix(1);
  Endpoint endpoint;
  for (const auto& [end, signal] : kPaths) {
    if (!path.ends_with(end)) continue;
    path.remove_suffix(end.size());
    endpoint.signal = signal;
    break;
  }
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.find('/') != std::string_view::npos) return std::nullopt;
  endpoint.prefix = path;
  return endpoint;
}

std::optional<otlp::Encoding> encoding_of(std::string_view content_type) {
  std::string_view media = content_type.substr(0, content_type.find(';'));
  while (media.ends_with(' ') || media.ends_with('\t')) media.remove_suffix(1);
  if (equals_ignoring_case(media, "application/x-protobuf")) return otlp::Encoding::protobuf;
  if (equals_ignoring_case(media, "application/json")) return otlp::Encoding::json;
  return std::nullopt;
}

}  // namespace perfbench::collector
