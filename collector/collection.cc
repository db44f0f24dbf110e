#include "collector/collection.h"

#include <fmt/format.h>

#include <algorithm>
#include <climits>

#include "collector/wall_clock.h"
#include "model/counted.h"

namespace perfbench::collector {

Collection::Collection(const link::Setup& setup, std::function<void()> hear_news)
    : registry_(setup.plan.max_series),
      payloads_(setup.payload_file.empty() ? nullptr : std::make_unique<PayloadFile>(setup.payload_file)),
      plan_(setup.plan),
      intake_(senders_, registry_, names_, plan_, payloads_.get(), std::move(hear_news)),
      totals_(plan_.signals, registry_, names_) {}

void Collection::expect(const link::Expect& expected) {
  senders_.add(expected, static_cast<std::uint64_t>(ns_since_1970()));
}

void Collection::keep(link::Keep keep) {
  const int batch = keep.batch;
  kept_.emplace(batch, std::move(keep));
  close_until(batch - kStillOpen);
}

void Collection::close_until(int batch) {
  for (const auto& sender : senders_.take_until(batch)) {
    const auto kept = kept_.find(sender->batch);
    if (kept == kept_.end()) continue;
    const auto worker = std::ranges::find(kept->second.workers, sender->worker, &link::KeptWorker::worker);
    if (worker == kept->second.workers.end()) continue;
    totals_.add(*sender, *worker);
  }
  kept_.erase(kept_.begin(), kept_.upper_bound(batch));
}

void Collection::warn_of_refusals(Telemetry& telemetry) {
  const Refusals refusals = senders_.refusals();
  if (refusals.total() > 0) {
    telemetry.warnings.push_back(
        {"telemetry_refused",
         fmt::format(
             "{} refused: {} without a token, {} with another's, {} to the endpoint of no worker under way",
             counted(static_cast<long long>(refusals.total()), "post of telemetry was", "posts of telemetry were"),
             refusals.no_token, refusals.wrong_token, refusals.unknown),
         "Exporters must take endpoint and headers from the environment (OTEL_EXPORTER_OTLP_*) or from a home file."});
  }
  if (payloads_ && !payloads_->is_sound()) {
    telemetry.warnings.push_back({"otlp_payloads", "the raw payloads could not all be written to otlp.jsonl", ""});
  }
}

Telemetry Collection::report() {
  close_until(INT_MAX);
  Telemetry telemetry = totals_.telemetry();
  warn_of_refusals(telemetry);
  return telemetry;
}

}  // namespace perfbench::collector
