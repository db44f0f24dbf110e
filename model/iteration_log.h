// The iterations of a run in little memory, about 230 bytes each: figures in columns, and what most workers do not have
// (a failure, a text on stderr, processes left running) only where it occurs.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/figure_columns.h"
#include "model/iteration_record.h"

namespace perfbench {

// Records are made up anew at each access: keep them as values, and no reference into one.
class IterationLog {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = IterationRecord;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = IterationRecord;

    Iterator() = default;
    Iterator(const IterationLog* log, std::size_t index) : log_(log), index_(index) {}
    IterationRecord operator*() const { return (*log_)[index_]; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++index_;
      return before;
    }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    const IterationLog* log_ = nullptr;
    std::size_t index_ = 0;
  };

  IterationLog() = default;
  IterationLog(const std::vector<IterationRecord>& iterations);

  void push_back(const IterationRecord& iteration);

  std::size_t size() const { return iterations_.size(); }
  bool empty() const { return iterations_.empty(); }
  // Const, or a change to it would be lost without a word. Throws std::out_of_range.
  const IterationRecord operator[](std::size_t index) const;
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

  // A figure of the iterations that have it, in their order.
  std::vector<double> values(Measured RunFigures::*member) const;

 private:
  struct Entry {
    int iteration;
    std::uint32_t first_worker;
    std::uint32_t worker_count;
    std::uint32_t own_figures;  // row of iteration_figures_; kOfItsWorker: those of its only worker
  };
  static constexpr std::uint32_t kOfItsWorker = UINT32_MAX;

  using TimePoint = std::chrono::system_clock::time_point;
  // The bytes of both ids; zeros: none.
  using PackedTrace = std::array<char, (kTraceIdDigits + kSpanIdDigits) / 2>;

  void push_worker(const WorkerRecord& worker);
  void push_trace(std::uint32_t index, const TraceContext& trace);
  TraceContext trace(std::uint32_t index) const;
  WorkerRecord worker(std::uint32_t index) const;

  std::vector<Entry> iterations_;
  FigureColumns iteration_figures_;
  FigureColumns worker_figures_;
  std::vector<int> worker_ids_;
  std::vector<std::optional<TimePoint>> starts_;
  std::vector<PackedTrace> traces_;  // up to the last worker that has one
  std::map<std::uint32_t, Outcome> failures_;
  std::map<std::uint32_t, std::shared_ptr<const std::string>> stderr_tails_;  // equal ones in a row are shared
  std::map<std::uint32_t, int> leftovers_;
  std::map<std::uint32_t, std::map<std::string, double>> queue_cancel_;
  std::map<std::uint32_t, std::map<std::string, double>> metrics_;
};

}  // namespace perfbench
