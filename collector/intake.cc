#include "collector/intake.h"

#include <algorithm>
#include <thread>

#include "collector/endpoint.h"

namespace perfbench::collector {

namespace {

using otlp::Encoding;
using otlp::Signal;

constexpr std::string_view kRightPaths = "OTLP over HTTP goes to <endpoint>/v1/metrics, /v1/traces or /v1/logs";

Encoding answer_encoding_for(const RequestHead& head) {
  return encoding_of(head.content_type).value_or(Encoding::json);
}

Answer refused_sender(const RequestHead& head, Admission admission) {
  const Encoding encoding = answer_encoding_for(head);
  if (admission == Admission::no_token) {
    return refused(401, encoding, "the token is missing: send the headers of OTEL_EXPORTER_OTLP_HEADERS");
  }
  if (admission == Admission::wrong_token) return refused(403, encoding, "the token is not that of this endpoint");
  return refused(403, encoding, "the endpoint is that of no worker under way: see OTEL_EXPORTER_OTLP_ENDPOINT");
}

}  // namespace

struct Intake::Desk {
  Desk(SeriesRegistry& registry, SpanNames& names, const std::vector<std::string>& attributes)
      : metrics(registry), spans(names, attributes) {}

  otlp::JsonDecoder json;
  StagedMetrics metrics;
  StagedSpans spans;
};

class Intake::DeskLoan {
 public:
  explicit DeskLoan(Intake& intake) : intake_(intake) {
    std::unique_lock lock(intake_.mutex_);
    intake_.desk_freed_.wait(lock, [&] { return !intake_.desks_.empty(); });
    desk_ = std::move(intake_.desks_.back());
    intake_.desks_.pop_back();
  }
  DeskLoan(const DeskLoan&) = delete;
  DeskLoan& operator=(const DeskLoan&) = delete;
  ~DeskLoan() {
    {
      const std::lock_guard lock(intake_.mutex_);
      intake_.desks_.push_back(std::move(desk_));
    }
    intake_.desk_freed_.notify_one();
  }

  Desk& operator*() { return *desk_; }

 private:
  Intake& intake_;
  std::unique_ptr<Desk> desk_;
};

Intake::Intake(Senders& senders, SeriesRegistry& registry, SpanNames& names, const TelemetryPlan& plan,
               PayloadFile* payloads, std::function<void()> hear_news)
    : senders_(senders), payloads_(payloads), hear_news_(std::move(hear_news)) {
  constexpr unsigned kMoreThanProcessors = 6;
  const unsigned desks = std::max(2U, std::thread::hardware_concurrency()) + kMoreThanProcessors;
  for (unsigned i = 0; i < desks; ++i) {
    desks_.push_back(std::make_unique<Desk>(registry, names, plan.phase_attributes));
  }
}

Intake::~Intake() = default;

Senders::Found Intake::find(const RequestHead& head, std::string_view prefix) {
  Senders::Found found = senders_.find(prefix, head.token);
  if (found.admission != Admission::unknown) return found;
  hear_news_();
  return senders_.find(prefix, head.token);
}

std::optional<Answer> Intake::refuse(const RequestHead& head) {
  const Encoding encoding = answer_encoding_for(head);
  const auto endpoint = endpoint_of(head.path);
  if (!endpoint) return refused(404, encoding, kRightPaths);
  if (head.method != "POST") return refused(405, encoding, "only POST is understood here");
  if (!encoding_of(head.content_type)) {
    return refused(415, encoding, "Content-Type must be application/x-protobuf or application/json");
  }
  if (!endpoint->signal && encoding == Encoding::protobuf) return refused(404, encoding, kRightPaths);
  const Senders::Found found = find(head, endpoint->prefix);
  if (found.admission == Admission::granted) return std::nullopt;
  senders_.note_refusal(found.admission);
  return refused_sender(head, found.admission);
}

Answer Intake::take(const RequestHead& head, Body& body) {
  const Encoding encoding = answer_encoding_for(head);
  const Endpoint endpoint = *endpoint_of(head.path);
  DeskLoan desk(*this);
  std::optional<Signal> signal = endpoint.signal;
  if (!signal) {
    const auto told = (*desk).json.signal(body.view());
    if (!told) return refused(400, encoding, told.error());
    signal = *told;
  }
  const auto decoded = decode(*desk, *signal, encoding, body.view());
  if (!decoded) return refused(400, encoding, decoded.error());
  if (*signal == Signal::metrics && (*desk).metrics.is_overfull()) {
    return refused(413, encoding, "too many points or buckets in one request: send them in several");
  }
  const Senders::Found found = find(head, endpoint.prefix);
  if (!found.sender || !add(*desk, *signal, *decoded, *found.sender)) {
    senders_.note_refusal(Admission::unknown);
    return refused_sender(head, Admission::unknown);
  }
  if (payloads_ != nullptr) payloads_->write(*found.sender, *signal, encoding, body.view());
  return taken(*signal, encoding, *decoded);
}

otlp::DecodeResult Intake::decode(Desk& desk, Signal signal, Encoding encoding, std::string_view body) {
  const bool is_json = encoding == Encoding::json;
  switch (signal) {
    case Signal::metrics:
      desk.metrics.clear();
      return is_json ? desk.json.metrics(body, desk.metrics) : otlp::decode_metrics_protobuf(body, desk.metrics);
    case Signal::traces:
      desk.spans.clear();
      return is_json ? desk.json.traces(body, desk.spans) : otlp::decode_traces_protobuf(body, desk.spans);
    case Signal::logs:
      break;
  }
  return is_json ? desk.json.logs(body) : otlp::decode_logs_protobuf(body);
}

bool Intake::add(const Desk& desk, Signal signal, const otlp::Decoded& decoded, Sender& sender) {
  if (!sender.measured) return true;
  switch (signal) {
    case Signal::metrics:
      return sender.intake.add_metrics(decoded.accepted, desk.metrics);
    case Signal::traces:
      return sender.intake.add_spans(decoded.accepted, desk.spans.spans());
    case Signal::logs:
      break;
  }
  return sender.intake.add_logs(decoded.accepted);
}

}  // namespace perfbench::collector
