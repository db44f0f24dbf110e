#include "reporters/ctest_measurements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <regex>
#include <set>

#include "model/utf8.h"
#include "sample_results.h"

namespace perfbench {
namespace {

struct Element {
  std::string tag;
  std::string type;
  std::string name;
  std::string value;
};

constexpr std::string_view kDetailsOpening = "<CTestDetails>";
constexpr std::string_view kDetailsClosing = "</CTestDetails>\n";

std::string details_of(const RunResult& result) {
  for (const std::string& line : render_ctest_measurements(result)) {
    if (line.starts_with(kDetailsOpening) && line.ends_with(kDetailsClosing)) {
      return line.substr(kDetailsOpening.size(), line.size() - kDetailsOpening.size() - kDetailsClosing.size());
    }
  }
  return "";
}

// All but the details, which are no XML.
std::vector<Element> elements_of(const RunResult& result) {
  std::vector<Element> elements;
  for (const std::string& line : render_ctest_measurements(result)) {
    if (line.starts_with(kDetailsOpening)) continue;
    pugi::xml_document document;
    EXPECT_TRUE(document.load_string(line.c_str())) << line;
    const pugi::xml_node node = document.first_child();
    elements.push_back(
        {node.name(), node.attribute("type").value(), node.attribute("name").value(), node.text().get()});
  }
  return elements;
}

const Element* find(const std::vector<Element>& elements, const std::string& name) {
  for (const Element& element : elements) {
    if (element.name == name) return &element;
  }
  return nullptr;
}

TEST(CtestMeasurements, EachElementIsOneLine) {
  for (const samples::Sample& sample : samples::all()) {
    for (const std::string& line : render_ctest_measurements(sample.result)) {
      EXPECT_TRUE(line.ends_with(">\n"));
      EXPECT_EQ(line.find_first_of("\n\r\x1b"), line.size() - 1);
    }
  }
}

// What CTest 3.25 looks for: no '>' in the opening tag, no '<' in the text.
TEST(CtestMeasurements, EachElementIsOfTheShapeThatCtestFinds) {
  const std::regex shape(R"(<(CTestMeasurement|CTestMeasurementFile)[^<>]*>[^<>]*</\1>\n)");
  for (const samples::Sample& sample : samples::all()) {
    for (const std::string& line : render_ctest_measurements(sample.result)) {
      EXPECT_TRUE(line.starts_with(kDetailsOpening) || std::regex_match(line, shape)) << line;
    }
  }
}

TEST(CtestMeasurements, NamesAreUniqueAndNotTooLongForCdash) {
  for (const samples::Sample& sample : samples::all()) {
    std::set<std::string> names;
    for (const Element& element : elements_of(sample.result)) {
      EXPECT_LE(characters_of(element.name), 70u) << element.name;
      EXPECT_TRUE(names.insert(element.name).second) << element.name;
    }
  }
}

TEST(CtestMeasurements, NumbersArePlainFiniteDecimals) {
  const std::regex decimal("-?[0-9]+(\\.[0-9]+)?");
  for (const samples::Sample& sample : samples::all()) {
    for (const Element& element : elements_of(sample.result)) {
      if (element.type != "numeric/double") continue;
      EXPECT_TRUE(std::regex_match(element.value, decimal)) << element.name << " " << element.value;
    }
  }
}

TEST(CtestMeasurements, TheMainFiguresAreThere) {
  const RunResult result = samples::passing();
  const std::vector<Element> elements = elements_of(result);
  for (const std::string name :
       {"latency_ms.mean", "latency_ms.p50", "latency_ms.p95", "latency_ms.p99", "latency_ms.min", "latency_ms.max",
        "throughput_runs_per_sec.mean", "throughput_runs_per_sec.p50", "max_rss_mb.mean", "max_rss_mb.max",
        "user_cpu_sec.mean", "system_cpu_sec.mean", "cpu_pct.mean", "peak_open_fds.max", "peak_direct_children.max",
        "process_tree_sampled.peak_tree_rss_mb.max", "process_tree_sampled.peak_tree_cpu_pct.p95", "failed_runs_total",
        "successful_runs_total"}) {
    const Element* element = find(elements, name);
    ASSERT_NE(element, nullptr) << name;
    EXPECT_EQ(element->type, "numeric/double");
    EXPECT_EQ(std::stod(element->value), result.summary.value(name)) << name;
  }
}

TEST(CtestMeasurements, AFigureThatACheckNamesIsThereOnceWithLimitAndMargin) {
  RunResult result = samples::passing();
  result.judgement.checks.push_back(samples::check_of("", "top_attach.peak_rss_mb.max", Comparison::less_equal, 8,
                                                      Unit::megabytes,
                                                      result.summary.value("top_attach.peak_rss_mb.max")));
  const std::vector<Element> elements = elements_of(result);
  ASSERT_NE(find(elements, "top_attach.peak_rss_mb.max"), nullptr);
  EXPECT_EQ(find(elements, "top_attach.peak_rss_mb.max")->value, "3.9375");
  EXPECT_EQ(find(elements, "top_attach.peak_rss_mb.max.limit")->value, "8");
  EXPECT_EQ(find(elements, "top_attach.peak_rss_mb.max.margin_pct")->value, "50.78125");
  EXPECT_EQ(find(elements, "latency_ms.p95 (2)"), nullptr);
}

TEST(CtestMeasurements, WhatWasNotMeasuredIsLeftOut) {
  const std::vector<Element> elements = elements_of(samples::interrupted());
  EXPECT_EQ(find(elements, "latency_ms.mean"), nullptr);
  EXPECT_EQ(find(elements, "failed_runs_total")->value, "0");
}

TEST(CtestMeasurements, TheVerdictIsText) {
  const std::vector<Element> elements = elements_of(samples::failing());
  EXPECT_EQ(find(elements, "verdict")->type, "text/string");
  EXPECT_EQ(find(elements, "verdict")->value, "fail");
}

TEST(CtestMeasurements, TheReportsAreAttachedByTheirAbsolutePaths) {
  const std::vector<Element> elements = elements_of(samples::passing());
  EXPECT_EQ(find(elements, "summary.json")->tag, "CTestMeasurementFile");
  EXPECT_EQ(find(elements, "summary.json")->type, "file");
  EXPECT_EQ(find(elements, "summary.json")->value, "/srv/perf-results/startup-20260102-100405/summary.json");
  EXPECT_EQ(find(elements, "summary.md")->value, "/srv/perf-results/startup-20260102-100405/summary.md");
}

TEST(CtestMeasurements, AFileWhosePathCannotBeWrittenIsLeftOut) {
  for (const std::string directory : {"/tmp/a\nb", "/tmp/\xff", "/tmp/\x1b[1m"}) {
    RunResult result = samples::passing();
    result.run_dir = directory;
    EXPECT_EQ(find(elements_of(result), "summary.json"), nullptr) << testing::PrintToString(directory);
  }
}

TEST(CtestMeasurements, DetailsAreTheReasonCutBetweenCharacters) {
  RunResult result = samples::failing();
  result.judgement.reason = std::string(254, 'x') + "é and more";
  EXPECT_EQ(details_of(result), std::string(254, 'x'));
}

TEST(CtestMeasurements, DetailsAreNotEscapedSinceCtestTakesThemAsTheyStand) {
  RunResult result = samples::failing();
  result.judgement.reason = "latency_ms.p95 is 312 ms, limit <= 250 ms & more\n\x1b[31mred";
  EXPECT_EQ(details_of(result), "latency_ms.p95 is 312 ms, limit <= 250 ms & more red");
}

TEST(CtestMeasurements, NoElementHidesInTheDetails) {
  RunResult result = samples::failing();
  result.judgement.reason = "</CTestDetails><CTestMeasurement type=\"text/string\" name=\"x\">1</CTestMeasurement>";
  EXPECT_EQ(details_of(result),
            "< /CTestDetails>< CTestMeasurement type=\"text/string\" name=\"x\">1< /CTestMeasurement>");
}

TEST(CtestMeasurements, APassHasCtestsOwnWordSoThatNoneOfAnEarlierRunIsKept) {
  EXPECT_EQ(details_of(samples::passing()), "Completed");
}

TEST(CtestMeasurements, APictureIsOneLineOfItsOwn) {
  EXPECT_EQ(render_ctest_picture("latency", "/srv/a & b/latency.png"),
            "<CTestMeasurementFile type=\"image/png\" name=\"latency\">/srv/a &amp; b/latency.png"
            "</CTestMeasurementFile>\n");
  EXPECT_EQ(render_ctest_picture("latency", "/srv/a\nb/latency.png"), "");
}

}  // namespace
}  // namespace perfbench
