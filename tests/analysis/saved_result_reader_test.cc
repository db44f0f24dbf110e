#include "analysis/saved_result_reader.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <random>

#include "recorded_results.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

SavedResult read(const std::string& text) {
  auto result = read_saved_result(text, "summary.json");
  EXPECT_TRUE(result) << (result ? "" : to_string(result.error()));
  return result ? std::move(*result) : SavedResult{};
}

std::string refusal(const std::string& text) {
  const auto result = read_saved_result(text, "summary.json");
  EXPECT_FALSE(result) << text;
  if (result) return "";
  EXPECT_EQ(result.error().kind, ErrorKind::plan);
  EXPECT_EQ(result.error().where, "summary.json");
  return result.error().what;
}

std::string with_summary(const std::string& members) {
  return R"({"summary": {"latency_ms": {"mean": 1})" + members + "}}";
}

TEST(SummaryReader, ReadsWhatTheFileSaysOfTheRun) {
  const SavedResult result = read(R"({"schema_version": 4, "generated_at": "2026-02-23T10:17:56Z", "run_dir": "/r",
      "command": "app --help", "profile": {"name": "startup", "phase": "measure", "iterations": 9}, "iterations": 8,
      "summary": {"latency_ms": {"mean": 1.5}}, "verdict": "pass"})");
  EXPECT_EQ(result.schema_version, 4);
  EXPECT_EQ(result.generated_at, "2026-02-23T10:17:56Z");
  EXPECT_EQ(result.run_dir, "/r");
  EXPECT_EQ(result.command, "app --help");
  EXPECT_EQ(result.profile_name, "startup");
  EXPECT_EQ(result.phase, "measure");
  EXPECT_EQ(result.iterations, 8);
  EXPECT_EQ(result.verdict, "pass");
}

TEST(SummaryReader, OfAKeyThatIsThereTwiceTheLastCounts) {
  const SavedResult result = read(R"({"summary": {"latency_ms": {"mean": 1, "p95": 2, "mean": 3},
      "failed_iterations": [1, 2], "failed_iterations": [4], "not_measured": {"cpu_pct": "a", "cpu_pct": "b"},
      "xctrace": {"trace_paths": ["/a"], "trace_paths": ["/b"]}}})");
  ASSERT_THAT(result.summary.figures, SizeIs(2));
  EXPECT_EQ(result.summary.value("latency_ms.p95"), 2);
  EXPECT_EQ(result.summary.value("latency_ms.mean"), 3);
  EXPECT_THAT(result.summary.failed_iterations, ElementsAre(4));
  EXPECT_THAT(result.summary.not_measured, ElementsAre(Pair("cpu_pct", "b")));
  EXPECT_THAT(result.summary.trace_paths, ElementsAre("/b"));
}

TEST(SummaryReader, NumbersAndNullsBecomeFiguresInTheOrderOfTheFile) {
  const SavedResult result = read(R"({"summary": {"latency_ms": {"p95": 2.5, "mean": null},
      "queue_cancel_metrics": {"queue.wait": 3}, "failed_runs_total": 0}})");
  ASSERT_THAT(result.summary.figures, SizeIs(4));
  EXPECT_EQ(to_string(result.summary.figures[0].path), "latency_ms.p95");
  EXPECT_EQ(result.summary.figures[0].value, 2.5);
  EXPECT_EQ(to_string(result.summary.figures[1].path), "latency_ms.mean");
  EXPECT_EQ(result.summary.figures[1].value, std::nullopt);
  EXPECT_EQ(to_string(result.summary.figures[2].path), R"(queue_cancel_metrics["queue.wait"])");
  EXPECT_EQ(result.summary.figures[2].value, 3);
  EXPECT_EQ(result.summary.figures[3].value, 0);
}

