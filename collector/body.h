// Bodies of requests in bounded memory.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace perfbench::collector {

class BodyStore;

enum class BodyRoom { granted, too_large, no_memory_in_time };

// One body under way; gives its memory back when it goes.
class Body {
 public:
  Body(BodyStore& store, std::chrono::steady_clock::time_point deadline);
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;
  ~Body();

  // The size that it will have; 0: not known. Takes no memory, as that much need never come.
  void expect(std::size_t bytes) { expected_ = bytes; }

  // Room for so many bytes in all; may wait until other bodies are done with.
  BodyRoom reserve(std::size_t bytes);

  // Only after room was granted for it.
  void append(std::string_view bytes);

  // May be read up to kPadding bytes beyond its end.
  std::string_view view() const { return {bytes_ ? bytes_.get() : kNothing.data(), size_}; }
  std::size_t size() const { return size_; }

  static constexpr std::size_t kPadding = 64;

 private:
  static constexpr std::array<char, kPadding> kNothing{};

  friend class BodyStore;
  BodyStore& store_;
  std::chrono::steady_clock::time_point deadline_;
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::size_t expected_ = 0;
  std::size_t booked_ = 0;
};

// Limits what all bodies take together. Who came first may always grow, so that no two wait for each other; so the most
// there can be is `total` and one more body of the largest size.
class BodyStore {
 public:
  struct Limits {
    std::size_t largest = std::size_t{16} << 20;  // of one body, decompressed
    std::size_t total = std::size_t{24} << 20;
    std::size_t small = std::size_t{64} << 10;  // a body up to this size never waits
  };

  explicit BodyStore(const Limits& limits) : limits_(limits) {}
  const Limits& limits() const { return limits_; }

 private:
  friend class Body;
  BodyRoom book(Body& body, std::size_t bytes);
  void give_back(Body& body);

  Limits limits_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::list<const Body*> large_;  // in the order in which they became that
  std::size_t booked_ = 0;
};

}  // namespace perfbench::collector
