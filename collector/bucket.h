// Counted values that are known to lie in an interval.
#pragma once

#include <cstdint>
#include <limits>

namespace perfbench::collector {

struct Bucket {
  double low = 0;
  double high = 0;  // equal to `low`: all its values are this one
  std::uint64_t count = 0;

  bool operator==(const Bucket&) const = default;
};

// Counts come from outside: they stay at the largest number instead of starting again at 0.
constexpr std::uint64_t saturating_add(std::uint64_t a, std::uint64_t b) {
  return b > std::numeric_limits<std::uint64_t>::max() - a ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

}  // namespace perfbench::collector
