// What a decoder fills for each item anew, in memory that stays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <string>
#include <vector>

#include "otlp/values.h"

namespace perfbench::otlp {

// How deep values of attributes, and JSON that nobody knows, may nest; deeper is an attack on the stack.
inline constexpr int kMostNesting = 64;
// Of one item. An attribute takes a multiple of the bytes that it needs in a body.
inline constexpr std::size_t kMostAttributes = 1024;

// Ends the decoding of a body that is none. `at` is in the body, or null.
class Malformed : public std::exception {
 public:
  Malformed(const char* at, const char* what) : at_(at), what_(what) {}
  const char* what() const noexcept override { return what_; }
  const char* at() const { return at_; }

 private:
  const char* at_;
  const char* what_;
};

[[noreturn]] inline void fail(const char* at, const char* what) { throw Malformed(at, what); }

// Empties `memory`, a string or a vector, and keeps what an ordinary item needs of it, so that what stays does not grow
// with what a stranger sends.
template <class Memory>
void clear_memory(Memory& memory) {
  constexpr std::size_t kMostKept = 4096;
  memory.clear();
  if (memory.capacity() > kMostKept) memory.shrink_to_fit();
}

// Strings that stay where they are until clear().
class TextPool {
 public:
  // Empty.
  std::string& next() {
    if (used_ == texts_.size()) texts_.emplace_back();
    return texts_[used_++];
  }

  void clear() {
    while (used_ > 0) clear_memory(texts_[--used_]);
  }

 private:
  std::deque<std::string> texts_;
  std::size_t used_ = 0;
};

// Of one item: its attributes, and the texts that stand in the body in another form.
struct AttributeScratch {
  std::vector<Attribute> list;
  TextPool texts;
};

// Of one point.
struct PointScratch {
  std::vector<std::uint64_t> counts, negative_counts;
  std::vector<double> bounds;
  std::vector<QuantileValue> quantiles;

  void clear() {
    clear_memory(counts);
    clear_memory(negative_counts);
    clear_memory(bounds);
    clear_memory(quantiles);
  }
};

}  // namespace perfbench::otlp
