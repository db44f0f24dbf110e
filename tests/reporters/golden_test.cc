// Every reporter against its golden file, for every sample.
#include "golden.h"

#include <gtest/gtest.h>

#include <numeric>

#include "reporters/console.h"
#include "reporters/ctest_measurements.h"
#include "reporters/junit.h"
#include "reporters/markdown.h"
#include "reporters/v4_json.h"
#include "sample_results.h"

namespace perfbench {
namespace {

class Golden : public testing::TestWithParam<samples::Sample> {};

TEST_P(Golden, SummaryJsonIsAsRecorded) {
  expect_golden(GetParam().name + ".summary.json", samples::v4_text(GetParam().result));
}

TEST_P(Golden, MarkdownIsAsRecorded) { expect_golden(GetParam().name + ".md", render_markdown(GetParam().result)); }

TEST_P(Golden, JunitIsAsRecorded) { expect_golden(GetParam().name + ".junit.xml", render_junit(GetParam().result)); }

TEST_P(Golden, CtestMeasurementsAreAsRecorded) {
  const std::vector<std::string> lines = render_ctest_measurements(GetParam().result);
  expect_golden(GetParam().name + ".ctest.txt", std::accumulate(lines.begin(), lines.end(), std::string()));
}

TEST_P(Golden, ConsoleIsAsRecorded) {
  expect_golden(GetParam().name + ".console.txt", render_console(GetParam().result, {}));
}

INSTANTIATE_TEST_SUITE_P(Samples, Golden, testing::ValuesIn(samples::all()),
                         [](const auto& sample) { return sample.param.name; });

TEST(GoldenStyles, ConsoleInColourIsAsRecorded) {
  expect_golden("failing.console-colour.txt",
                render_console(samples::failing(), {.colour = true, .unicode = true, .width = 100}));
}

TEST(GoldenStyles, ConsoleInAsciiIsAsRecorded) {
  expect_golden("concurrent.console-ascii.txt",
                render_console(samples::concurrent(), {.colour = false, .unicode = false, .width = 80}));
}

TEST(GoldenStyles, IterationFilesAreAsRecorded) {
  expect_golden("concurrent.iteration.json", render_v4_iteration(samples::concurrent().record.iterations[0]));
  expect_golden("failing.iteration.json", render_v4_iteration(samples::failing().record.iterations[1]));
}

TEST(GoldenStyles, JunitOfRunsWithoutResultIsAsRecorded) {
  const RunResult result = samples::failing();
  const auto started = result.record.started_at;
  expect_golden("unfinished.junit.xml", render_junit_unfinished(result.plan, started));
  expect_golden("error.junit.xml", render_junit_error(result.plan, started,
                                                      {.kind = ErrorKind::plan,
                                                       .what = "the command cannot be run",
                                                       .where = "./app",
                                                       .cause = "No such file or directory",
                                                       .advice = "Build it first."}));
}

}  // namespace
}  // namespace perfbench
