#include "reporters/junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "sample_results.h"

namespace perfbench {
namespace {

using testing::HasSubstr;

using testing::Not;

pugi::xml_document parsed(const std::string& xml) {
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_string(xml.c_str());
  EXPECT_TRUE(result) << result.description();
  return document;
}

pugi::xml_node suite_of(const pugi::xml_document& document) { return document.child("testsuites").child("testsuite"); }

pugi::xml_node case_named(const pugi::xml_document& document, const char* name) {
  return suite_of(document).find_child_by_attribute("testcase", "name", name);
}

int cases_with(pugi::xml_node suite, const char* child) {
  int count = 0;
  for (const pugi::xml_node test : suite.children("testcase")) count += test.child(child) ? 1 : 0;
  return count;
}

TEST(Junit, CountsAddUp) {
  for (const samples::Sample& sample : samples::all()) {
    const pugi::xml_document document = parsed(render_junit(sample.result));
    const pugi::xml_node suite = suite_of(document);
    for (const pugi::xml_node node : {suite, document.child("testsuites")}) {
      const auto cases = suite.children("testcase");
      EXPECT_EQ(node.attribute("tests").as_int(), std::distance(cases.begin(), cases.end())) << sample.name;
      EXPECT_EQ(node.attribute("failures").as_int(), cases_with(suite, "failure")) << sample.name;
      EXPECT_EQ(node.attribute("errors").as_int(), cases_with(suite, "error")) << sample.name;
      EXPECT_EQ(node.attribute("skipped").as_int(), cases_with(suite, "skipped")) << sample.name;
      EXPECT_GE(node.attribute("tests").as_int(), 1) << sample.name;
    }
  }
}

TEST(Junit, NamesOfCasesAreUnique) {
  const pugi::xml_document document = parsed(render_junit(samples::hostile()));
  std::set<std::string> names;
  for (const pugi::xml_node test : suite_of(document).children("testcase")) {
    EXPECT_TRUE(names.insert(test.attribute("name").value()).second) << test.attribute("name").value();
  }
}

TEST(Junit, TheSuiteSaysWhatWhenAndWhere) {
  const pugi::xml_document document = parsed(render_junit(samples::passing()));
  const pugi::xml_node suite = suite_of(document);
  EXPECT_STREQ(suite.attribute("name").value(), "startup");
  EXPECT_STREQ(suite.attribute("timestamp").value(), "2026-01-02T10:04:05");
  EXPECT_STREQ(suite.attribute("time").value(), "2.500");
  EXPECT_STREQ(suite.attribute("hostname").value(), "bench-01");
  EXPECT_STREQ(case_named(document, "latency_ms.p95 <= 250ms").attribute("classname").value(), "startup");
}

TEST(Junit, AFailureHasMessageTypeAndABodyWithFigureLimitAndMargin) {
  const pugi::xml_document document = parsed(render_junit(samples::failing()));
  const pugi::xml_node failure = case_named(document, "latency_ms.p95 <= 250").child("failure");
  EXPECT_STREQ(failure.attribute("message").value(), "latency_ms.p95 is 344.4 ms, limit <= 250 ms, margin -37.8 %");
  EXPECT_STREQ(failure.attribute("type").value(), "sla.broken");
  const std::string body = failure.text().get();
  for (const std::string part : {failure.attribute("message").value(), "figure:  latency_ms.p95", "value:   344.4 ms",
                                 "limit:   <= 250 ms", "margin:  -37.8 %", "profile: cold"}) {
    EXPECT_THAT(body, HasSubstr(part));
  }
}

TEST(Junit, UnavailableFailsAndNotSampledIsSkipped) {
  const pugi::xml_document document = parsed(render_junit(samples::failing()));
  const pugi::xml_node unavailable = case_named(document, "queue_cancel_metrics[\"queue.wait\"] >= 1");
  EXPECT_STREQ(unavailable.child("failure").attribute("type").value(), "sla.unavailable");
  const pugi::xml_node unsampled = case_named(document, "top_attach.sample_count.mean >= 1").child("skipped");
  EXPECT_THAT(unsampled.attribute("message").value(), HasSubstr("every worker was too short to be sampled"));
}

TEST(Junit, MeasuredFiguresAreProperties) {
  const RunResult result = samples::passing();
  const pugi::xml_document document = parsed(render_junit(result));
  const pugi::xml_node properties = suite_of(document).child("properties");
  const pugi::xml_node latency = properties.find_child_by_attribute("name", "latency_ms.p95");
  EXPECT_EQ(latency.attribute("value").as_double(), result.summary.value("latency_ms.p95"));
  EXPECT_FALSE(properties.find_child_by_attribute("name", "otel_payloads_total"));
  EXPECT_STREQ(properties.find_child_by_attribute("name", "verdict").attribute("value").value(), "pass");
}

TEST(Junit, ARunThatCompletedPassesItsOwnCase) {
  const pugi::xml_document document = parsed(render_junit(samples::passing()));
  const pugi::xml_node completed = case_named(document, "run completed");
  ASSERT_TRUE(completed);
  EXPECT_FALSE(completed.first_child());
  EXPECT_STREQ(completed.attribute("time").value(), "2.500");
}

TEST(Junit, ADeadlineFailsTheCompletionOfTheRun) {
  const pugi::xml_document document = parsed(render_junit(samples::deadline()));
  const pugi::xml_node failure = case_named(document, "run completed").child("failure");
  EXPECT_STREQ(failure.attribute("type").value(), "run.deadline");
  EXPECT_THAT(failure.text().get(), HasSubstr("the deadline of 2 s came after 5 of 1000 iterations"));
}

TEST(Junit, AnInterruptIsAnErrorEvenWhenEveryCheckHolds) {
  RunResult result = samples::passing();
  result.record.ending = Ending::interrupted;
  result.record.ending_signal = 15;
  const pugi::xml_document document = parsed(render_junit(result));
  EXPECT_STREQ(case_named(document, "run completed").child("error").attribute("type").value(), "run.interrupted");
}

TEST(Junit, VerdictsWithoutABrokenCheckShowOnTheCompletion) {
  RunResult result = samples::passing();
  result.judgement.reason = "nothing was measured";
  result.judgement.verdict = Verdict::error;
  EXPECT_STREQ(case_named(parsed(render_junit(result)), "run completed").child("error").attribute("message").value(),
               "nothing was measured");
  result.judgement.verdict = Verdict::inconclusive;
  EXPECT_STREQ(case_named(parsed(render_junit(result)), "run completed").child("skipped").attribute("message").value(),
               "inconclusive: nothing was measured");
}

TEST(Junit, ABrokenCheckLeavesTheCompletionGreen) {
  EXPECT_FALSE(case_named(parsed(render_junit(samples::failing())), "run completed").first_child());
}

TEST(Junit, FailedWorkersAreInTheSuitesStderr) {
  const pugi::xml_document document = parsed(render_junit(samples::concurrent()));
  const std::string text = suite_of(document).child("system-err").text().get();
  EXPECT_THAT(text, HasSubstr("iteration 1, worker 3: killed by SIGSEGV\n"));
  EXPECT_THAT(text, HasSubstr("  assertion failed: size > 0\n"));
  EXPECT_FALSE(suite_of(parsed(render_junit(samples::passing()))).child("system-err"));
}

TEST(Junit, HoldsNoCharacterThatXmlForbids) {
  for (const char c : render_junit(samples::hostile())) {
    const auto byte = static_cast<unsigned char>(c);
    EXPECT_TRUE(byte >= 0x20 || c == '\n') << static_cast<int>(byte);
  }
  EXPECT_THAT(render_junit(samples::hostile()), Not(HasSubstr("\uFFFE")));
}

TEST(Junit, AnUnfinishedRunIsOneError) {
  const RunResult result = samples::passing();
  const pugi::xml_document document = parsed(render_junit_unfinished(result.plan, result.record.started_at));
  EXPECT_EQ(suite_of(document).attribute("tests").as_int(), 1);
  EXPECT_EQ(suite_of(document).attribute("errors").as_int(), 1);
  const pugi::xml_node error = case_named(document, "run completed").child("error");
  EXPECT_STREQ(error.attribute("message").value(), "did not finish");
  EXPECT_THAT(error.text().get(), HasSubstr("killed"));
}

TEST(Junit, AnErrorKeepsItsCauseAndAdvice) {
  const pugi::xml_document document = parsed(render_junit_error(samples::passing().plan, {},
                                                                {.kind = ErrorKind::harness,
                                                                 .what = "cannot fork",
                                                                 .where = "launcher",
                                                                 .cause = "Resource temporarily unavailable",
                                                                 .advice = "Raise ulimit -u."}));
  const pugi::xml_node error = case_named(document, "run completed").child("error");
  EXPECT_STREQ(error.attribute("type").value(), "run.harness_fault");
  EXPECT_STREQ(error.text().get(), "launcher: cannot fork: Resource temporarily unavailable\n  Raise ulimit -u.\n");
}

}  // namespace
}  // namespace perfbench
