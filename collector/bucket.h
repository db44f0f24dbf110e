// Counted values that are known to lie in an interval.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace perfbench::collector {

struct Bucket {
  double low = 0;
  double high = 0;  // equal to `low`: all its values are this one
  std::uint64_t count = 0;

  bool operator==(const Bucket&) const = default;
};

// A histogram as programs count it: counts[i] values lie in (bounds[i - 1], bounds[i]], where the first bucket has no
// lower bound and the last no upper one. The bounds ascend, and are one less.
struct BoundedCounts {
  std::span<const double> bounds;
  std::span<const std::uint64_t> counts;

  Bucket bucket(std::size_t i) const {
    using Limits = std::numeric_limits<double>;
    Bucket bucket{.low = -Limits::infinity(), .high = Limits::infinity(), .count = counts[i]};
    if (i > 0) bucket.low = bounds[i - 1];
    if (i < bounds.size()) bucket.high = bounds[i];
    return bucket;
  }
};

// Counts come from outside: they stay at the largest number instead of starting again at 0.
constexpr std::uint64_t saturating_add(std::uint64_t a, std::uint64_t b) {
  return b > std::numeric_limits<std::uint64_t>::max() - a ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

}  // namespace perfbench::collector