TEST(SummaryReader, ReadsThePartsThatAreNoFigures) {
  const SavedResult result = read(with_summary(R"(, "failed_iterations": [2, 5], "xctrace": {"trace_count": 1,
      "trace_paths": ["a.data", "b.data"], "hotspots_top": [{"frame": "main", "weight_ms": 1.5, "samples": 3},
      {"frame": "free", "weight_ms": 2, "samples": 4}]}, "sources": {"max_rss_kb": "wait4"},
      "not_measured": {"top_attach": "off"})"));
  EXPECT_THAT(result.summary.failed_iterations, ElementsAre(2, 5));
  EXPECT_THAT(result.summary.trace_paths, ElementsAre("a.data", "b.data"));
  ASSERT_THAT(result.summary.hotspots_top, SizeIs(2));
  EXPECT_EQ(result.summary.hotspots_top[0].frame, "main");
  EXPECT_EQ(result.summary.hotspots_top[0].weight_ms, 1.5);
  EXPECT_EQ(result.summary.hotspots_top[0].samples, 3);
  EXPECT_EQ(result.summary.hotspots_top[1].frame, "free");
  EXPECT_EQ(result.summary.hotspots_top[1].weight_ms, 2);
  EXPECT_THAT(result.summary.sources, ElementsAre(Pair("max_rss_kb", "wait4")));
  EXPECT_THAT(result.summary.not_measured, ElementsAre(Pair("top_attach", "off")));
  EXPECT_THAT(result.summary.figures, SizeIs(2));  // the mean and the count of traces
}

TEST(SummaryReader, ReadsWhatAHotspotMayHaveBesides) {
  const SavedResult result = read(with_summary(R"(, "xctrace": {"hotspots_top": [
      {"frame": "main", "weight_ms": 1.5, "samples": 3, "module": "app", "share_pct": 12, "total_weight_ms": 12.5},
      {"frame": "free", "weight_ms": 1, "samples": 2, "module": null, "share_pct": null, "total_weight_ms": null}]})"));
  ASSERT_THAT(result.summary.hotspots_top, SizeIs(2));
  EXPECT_EQ(result.summary.hotspots_top[0].module, "app");
  EXPECT_EQ(result.summary.hotspots_top[0].share_pct, 12);
  EXPECT_EQ(result.summary.hotspots_top[0].total_weight_ms, 12.5);
  EXPECT_EQ(result.summary.hotspots_top[1].module, "");
  EXPECT_EQ(result.summary.hotspots_top[1].share_pct, std::nullopt);
  EXPECT_EQ(result.summary.hotspots_top[1].total_weight_ms, std::nullopt);
}

TEST(SummaryReader, NullInPlaceOfAListIsNoFigure) {
  const SavedResult result =
      read(with_summary(R"(, "failed_iterations": null, "xctrace": {"trace_paths": null, "hotspots_top": null})"));
  EXPECT_THAT(result.summary.figures, SizeIs(1));
}

TEST(SummaryReader, FiguresOutsideOfTheSummaryAreNotTaken) {
  const SavedResult result = read(R"({"summary": {"latency_ms": {"mean": 1}}, "runs": [{"iteration": 1,
      "summary": {"latency_ms": {"mean": 7}}}], "environment": {"cpu_count": 2}})");
  EXPECT_THAT(result.summary.figures, SizeIs(1));
}

