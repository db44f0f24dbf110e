#include "analysis/saved_run_reader.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "recorded_results.h"

namespace perfbench {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

SavedRun read_run(const std::string& text) {
  auto run = read_saved_run(text, "summary.json");
  EXPECT_TRUE(run) << (run ? "" : to_string(run.error()));
  return run ? std::move(*run) : SavedRun{};
}

std::string refused_run(const std::string& text) {
  const auto run = read_saved_run(text, "summary.json");
  EXPECT_FALSE(run) << text;
  if (run) return "";
  EXPECT_EQ(run.error().kind, ErrorKind::plan);
  EXPECT_EQ(run.error().where, "summary.json");
  return run.error().what;
}

json whole_check() {
  return {{"rule", "latency_ms.p95 <= 250ms"},
          {"figure", "latency_ms.p95"},
          {"comparison", "<="},
          {"limit", 250},
          {"unit", "ms"},
          {"value", 344.4},
          {"margin_pct", -37.8},
          {"status", "fail"},
          {"reason", "too slow"},
          {"origin", "profile"},
          {"origin_name", "cold"}};
}

// A result with these members beside its summary.
std::string run_with(const json& members) {
  json run = members;
  run["summary"] = {{"latency_ms", {{"p95", 344.4}}}};
  if (!run.contains("run_dir")) run["run_dir"] = "/results/startup-20261121-225525";
  return run.dump();
}

TEST(SavedRunReader, ReadsWhatADashboardIsTold) {
  const SavedRun run =
      read_run(run_with({{"started_at", "2026-11-21T22:55:25.123+00:00"},
                         {"generated_at", "2026-11-21T22:56:55.123+00:00"},
                         {"verdict", "fail"},
                         {"reason", "latency_ms.p95 is 344.4 ms"},
                         {"profile", {{"test_name", "my.startup"}, {"measurements", {"latency_.*", "cpu"}}}},
                         {"runs", {{{"duration_ms", 12.5}}, {{"duration_ms", 13}}}}}));
  EXPECT_EQ(run.test_name, "my.startup");
  EXPECT_EQ(run.started_at, "2026-11-21T22:55:25.123+00:00");
  EXPECT_EQ(run.reason, "latency_ms.p95 is 344.4 ms");
  EXPECT_THAT(run.measurements, ElementsAre("latency_.*", "cpu"));
  EXPECT_THAT(run.durations_ms, ElementsAre(12.5, 13));
  EXPECT_EQ(run.result.verdict, "fail");
  EXPECT_EQ(run.result.generated_at, "2026-11-21T22:56:55.123+00:00");
  EXPECT_EQ(run.result.summary.value("latency_ms.p95"), 344.4);
}

TEST(SavedRunReader, WhatIsNotThereIsEmpty) {
  const SavedRun run = read_run(run_with({}));
  EXPECT_EQ(run.started_at, "");
  EXPECT_EQ(run.reason, "");
  EXPECT_THAT(run.checks, IsEmpty());
  EXPECT_THAT(run.measurements, IsEmpty());
  EXPECT_THAT(run.durations_ms, IsEmpty());
  EXPECT_EQ(run.environment.hostname, "");
  EXPECT_EQ(run.environment.cpu_count, std::nullopt);
}

TEST(SavedRunReader, ReadsEachPartOfACheck) {
  const SavedRun run = read_run(run_with({{"checks", {whole_check()}}}));
  ASSERT_THAT(run.checks, SizeIs(1));
  const Check& check = run.checks[0];
  EXPECT_EQ(to_string(check.rule.path), "latency_ms.p95");
  EXPECT_EQ(check.rule.comparison, Comparison::less_equal);
  EXPECT_EQ(check.rule.limit, 250);
  EXPECT_EQ(check.rule.unit, Unit::milliseconds);
  EXPECT_EQ(check.rule.text, "latency_ms.p95 <= 250ms");
  EXPECT_EQ(check.rule.origin_name, "cold");
  EXPECT_EQ(check.status, CheckStatus::fail);
  EXPECT_EQ(check.figure, 344.4);
  EXPECT_EQ(check.margin_pct, -37.8);
  EXPECT_EQ(check.reason, "too slow");
}

TEST(SavedRunReader, KnowsEveryStatusAndUnitByItsName) {
  json checks = json::array();
  const std::vector<std::string> statuses = {"pass", "fail", "unavailable", "not sampled", "not gated"};
  const std::vector<std::string> units = {"ms", "s", "KB", "MB", "%", "runs/s", ""};
  for (const std::string& unit : units) {
    for (const std::string& status : statuses) {
      json check = whole_check();
      check["status"] = status;
      check["unit"] = unit;
      checks.push_back(check);
    }
  }
  const SavedRun run = read_run(run_with({{"checks", checks}}));
  ASSERT_THAT(run.checks, SizeIs(checks.size()));
  for (std::size_t i = 0; i < run.checks.size(); ++i) {
    EXPECT_EQ(to_string(run.checks[i].status), checks[i].at("status").get<std::string>());
    EXPECT_EQ(symbol(run.checks[i].rule.unit), checks[i].at("unit").get<std::string>());
  }
}

TEST(SavedRunReader, AValueThatWasNotMeasuredIsAbsent) {
  json check = whole_check();
  check["value"] = nullptr;
  check.erase("margin_pct");
  check["status"] = "unavailable";
  const SavedRun run = read_run(run_with({{"checks", {check}}}));
  ASSERT_THAT(run.checks, SizeIs(1));
  EXPECT_EQ(run.checks[0].figure, std::nullopt);
  EXPECT_EQ(run.checks[0].margin_pct, std::nullopt);
}

TEST(SavedRunReader, ACheckThatCannotBeReadIsAnError) {
  for (const auto& [member, value] : std::vector<std::pair<std::string, json>>{{"figure", "latency_ms..p95"},
                                                                               {"figure", 7},
                                                                               {"comparison", "<>"},
                                                                               {"comparison", nullptr},
                                                                               {"status", "passed"},
                                                                               {"unit", "hours"},
                                                                               {"unit", "ms "},
                                                                               {"limit", "250"},
                                                                               {"limit", nullptr}}) {
    json check = whole_check();
    check[member] = value;
    EXPECT_EQ(refused_run(run_with({{"checks", {whole_check(), check}}})),
              "this is no v4 result: one of its checks cannot be read")
        << member << value;
  }
  for (const json& checks : {json("x"), json{7}, json{nullptr}, json{{"a", 1}}}) {
    EXPECT_EQ(refused_run(run_with({{"checks", checks}})), "this is no v4 result: one of its checks cannot be read");
  }
  EXPECT_THAT(read_run(run_with({{"checks", nullptr}})).checks, IsEmpty());
}

TEST(SavedRunReader, ReadsTheMachine) {
  const SavedRun run = read_run(run_with({{"environment",
                                           {{"hostname", "bench-01"},
                                            {"os", "Debian"},
                                            {"kernel", "6.1.0"},
                                            {"architecture", "x86_64"},
                                            {"cpu_model", "Xeon"},
                                            {"cpu_count", 4},
                                            {"online_cpu_count", 40},
                                            {"perfbench_version", "0.1.0"},
                                            {"machine_fingerprint", "00112233445566ff"},
                                            {"config_hash", "ff66554433221100"}}}}));
  EXPECT_EQ(run.environment.hostname, "bench-01");
  EXPECT_EQ(run.environment.os, "Debian");
  EXPECT_EQ(run.environment.kernel, "6.1.0");
  EXPECT_EQ(run.environment.architecture, "x86_64");
  EXPECT_EQ(run.environment.cpu_model, "Xeon");
  EXPECT_EQ(run.environment.cpu_count, 4);
  EXPECT_EQ(run.environment.online_cpu_count, 40);
  EXPECT_EQ(run.environment.perfbench_version, "0.1.0");
  EXPECT_EQ(run.environment.machine_fingerprint, "00112233445566ff");
  EXPECT_EQ(run.environment.config_hash, "ff66554433221100");
}

TEST(SavedRunReader, OfAMachineWhatIsOfTheWrongTypeIsAbsent) {
  for (const json& count :
       {json("4"), json(-4), json(4.5), json(nullptr), json(1'000'001), json(18446744073709551615U)}) {
    const SavedRun run = read_run(run_with({{"environment", {{"cpu_count", count}, {"hostname", 7}}}}));
    EXPECT_EQ(run.environment.cpu_count, std::nullopt) << count;
    EXPECT_EQ(run.environment.hostname, "");
  }
  EXPECT_EQ(read_run(run_with({{"environment", {{"cpu_count", 1'000'000}}}})).environment.cpu_count, 1'000'000);
  EXPECT_EQ(read_run(run_with({{"environment", {1, 2}}})).environment.cpu_count, std::nullopt);
}

TEST(SavedRunReader, ADurationThatWasNotMeasuredIsLeftOut) {
  const SavedRun run =
      read_run(run_with({{"runs",
                          {{{"iteration", 1}, {"duration_ms", 1.5}, {"worker_results", {{{"duration_ms", 99}}}}},
                           {{"iteration", 2}, {"duration_ms", nullptr}},
                           {{"iteration", 3}},
                           7,
                           {{"iteration", 4}, {"duration_ms", 2.5}}}}}));
  EXPECT_THAT(run.durations_ms, ElementsAre(1.5, 2.5));
}

TEST(SavedRunReader, ReadsDurationsWhateverStandsBeforeAndAfterTheRuns) {
  const std::string text = R"({"environment": {"hostname": "a", "duration_ms": 1}, "runs": [{"duration_ms": 2}],
      "profile": {"test_name": "t", "measurements": ["x"], "duration_ms": 3}, "summary": {"latency_ms": {"p95": 1}},
      "other": [{"duration_ms": 4}], "run_dir": "/r"})";
  const SavedRun run = read_run(text);
  EXPECT_THAT(run.durations_ms, ElementsAre(2));
  EXPECT_EQ(run.environment.hostname, "a");
  EXPECT_EQ(run.test_name, "t");
  EXPECT_THAT(run.measurements, ElementsAre("x"));
}

