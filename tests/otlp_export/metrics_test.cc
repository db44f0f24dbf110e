#include "otlp_export/metrics.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <sstream>

#include "../otlp/recording_sink.h"
#include "sample_export.h"

namespace perfbench::otlp_export {
namespace {

using otlp::metrics_of_protobuf;
using testing::Each;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// All requests, as a receiver decodes them.
std::string metrics_told(const ExportedRun& exported) {
  std::string text;
  for (const std::string& request : metrics_requests(exported)) text += metrics_of_protobuf(request);
  return text;
}

std::string metric_told(const Figure& figure) {
  ExportedRun exported = sample_export();
  exported.run.result.summary.figures = {figure};
  exported.run.result.verdict.reset();
  exported.run.checks.clear();
  return metrics_told(exported);
}

TEST(ExportedMetrics, AreGaugesAtTheEndOfTheRun) {
  const std::string text = metrics_told(sample_export());
  EXPECT_THAT(text, HasSubstr("metric perfbench.latency_ms.p95 'ms' in 'perfbench' gauge\n"
                              "point {perfbench.test='startup'} 0-1767348248178000000 value=40.5\n"))
      << text;
  EXPECT_THAT(text, EndsWith(" accepted\n"));
}

TEST(ExportedMetrics, WhatWasNotMeasuredIsNotSent) {
  EXPECT_THAT(metrics_told(sample_export()), Not(HasSubstr("latency_ms.p99")));
  EXPECT_EQ(metric_told({FigurePath{{"latency_ms", "p95"}}, std::nullopt}), "");
  EXPECT_EQ(metric_told({FigurePath{{"latency_ms", "p95"}}, std::nan("")}), "");
  EXPECT_EQ(metric_told({FigurePath{{"latency_ms", "p95"}}, std::numeric_limits<double>::infinity()}), "");
}

TEST(ExportedMetrics, AZeroIsAFigure) {
  EXPECT_THAT(metric_told({FigurePath{{"failed_runs_total"}}, 0.0}), HasSubstr("value=0.0\n"));
}

TEST(ExportedMetrics, HaveUnitsOfUcumAndCountsHaveNone) {
  for (const auto& [path, unit] : {std::pair("latency_ms.mean", "ms"),
                                   {"user_cpu_sec.mean", "s"},
                                   {"max_rss_kb.max", "KiBy"},
                                   {"max_rss_mb.max", "MiBy"},
                                   {"cpu_pct.mean", "%"},
                                   {"throughput_runs_per_sec.mean", "{run}/s"},
                                   {"failed_runs_total", ""}}) {
    EXPECT_THAT(metric_told({parse_figure_path(path).value(), 1.0}),
                HasSubstr("metric perfbench." + std::string(path) + " '" + unit + "'"));
  }
}

TEST(ExportedMetrics, NamesThatOnlyTheWorkerKnowsAreAttributes) {
  const std::string text = metrics_told(sample_export());
  EXPECT_THAT(text, HasSubstr("metric perfbench.otel_metrics.sum '' in 'perfbench' gauge\n"
                              "point {perfbench.name='cache.hits' perfbench.test='startup'} "
                              "0-1767348248178000000 value=7.0\n"
                              "point {perfbench.name='db.time' perfbench.test='startup'} "))
      << text;
  EXPECT_THAT(text, HasSubstr("metric perfbench.otel_signals.points.mean ''"));
  EXPECT_THAT(text, HasSubstr("metric perfbench.queue_cancel_metrics ''"));
}

TEST(ExportedMetrics, WhatIsNoFigureThatIsKnownIsNotSent) {
  EXPECT_THAT(metrics_told(sample_export()), Not(HasSubstr("of_the_future")));
}

TEST(ExportedMetrics, TheVerdictIsOneOfAllThatThereAre) {
  const std::string text = metrics_told(sample_export());
  for (const auto& [verdict, value] : {std::pair("pass", "0"), {"fail", "1"}, {"inconclusive", "0"}, {"error", "0"}}) {
    EXPECT_THAT(text, HasSubstr("{perfbench.verdict='" + std::string(verdict) +
                                "' perfbench.test='startup'} 0-1767348248178000000 value=" + value + ".0\n"))
        << text;
  }
}

TEST(ExportedMetrics, AChecksOutcomeIsOneOrZeroAndNothingWhereItWasNotHeld) {
  const std::string text = metrics_told(sample_export());
  EXPECT_THAT(text, HasSubstr("metric perfbench.check '' in 'perfbench' gauge\n"
                              "point {perfbench.rule='latency_ms.p95 <= 10ms' perfbench.test='startup'} "
                              "0-1767348248178000000 value=0.0\n"
                              "point {perfbench.rule='failed_runs_total <= 1' perfbench.test='startup'} "
                              "0-1767348248178000000 value=1.0\n"))
      << text;
  EXPECT_THAT(text, HasSubstr("metric perfbench.check.margin_pct '%'"));
  EXPECT_THAT(text, HasSubstr("value=-305.0\n"));
  EXPECT_THAT(text, Not(HasSubstr("peak_open_fds")));
}

TEST(ExportedMetrics, AResourceTellsTestMachineAndCommit) {
  const std::string text = metrics_told(sample_export());
  for (const char* attribute :
       {"service.name='perfbench'", "service.version='0.1.0'", "service.instance.id='bench-01/startup'",
        "host.name='bench-01'", "perfbench.profile='startup'", "perfbench.phase='measure'",
        "vcs.ref.head.revision='8d5a2c0f9e7b416385a2d90c1f4e6b7a8091c2d3'"}) {
    EXPECT_THAT(text, HasSubstr(attribute));
  }
  EXPECT_THAT(text, Not(HasSubstr("cpu.model"))) << "it is not known";
  EXPECT_THAT(text, Not(HasSubstr("20260102-100405"))) << "each run would be a series of its own";
}

TEST(ExportedMetrics, WhatTheUserSaysOfTheResourceWins) {
  ExportedRun exported = sample_export();
  exported.resource = {{"service.name", "shop"}, {"team", "checkout"}};
  const std::string text = metrics_told(exported);
  EXPECT_THAT(text, HasSubstr("service.name='shop'"));
  EXPECT_THAT(text, HasSubstr("team='checkout'"));
  EXPECT_THAT(text, Not(HasSubstr("service.name='perfbench'")));
}

TEST(ExportedMetrics, ManyComeInSeveralRequestsAndNoneIsLost) {
  ExportedRun exported = sample_export();
  exported.run.result.verdict.reset();
  exported.run.checks.clear();
  auto& figures = exported.run.result.summary.figures;
  figures.clear();
  for (int i = 0; i < 4500; ++i) {
    figures.push_back({FigurePath{{"otel_metrics", "m" + std::to_string(i), "sum"}}, double(i)});
  }
  figures.push_back({FigurePath{{"failed_runs_total"}}, 1.0});
  const auto requests = metrics_requests(exported);
  EXPECT_THAT(requests, SizeIs(3));
  EXPECT_THAT(metrics_of_protobuf(requests[0]), EndsWith("2000 accepted\n"));
  EXPECT_THAT(metrics_of_protobuf(requests[1]), EndsWith("2000 accepted\n"));
  EXPECT_THAT(metrics_of_protobuf(requests[2]), EndsWith("501 accepted\n"));
  EXPECT_THAT(metrics_of_protobuf(requests[2]), HasSubstr("'m4499'"));
}

TEST(ExportedMetrics, ARunWithoutFiguresHasNoRequest) {
  ExportedRun exported = sample_export();
  exported.run = {};
  EXPECT_THAT(metrics_requests(exported), SizeIs(0));
}

}  // namespace
}  // namespace perfbench::otlp_export