TEST(SummaryReader, ReadsEveryRecordedSummaryWhole) {
  const std::vector<std::string> names = recorded_names();
  EXPECT_THAT(names, SizeIs(9));
  for (const std::string& name : names) {
    const SavedResult result = read(recorded_text(name));
    const auto root = nlohmann::json::parse(recorded_text(name));
    EXPECT_EQ(result.command, root.at("command").get<std::string>());
    EXPECT_EQ(result.iterations, root.at("iterations").get<int>());
    EXPECT_EQ(result.schema_version, std::nullopt);
    std::size_t leaves = 0;
    const auto flat = root.at("summary").flatten();
    for (const auto& [pointer, value] : flat.items()) {
      const bool of_a_list = pointer.starts_with("/failed_iterations") || pointer.starts_with("/xctrace/trace_paths") ||
                             pointer.starts_with("/xctrace/hotspots_top");
      const bool emptied =
          value.is_null() && root.at("summary").at(nlohmann::json::json_pointer(pointer)).is_structured();
      if (of_a_list || emptied) continue;  // flatten() writes an empty object as null
      ++leaves;
      FigurePath path;
      for (nlohmann::json::json_pointer rest(pointer); !rest.empty(); rest.pop_back()) {
        path.segments.insert(path.segments.begin(), rest.back());
      }
      const Figure* figure = result.summary.find(path);
      ASSERT_NE(figure, nullptr) << name << pointer;
      EXPECT_EQ(figure->value, value.is_null() ? Measured{} : Measured(value.get<double>())) << name << pointer;
    }
    EXPECT_EQ(result.summary.figures.size(), leaves) << name;
  }
}

TEST(SummaryReader, ReadsProfileNamesOfRecordedSummaries) {
  EXPECT_EQ(read(recorded_text("codex-help-cold-v2-20260222-221321")).profile_name, "swarm-cli-startup-cold");
  EXPECT_EQ(read(recorded_text("codex-help-cold-v2-20260222-221321")).phase, "startup");
  EXPECT_EQ(read(recorded_text("attribution-hotspots-v1-20260223-031205")).profile_name, std::nullopt);
  EXPECT_EQ(read(recorded_text("smoke-echo-20260222-070023")).profile_name, std::nullopt);
  EXPECT_THAT(read(recorded_text("queue-cancel-stress-20260222-175827")).summary.failed_iterations,
              ElementsAre(1, 2, 3));
}

TEST(SummaryReader, BrokenJsonTellsItsPlace) {
  EXPECT_EQ(refusal(""), "broken JSON at line 1, column 1");
  EXPECT_EQ(refusal("{\n  \"summary\": {,}}"), "broken JSON at line 2, column 15");
  EXPECT_EQ(refusal("{\"summary\": 1e999}"), "broken JSON at line 1, column 17");
  EXPECT_EQ(refusal(with_summary("") + "x"), "broken JSON at line 1, column 41");
  EXPECT_THAT(refusal("{\"summary\": {\"latency_ms\": {\"mean\": NaN}}}"), HasSubstr("broken JSON"));
}

TEST(SummaryReader, BrokenJsonDoesNotQuoteTheText) {
  const auto result = read_saved_result("{\"a\": \"\x1b[31m\xff\"}", "f");
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().cause, HasSubstr("control character"));
  EXPECT_EQ(result.error().cause.find('\x1b'), std::string::npos);
  const auto number = read_saved_result("{\"a\": 1" + std::string(1000, '0') + "}", "f");
  ASSERT_FALSE(number);
  EXPECT_EQ(number.error().cause, "number overflow");
}

TEST(SummaryReader, WhatIsNoV4ResultIsRefused) {
  EXPECT_THAT(refusal("[]"), HasSubstr("no object \"summary\""));
  EXPECT_THAT(refusal("5"), HasSubstr("no object \"summary\""));
  EXPECT_THAT(refusal("\"summary\""), HasSubstr("no object \"summary\""));
  EXPECT_THAT(refusal(R"({"summary": null})"), HasSubstr("no object \"summary\""));
  EXPECT_THAT(refusal(R"({"summary": [{"latency_ms": {"mean": 1}}]})"), HasSubstr("no object \"summary\""));
  EXPECT_THAT(refusal(R"([{"summary": {"latency_ms": {"mean": 1}}}])"), HasSubstr("no object \"summary\""));
  EXPECT_THAT(refusal(R"({"summary": {"mean": 1}})"), HasSubstr("no figure of v4"));
  EXPECT_THAT(refusal(R"({"schema_version": 5, "summary": {}})"), HasSubstr("schema version 5"));
  for (const std::string version : {"\"4\"", "4.5", "true", "99999999999999999999"}) {
    EXPECT_THAT(refusal(R"({"schema_version": )" + version + R"(, "summary": {"latency_ms": {"mean": 1}}})"),
                HasSubstr("its schema version is no whole number"))
        << version;
  }
}

