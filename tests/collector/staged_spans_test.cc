#include "collector/staged_spans.h"

#include <gmock/gmock.h>

#include <limits>

#include "requests.h"

namespace perfbench::collector {
namespace {

constexpr std::string_view kTrace = "0123456789abcdef";
constexpr std::string_view kOther = "fedcba9876543210";

std::string phase_of(const std::vector<std::string>& wanted, std::string_view name, const Sent& attributes) {
  SpanNames names;
  StagedSpans spans(names, wanted);
  spans.span({.trace_id = kTrace, .span_id = "12345678", .name = name, .attributes = attributes.view().list});
  return names.name(spans.spans().front().name);
}

TEST(StagedSpans, AreNamedByTheirNames) {
  EXPECT_EQ(phase_of({}, "handle", {{"route", "/users"}}), "handle");
  EXPECT_EQ(phase_of({"method"}, "handle", {{"route", "/users"}}), "handle");
}

TEST(StagedSpans, AreSplitByTheAttributesThatWereAskedFor) {
  EXPECT_EQ(phase_of({"route"}, "handle", {{"method", "GET"}, {"route", "/users"}}), "handle [route=/users]");
  EXPECT_EQ(phase_of({"route", "method"}, "handle", {{"method", "GET"}, {"route", "/users"}}),
            "handle [route=/users] [method=GET]");
  EXPECT_EQ(phase_of({"host", "route"}, "handle", {{"route", "/users"}}), "handle [route=/users]");
}

TEST(StagedSpans, AreLinkedByTheirIds) {
  SpanNames names;
  const std::vector<std::string> none;
  StagedSpans staged(names, none);
  staged.span({.trace_id = kTrace, .span_id = "aaaaaaaa", .name = "root"});
  staged.span({.trace_id = kTrace, .span_id = "bbbbbbbb", .parent_span_id = "aaaaaaaa", .name = "child"});
  staged.span({.trace_id = kOther, .span_id = "aaaaaaaa", .name = "root"});
  const auto& spans = staged.spans();
  ASSERT_EQ(spans.size(), 3U);
  EXPECT_EQ(spans[0].parent_id, 0U);
  EXPECT_EQ(spans[1].parent_id, spans[0].span_id);
  EXPECT_EQ(spans[1].trace_key, spans[0].trace_key);
  EXPECT_NE(spans[2].trace_key, spans[0].trace_key);
  EXPECT_EQ(spans[2].name, spans[0].name);
  staged.clear();
  EXPECT_TRUE(staged.spans().empty());
}

TEST(StagedSpans, TakeTimesThatNobodyReachesAsTheLast) {
  SpanNames names;
  const std::vector<std::string> none;
  StagedSpans staged(names, none);
  staged.span({.trace_id = kTrace,
               .span_id = "aaaaaaaa",
               .name = "n",
               .start_ns = 5,
               .end_ns = std::numeric_limits<std::uint64_t>::max()});
  EXPECT_EQ(staged.spans().front().start_ns, 5);
  EXPECT_EQ(staged.spans().front().end_ns, std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace perfbench::collector
