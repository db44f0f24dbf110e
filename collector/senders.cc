#include "collector/senders.h"

#include <openssl/crypto.h>

#include <charconv>

namespace perfbench::collector {

namespace {

// Takes as long for a near miss as for a far one.
bool same_token(std::string_view one, std::string_view other) {
  return one.size() == other.size() && ::CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string bytes_of(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned value = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, value, 16);
    bytes += static_cast<char>(value);
  }
  return bytes;
}

}  // namespace

void Senders::add(const link::Expect& expected, std::uint64_t now_ns) {
  auto sender = std::shared_ptr<Sender>(new Sender{.batch = expected.batch,
                                                   .worker = expected.worker,
                                                   .measured = expected.measured,
                                                   .prefix = expected.prefix,
                                                   .token = expected.token,
                                                   .trace_id = bytes_of(expected.trace_id),
                                                   .span_id = bytes_of(expected.span_id),
                                                   .intake = WorkerIntake(now_ns, budget_)});
  const std::lock_guard lock(mutex_);
  by_batch_.emplace(expected.batch, sender);
  by_prefix_.insert_or_assign(expected.prefix, std::move(sender));
}

Senders::Found Senders::find(std::string_view prefix, std::string_view token) {
  const std::lock_guard lock(mutex_);
  const auto found = by_prefix_.find(prefix);
  const bool is_known = found != by_prefix_.end();
  if (token.empty() && !(is_known && found->second->token.empty())) return {Admission::no_token, nullptr};
  if (!is_known) return {Admission::unknown, nullptr};
  if (!same_token(found->second->token, token)) return {Admission::wrong_token, nullptr};
  return {Admission::granted, found->second};
}

std::vector<std::shared_ptr<Sender>> Senders::take_until(int batch) {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Sender>> taken;
  const auto end = by_batch_.upper_bound(batch);
  for (auto entry = by_batch_.begin(); entry != end; ++entry) {
    by_prefix_.erase(entry->second->prefix);
    taken.push_back(std::move(entry->second));
  }
  by_batch_.erase(by_batch_.begin(), end);
  return taken;
}

void Senders::note_refusal(Admission admission) {
  const std::lock_guard lock(mutex_);
  if (admission == Admission::no_token) ++refusals_.no_token;
  if (admission == Admission::wrong_token) ++refusals_.wrong_token;
  if (admission == Admission::unknown) ++refusals_.unknown;
}

Refusals Senders::refusals() {
  const std::lock_guard lock(mutex_);
  return refusals_;
}

}  // namespace perfbench::collector
