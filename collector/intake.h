// Requests -> what their senders told.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "collector/payload_file.h"
#include "collector/receiver.h"
#include "collector/senders.h"
#include "collector/staged_metrics.h"
#include "collector/staged_spans.h"

namespace perfbench::collector {

class Intake final : public Receiver {
 public:
  // `hear_news` is called before a sender is refused that nobody has told of: the news may be under way.
  Intake(Senders& senders, SeriesRegistry& registry, SpanNames& names, const TelemetryPlan& plan, PayloadFile* payloads,
         std::function<void()> hear_news);
  ~Intake() override;

  std::optional<Answer> refuse(const RequestHead& head) override;
  Answer take(const RequestHead& head, Body& body) override;

 private:
  // What decoding a body needs. There are some more than processors, as one may wait to add to its sender's figures,
  // and because a body that waits for one leaves the caches meanwhile; many more would take memory to no avail.
  struct Desk;
  class DeskLoan;

  Senders::Found find(const RequestHead& head, std::string_view prefix);
  static otlp::DecodeResult decode(Desk& desk, otlp::Signal signal, otlp::Encoding encoding, std::string_view body);
  // False when the sender's figures are closed.
  static bool add(const Desk& desk, otlp::Signal signal, const otlp::Decoded& decoded, Sender& sender);

  Senders& senders_;
  PayloadFile* payloads_;
  std::function<void()> hear_news_;
  std::vector<std::unique_ptr<Desk>> desks_;  // free ones
  std::mutex mutex_;
  std::condition_variable desk_freed_;
};

}  // namespace perfbench::collector
