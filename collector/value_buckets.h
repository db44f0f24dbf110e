// Single values in buckets of relative width below 1 %, whose memory is bounded whatever the values are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "collector/bucket.h"

namespace perfbench::collector {

// A bucket takes the values that share sign, exponent and the first bits of the mantissa: 7 of them, so that 128
// buckets make up a power of two and each is at most 1/128 of its values wide. It remembers the lowest and the highest
// of its values, so that zero, whole numbers and constants stay what they are.
//
// When values need more than kMost buckets (9 decades evenly filled need 3,840), all are given one bit less, and
// neighbours merge; without any bit of the mantissa each power of two has one, which is never more than kMost.
class ValueBuckets {
 public:
  static constexpr std::size_t kMost = 4096;  // of 24 bytes, in a table of at most 8,192

  ValueBuckets();

  // `value` is finite and not -0.0; `count` is not 0.
  void add(double value, std::uint64_t count) { add(Bucket{value, value, count}); }
  // Each once.
  void add(std::span<const double> values);
  void merge(const ValueBuckets& other);

  std::size_t size() const { return size_; }
  // In no order.
  void append_to(std::vector<Bucket>& buckets) const;

 private:
  // `bucket` is no wider than those here.
  void add(const Bucket& bucket);
  void merge_into_slots(const Bucket& bucket);
  std::uint64_t key(double value) const;
  std::size_t slot_of(std::uint64_t key) const;
  void make_room();
  void rebuild(std::size_t slots, int dropped_bits);

  std::vector<Bucket> slots_;  // a hash table with linear probing; a count of 0 marks a free slot
  std::size_t size_ = 0;
  int dropped_bits_;  // of a double's 64, at its lower end
  int hash_shift_ = 0;
};

}  // namespace perfbench::collector
