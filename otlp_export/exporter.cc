#include "otlp_export/exporter.h"

#include <fmt/format.h>

#include <chrono>

#include "http/gzip.h"
#include "otlp_export/answer.h"

namespace perfbench::otlp_export {

namespace {

constexpr RetryPolicy kPolicy{.retries = 3, .first_delay = std::chrono::milliseconds(250), .may_pass = may_pass};

HttpRequest post(const std::string& target, const std::string& body, const HttpHeaders& headers) {
  HttpRequest request{
      .method = "POST",
      .target = target,
      .body = gzipped(body),
      .content_type = "application/x-protobuf",
      .headers = {{"Content-Encoding", "gzip"}, {"Accept", "application/x-protobuf"}, {"User-Agent", "perfbench"}}};
  request.headers.insert(request.headers.end(), headers.begin(), headers.end());
  return request;
}

}  // namespace

Result<std::string> ship(const Shipment& shipment, const OtlpEndpoint& endpoint, const Sending& sending) {
  const std::string target = endpoint.base_path + "/v1/" + shipment.signal;
  std::string notes;
  for (std::size_t i = 0; i < shipment.requests.size(); ++i) {
    const HttpRequest request = post(target, shipment.requests[i], sending.headers);
    auto note = send_with_retries(sending.send, request, kPolicy, sending.hooks).and_then(read_answer);
    if (!note) {
      note.error().where = endpoint.server.origin() + target;
      if (i > 0) note.error().what += fmt::format(", after {} of {} requests", i, shipment.requests.size());
      return note;
    }
    if (!note->empty()) notes += (notes.empty() ? "" : "\n") + *note;
  }
  return notes;
}

}  // namespace perfbench::otlp_export
