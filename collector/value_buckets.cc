#include "collector/value_buckets.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

namespace perfbench::collector {
namespace {

constexpr std::size_t kFirstSlots = 64;
constexpr int kMantissaBits = 52;
constexpr int kKeptMantissaBits = 7;

}  // namespace

ValueBuckets::ValueBuckets() : dropped_bits_(kMantissaBits - kKeptMantissaBits) { rebuild(kFirstSlots, dropped_bits_); }

std::uint64_t ValueBuckets::key(double value) const { return std::bit_cast<std::uint64_t>(value) >> dropped_bits_; }

std::size_t ValueBuckets::slot_of(std::uint64_t key) const {
  constexpr std::uint64_t kGoldenRatio = 0x9E3779B97F4A7C15;  // Knuth's multiplicative hash: neighbours land far apart
  return (key * kGoldenRatio) >> hash_shift_;
}

// The slots of the next values are on their way from memory while one is added.
void ValueBuckets::add(std::span<const double> values) {
  constexpr std::size_t kAhead = 8;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i + kAhead < values.size()) __builtin_prefetch(&slots_[slot_of(key(values[i + kAhead]))], 1);
    add(values[i], 1);
  }
}

void ValueBuckets::add(const Bucket& bucket) {
  merge_into_slots(bucket);
  if (size_ > kMost || size_ > slots_.size() / 4 * 3) make_room();
}

void ValueBuckets::merge_into_slots(const Bucket& bucket) {
  const std::uint64_t wanted = key(bucket.low);
  std::size_t at = slot_of(wanted);
  while (slots_[at].count != 0 && key(slots_[at].low) != wanted) at = (at + 1) & (slots_.size() - 1);
  Bucket& slot = slots_[at];
  if (slot.count == 0) {
    slot = bucket;
    ++size_;
    return;
  }
  slot.low = std::min(slot.low, bucket.low);
  slot.high = std::max(slot.high, bucket.high);
  slot.count = saturating_add(slot.count, bucket.count);
}

void ValueBuckets::make_room() {
  if (size_ <= kMost) rebuild(slots_.size() * 2, dropped_bits_);
  while (size_ > kMost) rebuild(slots_.size(), dropped_bits_ + 1);
}

void ValueBuckets::rebuild(std::size_t slots, int dropped_bits) {
  const auto before = std::exchange(slots_, std::vector<Bucket>(slots));
  size_ = 0;
  dropped_bits_ = dropped_bits;
  hash_shift_ = 64 - std::countr_zero(slots);
  for (const auto& bucket : before) {
    if (bucket.count != 0) merge_into_slots(bucket);
  }
}

void ValueBuckets::merge(const ValueBuckets& other) {
  if (other.dropped_bits_ > dropped_bits_) rebuild(slots_.size(), other.dropped_bits_);
  for (const auto& bucket : other.slots_) {
    if (bucket.count != 0) add(bucket);
  }
}

void ValueBuckets::append_to(std::vector<Bucket>& buckets) const {
  std::ranges::copy_if(slots_, std::back_inserter(buckets), [](const Bucket& slot) { return slot.count != 0; });
}

}  // namespace perfbench::collector
