#include "runner/cpu_meter.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr MonotonicTime kBegin = MonotonicTime(std::chrono::seconds(50));

CpuMeter::Reading at(int ms, std::chrono::nanoseconds cpu, int threads = 1) {
  return {.time = kBegin + milliseconds(ms), .took = {}, .cpu = cpu, .threads = threads};
}

TEST(CpuMeter, TellsPercentOfOneProcessorBetweenTwoReadings) {
  CpuMeter meter(kBegin, milliseconds(0));
  EXPECT_EQ(meter.add(at(100, milliseconds(50))), 50);
  EXPECT_EQ(meter.add(at(200, milliseconds(80))), 30);
  EXPECT_EQ(meter.peak_pct(), 50);
  EXPECT_EQ(meter.mean_pct(), 40);
}

TEST(CpuMeter, AWindowThatIsTooShortGoesOn) {
  CpuMeter meter(kBegin, milliseconds(0));
  EXPECT_FALSE(meter.add(at(19, milliseconds(19))));
  EXPECT_FALSE(meter.mean_pct());
  EXPECT_EQ(meter.add(at(38, milliseconds(19))), 50);
}

TEST(CpuMeter, WhatAThreadHadSinceItsLastTickIsNotSeenAsMoreThanItCanHave) {
  CpuMeter meter(kBegin, milliseconds(4));
  EXPECT_NEAR(*meter.add(at(40, milliseconds(36))), 90, 1e-9);   // its last tick was 4 ms ago
  EXPECT_NEAR(*meter.add(at(80, milliseconds(80))), 100, 1e-9);  // 44 ms of 40
  EXPECT_EQ(meter.mean_pct(), 100);
}

TEST(CpuMeter, MoreThanTicksExplainIsTrue) {
  CpuMeter meter(kBegin, milliseconds(4));
  EXPECT_NEAR(*meter.add(at(40, milliseconds(60))), 150, 1e-9);  // of two threads, one of which is gone by now
  EXPECT_NEAR(*meter.add(at(80, milliseconds(146), 2)), 200, 1e-9);
}

TEST(CpuMeter, AReadingThatTookLongIsNotTrusted) {
  CpuMeter meter(kBegin, milliseconds(0));
  CpuMeter::Reading slow = at(100, milliseconds(100));
  slow.took = microseconds(2001);
  EXPECT_FALSE(meter.add(slow));
  slow.took = microseconds(2000);
  EXPECT_EQ(meter.add(slow), 100);
}

TEST(CpuMeter, TimeOfAnEarlierWindowIsInTheMeanOnly) {
  CpuMeter meter(kBegin, milliseconds(0));
  EXPECT_EQ(meter.add(at(100, milliseconds(20))), 20);
  meter.note_late();
  EXPECT_FALSE(meter.add(at(200, milliseconds(100))));
  EXPECT_EQ(meter.peak_pct(), 20);
  EXPECT_EQ(meter.mean_pct(), 50);
}

TEST(CpuMeter, ATreeThatLostAProcessHasDoneNoNegativeWork) {
  CpuMeter meter(kBegin, milliseconds(0));
  meter.add(at(100, milliseconds(60)));
  EXPECT_EQ(meter.add(at(200, milliseconds(40))), 0);
  EXPECT_EQ(meter.mean_pct(), 30);
}

}  // namespace
}  // namespace perfbench
