#include "model/summary.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

Summary summary_of_latency() {
  Summary summary;
  summary.figures = {{FigurePath{{"latency_ms", "mean"}}, 12.5}, {FigurePath{{"latency_ms", "p95"}}, std::nullopt}};
  return summary;
}

TEST(Summary, TellsAKeyWithoutAValueFromAMissingKey) {
  const Summary summary = summary_of_latency();
  ASSERT_NE(summary.find(FigurePath{{"latency_ms", "p95"}}), nullptr);
  EXPECT_EQ(summary.find(FigurePath{{"latency_ms", "p95"}})->value, std::nullopt);
  EXPECT_EQ(summary.find(FigurePath{{"latency_ms", "p99"}}), nullptr);
}

TEST(Summary, ValueIsAbsentForBoth) {
  const Summary summary = summary_of_latency();
  EXPECT_EQ(summary.value("latency_ms.mean"), 12.5);
  EXPECT_EQ(summary.value("latency_ms.p95"), std::nullopt);
  EXPECT_EQ(summary.value("latency_ms.p99"), std::nullopt);
  EXPECT_EQ(summary.value("not a path"), std::nullopt);
}

TEST(Summary, FindsNamesWithDots) {
  Summary summary;
  summary.figures = {{FigurePath{{"queue_cancel_metrics", "queue.wait"}}, 3}};
  EXPECT_EQ(summary.value(R"(queue_cancel_metrics["queue.wait"])"), 3);
  EXPECT_EQ(summary.value("queue_cancel_metrics.queue.wait"), std::nullopt);
}

}  // namespace
}  // namespace perfbench
