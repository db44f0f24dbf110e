#include "otlp_export/spans.h"

#include <gmock/gmock.h>

#include <protozero/pbf_reader.hpp>

#include "../otlp/recording_sink.h"
#include "sample_export.h"

namespace perfbench::otlp_export {
namespace {

using otlp::traces_of_protobuf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// Bytes of 1, then of 2, ..., never of 0, which would be no id.
RandomId counting() {
  return [next = 0](std::size_t bytes) mutable { return std::string(bytes, static_cast<char>(next++ % 255 + 1)); };
}

std::string spans_told(const ExportedRun& exported) {
  std::string text;
  for (const std::string& request : span_requests(exported, counting())) text += traces_of_protobuf(request);
  return text;
}

// The message that stands first in field `number` of a message.
std::string within(const std::string& message, unsigned number) {
  protozero::pbf_reader reader(message);
  while (reader.next()) {
    if (reader.tag() == number) return reader.get_string();
    reader.skip();
  }
  return "";
}

std::vector<std::string> spans_of(const std::string& request) {
  std::vector<std::string> spans;
  const std::string scope = within(within(request, 1), 2);
  protozero::pbf_reader reader(scope);
  while (reader.next()) {
    if (reader.tag() == 2) {
      spans.push_back(reader.get_string());
    } else {
      reader.skip();
    }
  }
  return spans;
}

// The code, and the message behind a blank; empty where there is no status.
std::string status_of(const std::string& span) {
  const std::string status = within(span, 15);
  std::string code;
  protozero::pbf_reader reader(status);
  while (reader.next()) {
    if (reader.tag() == 3) {
      code = std::to_string(reader.get_enum()) + " ";
    } else {
      reader.skip();
    }
  }
  return code + within(status, 2);
}

TEST(ExportedSpans, AWorkerIsTheSpanThatItsTraceParentNamed) {
  const std::string text = spans_told(sample_export());
  EXPECT_THAT(text, HasSubstr("span 'perfbench.worker' 0af7651916cd43dd8448eb211c80319c b7ad6b7169203331 below '' "
                              "1767348245778000000-1767348245818375000 {"))
      << text;
}

TEST(ExportedSpans, TheStepsAroundAWorkerStandBelowItWhenTheyWere) {
  const std::string text = spans_told(sample_export());
  for (const char* step :
       {"'perfbench.spawn_proc' 0af7651916cd43dd8448eb211c80319c 0303030303030303 below 'b7ad6b7169203331' "
        "1767348245778000000-1767348245778500000 ",
        "'perfbench.communicate' 0af7651916cd43dd8448eb211c80319c 0404040404040404 below 'b7ad6b7169203331' "
        "1767348245818000000-1767348245818250000 ",
        "'perfbench.parse_stats' 0af7651916cd43dd8448eb211c80319c 0505050505050505 below 'b7ad6b7169203331' "
        "1767348245818250000-1767348245818375000 "}) {
    EXPECT_THAT(text, HasSubstr(step)) << text;
  }
}

TEST(ExportedSpans, AWorkerWithoutTelemetryHasATraceOfItsOwn) {
  EXPECT_THAT(spans_told(sample_export()),
              HasSubstr("span 'perfbench.worker' 06060606060606060606060606060606 0707070707070707 below '' "
                        "1767348245778000000-1767348245781000000 "));
}

TEST(ExportedSpans, AStepThatWasNotMeasuredIsNone) {
  const auto requests = span_requests(sample_export(), counting());
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_THAT(spans_of(requests[0]), SizeIs(1 + 4 + 1)) << "the run, a worker with three steps, and one without";
}

TEST(ExportedSpans, AWorkerTellsWhichItIsAndHowItEnded) {
  const std::string text = spans_told(sample_export());
  for (const char* attributes :
       {"perfbench.result='startup-20260102-100405' perfbench.iteration=1 perfbench.worker=1 "
        "perfbench.outcome='exit 0' process.exit.code=0 perfbench.duration_ms=40.0 ",
        "perfbench.max_rss_kb=2048.0 ", "perfbench.max_rss_mb=2.0 ",
        "perfbench.worker=2 perfbench.outcome='killed by SIGSEGV' perfbench.signal=11 perfbench.duration_ms=3.0"}) {
    EXPECT_THAT(text, HasSubstr(attributes)) << text;
  }
}

TEST(ExportedSpans, TheRunIsASpanFromItsBeginToItsEnd) {
  EXPECT_THAT(spans_told(sample_export()),
              HasSubstr("span 'perfbench.run' 01010101010101010101010101010101 0202020202020202 below '' "
                        "1767348245678000000-1767348248178000000 {perfbench.result='startup-20260102-100405' "
                        "perfbench.verdict='fail' perfbench.reason='broken: latency_ms.p95 <= 10ms' "
                        "perfbench.iterations=1}"));
}

TEST(ExportedSpans, WhatFailedIsAnError) {
  const auto spans = spans_of(span_requests(sample_export(), counting()).at(0));
  ASSERT_THAT(spans, SizeIs(6));
  EXPECT_EQ(status_of(spans[0]), "2 fail: broken: latency_ms.p95 <= 10ms");
  EXPECT_EQ(status_of(spans[1]), "");
  EXPECT_EQ(status_of(spans[5]), "2 killed by SIGSEGV");
  ExportedRun passed = sample_export();
  passed.run.result.verdict = "pass";
  EXPECT_EQ(status_of(spans_of(span_requests(passed, counting()).at(0)).at(0)), "");
}

TEST(ExportedSpans, WorkersLinkToTheirRun) {
  const auto spans = spans_of(span_requests(sample_export(), counting()).at(0));
  ASSERT_THAT(spans, SizeIs(6));
  for (const std::size_t worker : {std::size_t{1}, std::size_t{5}}) {
    EXPECT_EQ(within(within(spans[worker], 13), 1), std::string(16, '\1'));
    EXPECT_EQ(within(within(spans[worker], 13), 2), std::string(8, '\2'));
  }
  EXPECT_EQ(within(spans[0], 13), "");
  EXPECT_EQ(within(spans[2], 13), "");
}

TEST(ExportedSpans, ARunOfUnknownBeginIsNoSpanAndNotLinkedTo) {
  ExportedRun exported = sample_export();
  exported.started.reset();
  const auto spans = spans_of(span_requests(exported, counting()).at(0));
  ASSERT_THAT(spans, SizeIs(5));
  EXPECT_EQ(within(spans[0], 13), "");
}

TEST(ExportedSpans, AWorkerOfUnknownStartIsNone) {
  ExportedRun exported = sample_export();
  WorkerRecord never = sample_worker();
  never.started_at.reset();
  exported.iterations = {};
  exported.iterations.push_back({.iteration = 1, .workers = {never}, .figures = {}});
  EXPECT_THAT(spans_told(exported), Not(HasSubstr("perfbench.worker'")));
}

TEST(ExportedSpans, ManyWorkersComeInSeveralRequestsAndNoneIsLost) {
  ExportedRun exported = sample_export();
  exported.iterations = {};
  for (int i = 1; i <= 2001; ++i) {
    exported.iterations.push_back({.iteration = i, .workers = {sample_worker()}, .figures = {}});
  }
  const auto requests = span_requests(exported, counting());
  ASSERT_THAT(requests, SizeIs(3));
  EXPECT_THAT(traces_of_protobuf(requests[0]), EndsWith("4001 accepted\n"));
  EXPECT_THAT(traces_of_protobuf(requests[1]), EndsWith("4000 accepted\n"));
  EXPECT_THAT(traces_of_protobuf(requests[2]), EndsWith("4 accepted\n"));
}

}  // namespace
}  // namespace perfbench::otlp_export
