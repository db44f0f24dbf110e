#include "reporters/v4_run_entry.h"

#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "reporters/v4_value.h"
#include "sample_results.h"

namespace perfbench {
namespace {

using nlohmann::ordered_json;

ordered_json v4_run_entry(const IterationRecord& iteration) {
  std::string text;
  JsonWriter writer([&](std::string_view bytes) { text += bytes; });
  writer.begin_object();
  write_v4_run_members(writer, iteration);
  writer.end_object();
  writer.finish();
  return ordered_json::parse(text);
}

TEST(V4RunEntry, CountsAreIntegersAndTheRestDoubles) {
  const ordered_json entry = v4_run_entry(samples::iteration_of(1, 20));
  for (const std::string key : {"max_rss_kb", "voluntary_ctx_switches", "involuntary_ctx_switches", "peak_open_fds",
                                "peak_direct_children", "sampled_peak_tree_rss_kb", "top_sample_count"}) {
    EXPECT_TRUE(entry[key].is_number_integer()) << key;
  }
  for (const std::string key : {"duration_ms", "max_rss_mb", "cpu_pct"}) {
    EXPECT_TRUE(entry[key].is_number_float()) << key;
  }
}

TEST(V4RunEntry, AMeanThatIsNoIntegerKeepsItsFraction) {
  IterationRecord iteration = samples::iteration_of(1, 20);
  iteration.figures.peak_open_fds = 4.5;
  EXPECT_EQ(v4_run_entry(iteration)["peak_open_fds"], 4.5);
}

TEST(V4RunEntry, WhatOfV4WasNotMeasuredIsNullAndNeverMissing) {
  IterationRecord iteration;
  iteration.workers.resize(1);
  const ordered_json entry = v4_run_entry(iteration);
  for (const RunFigureSpec& spec : run_figure_specs()) {
    ASSERT_EQ(entry.contains(spec.run_key), !spec.is_addition) << spec.run_key;
    if (spec.is_addition) continue;
    EXPECT_TRUE(entry[std::string(spec.run_key)].is_null()) << spec.run_key;
  }
}

TEST(V4RunEntry, AMegabyteIs1024Kilobytes) {
  IterationRecord iteration = samples::iteration_of(1, 20);
  iteration.figures.max_rss_kb = 1536;
  EXPECT_EQ(v4_run_entry(iteration)["max_rss_mb"], 1.5);
}

TEST(V4RunEntry, OutcomesAreCodesAndWords) {
  const ordered_json exited = v4_run_entry(samples::iteration_of(1, 20, Exited{124}));
  EXPECT_EQ(exited["return_code"], 124);
  EXPECT_EQ(exited["timed_out"], false);
  EXPECT_EQ(exited["outcome"], "exit 124");
  const ordered_json late = v4_run_entry(samples::iteration_of(1, 20, TimedOut{}));
  EXPECT_EQ(late["return_code"], 124);
  EXPECT_EQ(late["timed_out"], true);
  EXPECT_TRUE(late["signal"].is_null());
  const ordered_json killed = v4_run_entry(samples::iteration_of(1, 20, Signaled{SIGSEGV}));
  EXPECT_EQ(killed["return_code"], 128 + SIGSEGV);
  EXPECT_EQ(killed["signal"], SIGSEGV);
}

TEST(V4RunEntry, OneWorkerHasNoWorkerResults) {
  EXPECT_FALSE(v4_run_entry(samples::iteration_of(1, 20)).contains("worker_results"));
}

TEST(V4RunEntry, SeveralWorkersHaveEachItsOwnResult) {
  const ordered_json entry = v4_run_entry(samples::concurrent().record.iterations[0]);
  ASSERT_EQ(entry["worker_results"].size(), 3u);
  EXPECT_EQ(entry["worker_count"], 3);
  EXPECT_EQ(entry["successful_runs"], 1);
  EXPECT_EQ(entry["failed_runs"], 2);
  EXPECT_EQ(entry["return_code"], 1);
  EXPECT_EQ(entry["timed_out"], true);
  EXPECT_EQ(entry["signal"], SIGSEGV);
  EXPECT_EQ(entry["leftover_processes"], 1);
  EXPECT_EQ(entry["worker_results"][1]["worker_id"], 2);
  EXPECT_EQ(entry["worker_results"][1]["return_code"], 124);
  EXPECT_EQ(entry["worker_results"][1]["duration_ms"], 1000.0);
  EXPECT_EQ(entry["worker_results"][2]["stderr_tail"], "a\nb\nc\nd\ne\nf\nassertion failed: size > 0\n");
}

TEST(V4RunEntry, TheStderrOfSeveralSaysWhoWroteIt) {
  const ordered_json entry = v4_run_entry(samples::concurrent().record.iterations[0]);
  EXPECT_EQ(entry["stderr_tail"],
            "worker=1 rc=0: starting\nworker=2 rc=124: waiting for lock\nworker=3 rc=139: c\nworker=3 rc=139: d\n"
            "worker=3 rc=139: e\nworker=3 rc=139: f\nworker=3 rc=139: assertion failed: size > 0");
}

TEST(V4Value, IntegersBeyondADoublesPrecisionStayDoubles) {
  EXPECT_TRUE(v4_number(9007199254740992, true).is_number_integer());
  EXPECT_TRUE(v4_number(1e17, true).is_number_float());
}

}  // namespace
}  // namespace perfbench
