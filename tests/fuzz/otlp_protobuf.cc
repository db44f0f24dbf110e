// Any bytes are a request of OTLP in protobuf, or an error; sinks hear of each item that is counted.
#include <memory>

#include "otlp_sinks.h"

using namespace perfbench;
using fuzz::OtlpRecord;
using fuzz::require;

namespace {

template <class Decode>
void check_items(Decode decode) {
  OtlpRecord first;
  OtlpRecord second;
  const otlp::DecodeResult result = decode(first);
  fuzz::require_same(result, first, decode(second), second);
  require(!result || result->accepted == first.items, "each item is counted");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Of exactly its size, so that a sanitizer sees a read behind it.
  const std::unique_ptr<char[]> bytes(new char[size]);
  std::copy_n(data, size, bytes.get());
  const std::string_view body(bytes.get(), size);
  check_items([&](OtlpRecord& record) { return otlp::decode_metrics_protobuf(body, record); });
  check_items([&](OtlpRecord& record) { return otlp::decode_traces_protobuf(body, record); });
  const OtlpRecord none;
  fuzz::require_same(otlp::decode_logs_protobuf(body), none, otlp::decode_logs_protobuf(body), none);
  return 0;
}