TEST(SummaryReader, AFigureThatIsNoNumberIsRefused) {
  EXPECT_THAT(refusal(R"({"summary": {"latency_ms": {"mean": "fast"}}})"),
              HasSubstr("summary.latency_ms.mean is a text and should be a number"));
  EXPECT_THAT(refusal(R"({"summary": {"latency_ms": {"mean": true}}})"),
              HasSubstr("summary.latency_ms.mean is true or false and should be a number"));
  for (const std::string entry : {"0", "-1", "1.5", "\"1\"", "null", "true", "99999999999"}) {
    EXPECT_THAT(refusal(with_summary(R"(, "failed_iterations": [)" + entry + "]")), HasSubstr("failed_iterations"))
        << entry;
  }
}

TEST(SummaryReader, EndlessNestingIsRefused) {
  const std::string deep(1000000, '[');
  EXPECT_THAT(refusal(deep), HasSubstr("nested more than"));
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  EXPECT_THAT(refusal(R"({"summary": )" + objects), HasSubstr("nested more than"));
  EXPECT_THAT(refusal(with_summary(R"(, "a": )" + std::string(40, '[') + std::string(40, ']'))),
              HasSubstr("nested more than 32 deep"));
}

TEST(SummaryReader, ReadsManyNamesInNoTime) {
  std::string members;
  for (int i = 0; i < 200000; ++i) members += ",\"m" + std::to_string(i) + "\": 1";
  EXPECT_THAT(read(with_summary(members)).summary.figures, SizeIs(200001));
}

// Whatever the bytes, there is a result or an error, and no crash. Half of the changes put in JSON's own characters.
TEST(SummaryReader, SurvivesDamagedFiles) {
  constexpr std::string_view kCharacters = "{}[]\",:0-e.\\u\n\xff\x00null";
  std::mt19937 random(4);
  int refused = 0;
  for (const std::string& name : recorded_names()) {
    const std::string whole = recorded_text(name);
    for (int round = 0; round < 150; ++round) {
      std::string damaged = whole.substr(0, round % 3 == 0 ? random() % whole.size() : whole.size());
      for (unsigned change = random() % 4; change > 0 && !damaged.empty(); --change) {
        const char put =
            random() % 2 == 0 ? kCharacters[random() % kCharacters.size()] : static_cast<char>(random() % 256);
        damaged[random() % damaged.size()] = put;
      }
      refused += read_saved_result(damaged, name) ? 0 : 1;
    }
  }
  EXPECT_GT(refused, 100);
}

TEST(SummaryReader, SurvivesNoise) {
  std::mt19937 random(5);
  for (int round = 0; round < 2000; ++round) {
    std::string noise(random() % 64, '\0');
    for (char& c : noise) c = static_cast<char>(random() % 256);
    EXPECT_FALSE(read_saved_result(noise, "noise"));
  }
}

TEST(SummaryReader, ReadsTheEmulator) {
  const auto emulator_in = [](const std::string& profile) {
    return read(R"({"profile": )" + profile + R"(, "summary": {"latency_ms": {"mean": 1}}})").emulator;
  };
  EXPECT_THAT(emulator_in(R"({"emulator": ["qemu-arm", "-L", ""]})"), testing::ElementsAre("qemu-arm", "-L", ""));
  EXPECT_THAT(emulator_in(R"({"emulator": []})"), testing::IsEmpty());
  EXPECT_THAT(emulator_in(R"({"argv": ["a"], "other": {"emulator": ["b"]}})"), testing::IsEmpty());
}

}  // namespace
}  // namespace perfbench
