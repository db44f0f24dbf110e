#include "collector/answer.h"

#include <nlohmann/json.hpp>
#include <protozero/pbf_writer.hpp>

namespace perfbench::collector {

namespace {

using nlohmann::json;
using otlp::Encoding;
using otlp::Signal;

// google.rpc.Code
int rpc_code(int status) {
  switch (status) {
    case 401:
      return 16;  // UNAUTHENTICATED
    case 403:
      return 7;  // PERMISSION_DENIED
    case 404:
      return 5;  // NOT_FOUND
    case 405:
      return 12;  // UNIMPLEMENTED
    case 408:
      return 4;  // DEADLINE_EXCEEDED
    case 413:
      return 8;  // RESOURCE_EXHAUSTED
    case 503:
      return 14;  // UNAVAILABLE
    default:
      return 3;  // INVALID_ARGUMENT
  }
}

const char* rejected_key(Signal signal) {
  switch (signal) {
    case Signal::metrics:
      return "rejectedDataPoints";
    case Signal::traces:
      return "rejectedSpans";
    case Signal::logs:
      break;
  }
  return "rejectedLogRecords";
}

std::string protobuf_partial_success(const otlp::Decoded& decoded) {
  std::string bytes;
  protozero::pbf_writer response(bytes);
  protozero::pbf_writer partial(response, 1);
  partial.add_int64(1, static_cast<std::int64_t>(decoded.rejected));
  partial.add_string(2, decoded.rejection);
  return bytes;
}

std::string json_text(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

std::string_view content_type(Encoding encoding) {
  return encoding == Encoding::json ? "application/json" : "application/x-protobuf";
}

Answer taken(Signal signal, Encoding encoding, const otlp::Decoded& decoded) {
  Answer answer{.status = 200, .content_type = std::string(content_type(encoding)), .body = {}};
  if (encoding == Encoding::json) {
    answer.body = "{}";
    if (decoded.rejected > 0) {
      // 64-bit integers are strings in the JSON of protobuf.
      answer.body = json_text(
          {{"partialSuccess",
            {{rejected_key(signal), std::to_string(decoded.rejected)}, {"errorMessage", decoded.rejection}}}});
    }
  } else if (decoded.rejected > 0) {
    answer.body = protobuf_partial_success(decoded);
  }
  return answer;
}

Answer refused(int status, Encoding encoding, std::string_view message) {
  Answer answer{.status = status, .content_type = std::string(content_type(encoding)), .body = {}};
  answer.tells_allowed_method = status == 405;
  if (encoding == Encoding::json) {
    answer.body = json_text({{"code", rpc_code(status)}, {"message", message}});
  } else {
    protozero::pbf_writer rpc_status(answer.body);
    rpc_status.add_int32(1, rpc_code(status));
    rpc_status.add_string(2, message.data(), message.size());
  }
  return answer;
}

}  // namespace perfbench::collector
