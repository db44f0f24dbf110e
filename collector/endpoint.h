// A request's path and type: who sends what, in which encoding.
#pragma once

#include <optional>
#include <string_view>

#include "otlp/values.h"

namespace perfbench::collector {

struct Endpoint {
  std::string_view prefix;             // of the sender: without slashes; empty for none
  std::optional<otlp::Signal> signal;  // absent at the bare endpoint
};

// "/<prefix>/v1/metrics" and the like, "/<prefix>", or the same without a prefix, with or without a slash at the end.
// Nothing for any other path.
std::optional<Endpoint> endpoint_of(std::string_view path);

// By the media type, whatever its parameters. Nothing for any other.
std::optional<otlp::Encoding> encoding_of(std::string_view content_type);

}  // namespace perfbench::collector
