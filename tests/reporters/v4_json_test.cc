#include "reporters/v4_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "model/figure_catalogue.h"
#include "sample_results.h"

namespace perfbench {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const json* at_path(const json& summary, const FigurePath& path) {
  const json* place = &summary;
  for (const std::string& segment : path.segments) {
    if (!place->contains(segment)) return nullptr;
    place = &place->at(segment);
  }
  return place;
}

TEST(V4Json, HoldsEveryFigureOfV4AndAdditionsThatWereMeasured) {
  const RunResult result = samples::passing();
  const json summary = json::parse(samples::v4_text(result))["summary"];
  for (const FigureSpec& spec : figure_catalogue()) {
    const json* value = at_path(summary, spec.path);
    const Measured expected = result.summary.value(spec.path);
    ASSERT_EQ(value != nullptr, expected || !spec.is_addition) << to_string(spec.path);
    if (value == nullptr) continue;
    if (!expected) {
      EXPECT_TRUE(value->is_null()) << to_string(spec.path);
      continue;
    }
    EXPECT_EQ(value->get<double>(), *expected) << to_string(spec.path);
    EXPECT_EQ(value->is_number_integer(), spec.integer) << to_string(spec.path);
  }
}

TEST(V4Json, NamesOfTheWorkersOwnAreKeysAsTheyAre) {
  RunResult result = samples::passing();
  result.summary.figures.push_back({.path = {{"queue_cancel_metrics", "queue.wait \"x\""}}, .value = 3});
  const json summary = json::parse(samples::v4_text(result))["summary"];
  EXPECT_EQ(summary["queue_cancel_metrics"], (json{{"queue.wait \"x\"", 3}}));
}

TEST(V4Json, ObjectsThatAreOpenAreThereWhenEmpty) {
  RunResult result = samples::passing();
  result.summary.sources.clear();
  result.summary.not_measured.clear();
  const json summary = json::parse(samples::v4_text(result))["summary"];
  for (const std::string key : {"queue_cancel_metrics", "sources", "not_measured"}) {
    EXPECT_EQ(summary[key], json::object()) << key;
  }
}

TEST(V4Json, HotspotsAndTracesStandBesideTheirCount) {
  RunResult result = samples::passing();
  result.summary.trace_paths = {"/tmp/perf.data"};
  result.summary.hotspots_top = {
      {.frame = "main", .weight_ms = 1.5, .samples = 3, .module = "app", .share_pct = 12.5, .total_weight_ms = 12},
      {.frame = "free", .weight_ms = 1, .samples = 2}};
  const json xctrace = json::parse(samples::v4_text(result))["summary"]["xctrace"];
  EXPECT_EQ(xctrace["trace_paths"], (json{"/tmp/perf.data"}));
  EXPECT_EQ(xctrace["hotspots_top"], json::array({{{"frame", "main"},
                                                   {"weight_ms", 1.5},
                                                   {"samples", 3},
                                                   {"module", "app"},
                                                   {"share_pct", 12.5},
                                                   {"total_weight_ms", 12}},
                                                  {{"frame", "free"},
                                                   {"weight_ms", 1},
                                                   {"samples", 2},
                                                   {"module", nullptr},
                                                   {"share_pct", nullptr},
                                                   {"total_weight_ms", nullptr}}}));
  EXPECT_TRUE(xctrace.contains("trace_count"));
}

TEST(V4Json, ProfileHoldsNamesOfTheEnvironmentAndNoValues) {
  const std::string text = samples::v4_text(samples::failing());
  EXPECT_THAT(text, Not(HasSubstr("s3cret")));
  EXPECT_EQ(json::parse(text)["profile"]["env"], (json{"API_TOKEN"}));
}

TEST(V4Json, ProfileHoldsEveryOption) {
  RunResult result = samples::failing();
  result.plan.profile_name = "renders";
  const json profile = json::parse(samples::v4_text(result))["profile"];
  EXPECT_EQ(profile["name"], "renders");
  EXPECT_EQ(profile["test_name"], "render");
  EXPECT_EQ(profile["profile"], "cold");
  EXPECT_EQ(profile["phase"], "startup");
  EXPECT_EQ(profile["timeout_sec"], 300);
  EXPECT_EQ(profile["deadline_sec"], 110);
  EXPECT_EQ(profile["probe_interval_ms"], 120);
  EXPECT_EQ(profile["argv"], (json{"./app", "render", "big file.svg"}));
  EXPECT_EQ(profile["home_files"], (json{"config.toml=app/config.toml"}));
  EXPECT_EQ(profile["cpu_affinity"], (json{0, 1}));
  EXPECT_EQ(profile["output"], "file");
  EXPECT_EQ(profile["sla"].size(), 5u);
}

TEST(V4Json, ChecksSayFigureLimitMarginAndReason) {
  const json checks = json::parse(samples::v4_text(samples::failing()))["checks"];
  EXPECT_EQ(checks[1]["figure"], "latency_ms.p95");
  EXPECT_EQ(checks[1]["comparison"], "<=");
  EXPECT_EQ(checks[1]["limit"], 250);
  EXPECT_EQ(checks[1]["status"], "fail");
  EXPECT_EQ(checks[1]["origin"], "profile");
  EXPECT_EQ(checks[1]["origin_name"], "cold");
  EXPECT_LT(checks[1]["margin_pct"], 0);
  EXPECT_EQ(checks[3]["status"], "unavailable");
  EXPECT_EQ(checks[3]["reason"], "telemetry was off");
  EXPECT_TRUE(checks[3]["value"].is_null());
  EXPECT_EQ(checks[4]["status"], "not sampled");
}

TEST(V4Json, AnInterruptedRunIsMarkedAborted) {
  const json result = json::parse(samples::v4_text(samples::interrupted()));
  EXPECT_EQ(result["aborted"], true);
  EXPECT_EQ(result["ending"], "interrupted");
  EXPECT_EQ(result["ending_signal"], 2);
  EXPECT_EQ(result["aborted_workers"], 4);
  EXPECT_EQ(result["iterations"], 0);
  EXPECT_EQ(result["profile"]["iterations"], 20);
  EXPECT_EQ(result["runs"], json::array());
  EXPECT_EQ(json::parse(samples::v4_text(samples::passing()))["aborted"], false);
  EXPECT_EQ(json::parse(samples::v4_text(samples::deadline()))["aborted"], true);
}

TEST(V4Json, TimesAreInUtcWithMilliseconds) {
  const json result = json::parse(samples::v4_text(samples::passing()));
  EXPECT_EQ(result["started_at"], "2026-01-02T10:04:05.678+00:00");
  EXPECT_EQ(result["generated_at"], "2026-01-02T10:04:08.178+00:00");
}

TEST(V4Json, AnIterationFileIsItsEntryWithTheSchemaVersion) {
  const RunResult result = samples::concurrent();
  json entry = json::parse(render_v4_iteration(result.record.iterations[0]));
  EXPECT_EQ(entry["schema_version"], 4);
  entry.erase("schema_version");
  EXPECT_EQ(entry, json::parse(samples::v4_text(result))["runs"][0]);
}

TEST(V4Json, BrokenUtf8AnywhereIsNoError) {
  RunResult result = samples::passing();
  result.run_dir = "/tmp/\xff";
  result.plan.worker.display = "\xc3";
  result.plan.worker.argv = {"\xff"};
  result.environment.hostname = "\x80";
  edit_iteration(result.record.iterations, 0,
                 [](IterationRecord& iteration) { iteration.workers[0].stderr_tail = "\xe2\x82"; });
  result.summary.not_measured["\xff"] = "\xff";
  const json parsed = json::parse(samples::v4_text(result));
  EXPECT_EQ(parsed["run_dir"], "/tmp/\uFFFD");
  EXPECT_THAT(parsed["runs"][0]["stderr_tail"].get<std::string>(), HasSubstr("\uFFFD"));
}

// Every object of the schema with properties, against the object of the result.
void expect_keys_of_schema(const json& schema, const json& definition, const json& value, const std::string& where) {
  if (definition.contains("$ref")) {
    const json::json_pointer place(definition["$ref"].get<std::string>().substr(1));
    return expect_keys_of_schema(schema, schema.at(place), value, where);
  }
  if (!definition.contains("properties")) return;
  std::set<std::string> described;
  std::set<std::string> written;
  for (const auto& property : definition["properties"].items()) {
    described.insert(property.key());
    if (value.contains(property.key())) {
      expect_keys_of_schema(schema, property.value(), value[property.key()], where + "." + property.key());
    }
  }
  for (const auto& member : value.items()) written.insert(member.key());
  EXPECT_EQ(written, described) << where;
  EXPECT_EQ(definition["required"].get<std::set<std::string>>(), described) << where;
}

TEST(V4Json, TheEnvironmentHasTheKeysOfTheSchemaWhetherTheyAreKnownOrNot) {
  const json schema = json::parse(std::ifstream(PERFBENCH_TEST_DATA "/../../docs/schema/v4.schema.json"));
  RunResult result = samples::passing();
  for (const Environment& environment : {result.environment, Environment{}}) {
    result.environment = environment;
    const json written = json::parse(samples::v4_text(result))["environment"];
    expect_keys_of_schema(schema, schema["$defs"]["environment"], written, "environment");
  }
}

TEST(V4Json, WhatIsNotKnownOfTheMachineIsNullAndNeverZero) {
  RunResult result = samples::passing();
  result.environment = {};
  const json environment = json::parse(samples::v4_text(result))["environment"].flatten();
  for (const auto& [key, value] : environment.items()) EXPECT_TRUE(value.is_null()) << key << " " << value;
}

}  // namespace
}  // namespace perfbench
