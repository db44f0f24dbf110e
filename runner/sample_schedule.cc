#include "runner/sample_schedule.h"

#include <algorithm>

#include "runner/launcher/protocol.h"
#include "runner/wake_grid.h"

namespace perfbench {

namespace {

constexpr std::chrono::nanoseconds kFirstStep(launcher::kFirstSampleNs);

}  // namespace

SampleSchedule::SampleSchedule(MonotonicTime start, std::chrono::nanoseconds interval)
    : interval_(interval), step_(std::min(kFirstStep, interval)), due_(start + step_) {}

void SampleSchedule::advance(MonotonicTime now) {
  while (step_ < interval_ && due_ <= now) {
    step_ = std::min(2 * step_, interval_);
    due_ += step_ / 2;
  }
  if (due_ > now) return;
  due_ = next_on_grid(interval_, now);
}

}  // namespace perfbench