TEST(SavedRunReader, MeasurementsThatAreNoTextAreLeftOut) {
  EXPECT_THAT(read_run(run_with({{"profile", {{"measurements", {"a", 7, nullptr, "b"}}}}})).measurements,
              ElementsAre("a", "b"));
}

TEST(SavedRunReader, TheNameIsThatOfTheTestElseOfTheProfileElseOfTheFolder) {
  const json profile = {{"name", "cold"}, {"test_name", "app.cold"}};
  EXPECT_EQ(read_run(run_with({{"profile", profile}})).test_name, "app.cold");
  EXPECT_EQ(read_run(run_with({{"profile", {{"name", "cold"}, {"test_name", ""}}}})).test_name, "cold");
  EXPECT_EQ(read_run(run_with({{"profile", {{"name", "cold"}, {"test_name", 7}}}})).test_name, "cold");
  EXPECT_EQ(read_run(run_with({})).test_name, "startup");
}

TEST(SavedRunReader, TheFoldersNameLosesTheTimeOfTheRun) {
  for (const auto& [folder, name] :
       std::vector<std::pair<std::string, std::string>>{{"/r/startup-20261121-225525", "startup"},
                                                        {"/r/startup-20261121-225525-2", "startup"},
                                                        {"/r/startup-20261121-225525/", "startup"},
                                                        {"startup-20261121-225525", "startup"},
                                                        {"/r/a-20260101-000000-20261121-225525", "a-20260101-000000"},
                                                        {"/r/startup-2026112-225525", "startup-2026112-225525"},
                                                        {"/r/startup-20261121-225525-x", "startup-20261121-225525-x"},
                                                        {"/r/latest", "latest"},
                                                        {"-20261121-225525x", "-20261121-225525x"}}) {
    EXPECT_EQ(read_run(run_with({{"run_dir", folder}})).test_name, name) << folder;
  }
}

