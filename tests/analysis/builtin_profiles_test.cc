// The built-in profiles, held against the issue's table through what the earlier harness said of the recorded
// summaries.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <stdexcept>

#include "analysis/judge.h"
#include "analysis/profile.h"
#include "analysis/saved_result_reader.h"
#include "recorded_results.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

const std::string kProfiles = std::string(PERFBENCH_TEST_DATA) + "/../../analysis/profiles";

Profile builtin(const std::string& name) { return load_profile(name, kProfiles).value(); }

void expect_workload(const std::string& name, int iterations, int warmup, int concurrency) {
  const Profile profile = builtin(name);
  EXPECT_EQ(profile.iterations, iterations) << name;
  EXPECT_EQ(profile.warmup, warmup) << name;
  EXPECT_EQ(profile.concurrency, concurrency) << name;
}

TEST(BuiltinProfiles, AreAllThereWithTheirNamesAndDescriptions) {
  EXPECT_THAT(builtin_profile_names(kProfiles),
              ElementsAre("cold", "exec", "smoke", "streaming", "stress", "throughput"));
  for (const std::string& name : builtin_profile_names(kProfiles)) {
    EXPECT_EQ(builtin(name).name, name);
    EXPECT_THAT(builtin(name).description, Not(IsEmpty())) << name;
  }
}

TEST(BuiltinProfiles, CarryTheWorkloadsOfTheSeeds) {
  expect_workload("smoke", 5, 0, 4);
  expect_workload("stress", 10, 2, 8);
  expect_workload("cold", 15, 0, 1);
  expect_workload("throughput", 10, 2, 6);
  expect_workload("exec", 10, 2, 1);
  EXPECT_EQ(builtin("streaming").iterations, std::nullopt);
  EXPECT_THAT(builtin("smoke").rules, IsEmpty());
  EXPECT_THAT(builtin("stress").rules, IsEmpty());
}

// The earlier harness's names of the figures.
const std::map<std::string, std::string> kFigures = {
    {"failed_runs_total", "failed_runs_total"},
    {"latency_p95_ms", "latency_ms.p95"},
    {"throughput_mean", "throughput_runs_per_sec.mean"},
    {"peak_fds_mean", "peak_open_fds.mean"},
    {"peak_children_mean", "peak_direct_children.mean"},
    {"build_cmd_mean_ms", "worker_step_timings_ms.build_cmd.mean"},
    {"spawn_proc_mean_ms", "worker_step_timings_ms.spawn_proc.mean"},
    {"monitor_loop_mean_ms", "worker_step_timings_ms.monitor_loop.mean"},
    {"communicate_mean_ms", "worker_step_timings_ms.communicate.mean"},
    {"parse_stats_mean_ms", "worker_step_timings_ms.parse_stats.mean"},
    {"top_sample_count_mean", "top_attach.sample_count.mean"},
    {"top_peak_cpu_p95", "top_attach.peak_cpu_pct.p95"},
    {"xctrace_trace_count", "xctrace.trace_count"},
    {"turn_metric_points_mean", "otel_turn_action_stream.turn_metric_points.mean"},
    {"sampled_peak_tree_rss_mean_mb", "process_tree_sampled.peak_tree_rss_mb.mean"},
};

// "PASS: build_cmd_mean_ms=6.10554 <= 25" or "FAIL: peak_fds_mean unavailable; limit=6.0".
struct ExpectedCheck {
  bool pass = false;
  bool available = false;
  std::string figure;
  double value = 0;
  std::string comparison;
  double limit = 0;
};

ExpectedCheck expected_check(const std::string& line) {
  static const std::regex kJudged(R"((PASS|FAIL): (\w+)=(\S+) (<=|>=) (\S+))");
  static const std::regex kUnavailable(R"(FAIL: (\w+) unavailable; limit=(\S+))");
  std::smatch match;
  if (std::regex_match(line, match, kJudged)) {
    return {match[1] == "PASS", true, kFigures.at(match[2]), std::stod(match[3]), match[4], std::stod(match[5])};
  }
  if (!std::regex_match(line, match, kUnavailable)) throw std::runtime_error("no check: " + line);
  return {false, false, kFigures.at(match[1]), 0, "", std::stod(match[2])};
}

void expect_same_check(const ExpectedCheck& expected, const Profile& profile, const Summary& summary) {
  const auto rule =
      std::ranges::find(profile.rules, expected.figure, [](const SlaRule& r) { return to_string(r.path); });
  ASSERT_NE(rule, profile.rules.end());
  const Check ours = check(*rule, summary);
  EXPECT_EQ(rule->limit, expected.limit);
  if (expected.figure == "failed_runs_total" && summary.find(rule->path) == nullptr) {
    // The oldest recording has no such key; the earlier harness counted its failed_iterations instead.
    EXPECT_EQ(summary.failed_iterations.size(), expected.value);
    return;
  }
  if (!expected.available) {
    EXPECT_EQ(ours.status, CheckStatus::not_sampled);
    return;
  }
  EXPECT_EQ(symbol(rule->comparison), expected.comparison);
  EXPECT_EQ(ours.status, expected.pass ? CheckStatus::pass : CheckStatus::fail);
  ASSERT_TRUE(ours.figure);
  EXPECT_NEAR(*ours.figure, expected.value, 1e-5 * std::abs(expected.value));
}

TEST(BuiltinProfiles, CheckRecordedSummariesAsTheEarlierHarnessDid) {
  const auto verdicts = nlohmann::json::parse(read_test_data("v4-expected/profile-verdicts.json"));
  std::map<std::string, std::set<std::string>> covered;
  for (const auto& [name, profiles] : verdicts.items()) {
    const SavedResult recorded = read_saved_result(recorded_text(name), name).value();
    for (const auto& [profile_name, verdict] : profiles.items()) {
      const Profile profile = builtin(profile_name);
      for (const auto& line : verdict.at("checks")) {
        SCOPED_TRACE(testing::Message() << name << ", " << profile_name << ": " << line.get<std::string>());
        const ExpectedCheck expected = expected_check(line.get<std::string>());
        expect_same_check(expected, profile, recorded.summary);
        covered[profile_name].insert(expected.figure);
      }
    }
  }
  for (const auto& [profile_name, figures] : covered) {  // and no rule that the earlier harness did not have
    EXPECT_EQ(figures.size(), builtin(profile_name).rules.size()) << profile_name;
  }
  EXPECT_EQ(covered.size(), 4U);
}

}  // namespace
}  // namespace perfbench
