// What is answered to an export request, whatever carries it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "otlp/decode.h"

namespace perfbench::collector {

struct Answer {
  int status = 200;  // of HTTP
  std::string content_type;
  std::string body;
  int retry_after_sec = 0;  // 0: not told
  bool tells_allowed_method = false;
};

// The request's items were taken, but for those that it tells as rejected: an Export...ServiceResponse in `encoding`.
Answer taken(otlp::Signal signal, otlp::Encoding encoding, const otlp::Decoded& decoded);

// An error, as google.rpc.Status in `encoding`.
Answer refused(int status, otlp::Encoding encoding, std::string_view message);

std::string_view content_type(otlp::Encoding encoding);

}  // namespace perfbench::collector