TEST(SavedRunReader, TheNameIsOneCleanLine) {
  EXPECT_EQ(read_run(run_with({{"profile", {{"test_name", " start\n up\x1b[2J "}}}})).test_name, "start up");
}

TEST(SavedRunReader, WhatNobodyNamesIsAnError) {
  for (const char* folder : {"", "/", "///", "/r/-20261121-225525", "\n", " "}) {
    EXPECT_EQ(refused_run(run_with({{"run_dir", folder}})), "the result does not say of which test it is") << folder;
  }
}

TEST(SavedRunReader, AFolderOfDigitsWithoutEndIsNoTrouble) {
  const std::string digits = "startup-20261121-225525-" + std::string(300'000, '1');
  EXPECT_EQ(read_run(run_with({{"run_dir", "/r/" + digits}})).test_name, digits);
}

TEST(SavedRunReader, WhatIsNoResultIsAnErrorAsOfTheResultAlone) {
  EXPECT_EQ(refused_run("{}"), "this is no v4 result: it has no object \"summary\"");
  EXPECT_THAT(refused_run(""), HasSubstr("JSON"));
  EXPECT_THAT(refused_run(run_with({}) + "x"), HasSubstr("JSON"));
}

TEST(SavedRunReader, ReadsWhatPerfbenchItselfWrites) {
  for (const std::string name :
       {"passing", "failing", "hostile", "concurrent", "interrupted", "deadline", "emulated"}) {
    const std::string text = read_test_data("golden/" + name + ".summary.json");
    const SavedRun run = read_run(text);
    const auto root = json::parse(text);
    EXPECT_EQ(run.started_at, root.at("started_at").get<std::string>()) << name;
    EXPECT_EQ(run.environment.hostname, root.at("environment").at("hostname").get<std::string>()) << name;
    const auto is_timed = [](const json& iteration) { return iteration.at("duration_ms").is_number(); };
    EXPECT_EQ(std::ssize(run.durations_ms), std::ranges::count_if(root.at("runs"), is_timed)) << name;
    ASSERT_THAT(run.checks, SizeIs(root.at("checks").size())) << name;
    for (std::size_t i = 0; i < run.checks.size(); ++i) {
      const auto& written = root.at("checks").at(i);
      EXPECT_EQ(to_string(run.checks[i].status), written.at("status").get<std::string>());
      EXPECT_EQ(to_string(run.checks[i].rule.path), written.at("figure").get<std::string>());
      EXPECT_EQ(symbol(run.checks[i].rule.comparison), written.at("comparison").get<std::string>());
      EXPECT_EQ(run.checks[i].figure.has_value(), written.at("value").is_number());
    }
  }
}

TEST(SavedRunReader, ReadsEveryRecordedSummary) {
  for (const std::string& name : recorded_names()) {
    const SavedRun run = read_run(recorded_text(name));
    const auto root = json::parse(recorded_text(name));
    EXPECT_THAT(run.durations_ms, SizeIs(root.at("runs").size())) << name;
    EXPECT_FALSE(run.test_name.empty()) << name;
    EXPECT_EQ(run.test_name.find("20260"), std::string::npos) << run.test_name;
    EXPECT_THAT(run.checks, IsEmpty());
  }
}

}  // namespace
}  // namespace perfbench
