#include "cdash/documents.h"

#include <gmock/gmock.h>
#include <openssl/evp.h>

#include <algorithm>
#include <pugixml.hpp>
#include <regex>

#include "../reporters/golden.h"
#include "model/clean_text.h"
#include "model/utf8.h"
#include "sample_build.h"

namespace perfbench {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// The version of PerfBench is in each document.
std::string without_version(const std::string& xml) {
  const std::regex generator("Generator=\"perfbench-[0-9.]+\"");
  EXPECT_EQ(std::distance(std::sregex_iterator(xml.begin(), xml.end(), generator), std::sregex_iterator()), 1);
  return std::regex_replace(xml, generator, "Generator=\"perfbench-VERSION\"");
}

pugi::xml_document parsed_document(const std::string& xml) {
  pugi::xml_document document;
  const auto result = document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
  EXPECT_TRUE(result) << result.description();
  return document;
}

pugi::xml_node test_at(const pugi::xml_document& document, int index) {
  int at = 0;
  for (const pugi::xml_node test : document.child("Site").child("Testing").children("Test")) {
    if (at++ == index) return test;
  }
  ADD_FAILURE() << "there is no test " << index;
  return {};
}

pugi::xml_node measurement_of(const pugi::xml_node& test, const char* name) {
  return test.child("Results").find_child_by_attribute("NamedMeasurement", "name", name);
}

std::vector<std::string> measurement_names(const pugi::xml_node& test) {
  std::vector<std::string> names;
  for (const pugi::xml_node node : test.child("Results").children("NamedMeasurement")) {
    names.emplace_back(node.attribute("name").value());
  }
  return names;
}

std::string from_base64(std::string text) {
  std::erase(text, '\n');
  std::vector<unsigned char> bytes(text.size());
  const int size =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  EXPECT_GE(size, 0);
  const auto padding = static_cast<std::size_t>(std::ranges::count(text, '='));
  return {bytes.begin(), bytes.begin() + size - static_cast<std::ptrdiff_t>(padding)};
}

TEST(CdashDocuments, AreAsRecorded) {
  expect_golden("cdash.Build.xml", without_version(render_cdash_build(samples::build())));
  expect_golden("cdash.Test.xml", without_version(render_cdash_tests(samples::build(), samples::tests())));
  expect_golden("cdash.Done.xml", render_cdash_done("4711", samples::build().end));
}

TEST(CdashDocuments, OfHostileTextAreAsRecorded) {
  expect_golden("cdash-hostile.Build.xml", without_version(render_cdash_build(samples::hostile_build())));
  expect_golden("cdash-hostile.Test.xml",
                without_version(render_cdash_tests(samples::hostile_build(), samples::hostile_tests())));
  expect_golden("cdash-hostile.Done.xml", render_cdash_done("<4711>&\x1b\xff", samples::build().end));
}

TEST(CdashDocuments, OfATestWithoutAnythingAreAsRecorded) {
  CdashBuild build;
  build.start = build.end = std::chrono::system_clock::time_point();
  expect_golden("cdash-empty.Test.xml", without_version(render_cdash_tests(build, {CdashTest{}})));
}

TEST(CdashDocuments, AreTheSameAtEachCall) {
  EXPECT_EQ(render_cdash_tests(samples::build(), samples::tests()),
            render_cdash_tests(samples::build(), samples::tests()));
  EXPECT_EQ(render_cdash_build(samples::build()), render_cdash_build(samples::build()));
}

TEST(CdashDocuments, NameTheSiteAlikeInBuildAndTest) {
  const auto build = parsed_document(render_cdash_build(samples::build()));
  const auto tests = parsed_document(render_cdash_tests(samples::build(), samples::tests()));
  for (const pugi::xml_document* document : {&build, &tests}) {
    const pugi::xml_node site = document->child("Site");
    EXPECT_STREQ(site.attribute("Name").value(), "perf-box-1");
    EXPECT_STREQ(site.attribute("BuildName").value(), "Linux-x86_64");
    EXPECT_STREQ(site.attribute("BuildStamp").value(), "20261121-225525123456-Nightly");
    EXPECT_STREQ(site.attribute("Hostname").value(), "bench-01");
    EXPECT_STREQ(site.attribute("OSRelease").value(), "6.1.0-18-amd64");
    EXPECT_STREQ(site.attribute("NumberOfLogicalCPU").value(), "40");
  }
}

TEST(CdashDocuments, ANumberOfProcessorsThatIsNotKnownIsLeftOut) {
  const auto document = parsed_document(render_cdash_build(samples::hostile_build()));
  EXPECT_FALSE(document.child("Site").attribute("NumberOfLogicalCPU"));
}

TEST(CdashDocuments, TellTheTimesInUtc) {
  const auto document = parsed_document(render_cdash_tests(samples::build(), {}));
  const pugi::xml_node testing = document.child("Site").child("Testing");
  EXPECT_STREQ(testing.child("StartDateTime").text().get(), "Nov 21 22:55 UTC");
  EXPECT_STREQ(testing.child("StartTestTime").text().get(), "1795301725");
  EXPECT_STREQ(testing.child("EndTestTime").text().get(), "1795301815");
  EXPECT_STREQ(testing.child("ElapsedMinutes").text().get(), "1.500");
}

TEST(CdashDocuments, TheBuildStepTakesNoTime) {
  const auto document = parsed_document(render_cdash_build(samples::build()));
  const pugi::xml_node build = document.child("Site").child("Build");
  EXPECT_STREQ(build.child("StartBuildTime").text().get(), "1795301725");
  EXPECT_STREQ(build.child("EndBuildTime").text().get(), "1795301725");
  EXPECT_STREQ(build.child("ElapsedMinutes").text().get(), "0");
}

TEST(CdashDocuments, ListEachTestAndItsStatus) {
  const auto document = parsed_document(render_cdash_tests(samples::build(), samples::tests()));
  std::vector<std::string> listed;
  for (const pugi::xml_node test : document.child("Site").child("Testing").child("TestList")) {
    listed.emplace_back(test.text().get());
  }
  EXPECT_THAT(listed, ElementsAre("./startup", "./render[4K]"));
  const pugi::xml_node passed = test_at(document, 0);
  EXPECT_STREQ(passed.attribute("Status").value(), "passed");
  EXPECT_STREQ(passed.child("Name").text().get(), "startup");
  EXPECT_STREQ(passed.child("FullName").text().get(), "./startup");
  EXPECT_STREQ(passed.child("FullCommandLine").text().get(), "./app --help 'two words'");
  EXPECT_STREQ(passed.child("Labels").child("Label").text().get(), "perf");
  EXPECT_STREQ(test_at(document, 1).attribute("Status").value(), "failed");
}

TEST(CdashDocuments, MeasurementsKeepTheirOrderAndKind) {
  const auto document = parsed_document(render_cdash_tests(samples::build(), samples::tests()));
  EXPECT_THAT(measurement_names(test_at(document, 0)),
              ElementsAre("Execution Time", "latency_ms.p95", "latency_ms.p95.limit", "verdict", "summary.json",
                          "latency", "Completion Status", "Command Line"));
  const pugi::xml_node test = test_at(document, 0);
  EXPECT_STREQ(measurement_of(test, "latency_ms.p95").attribute("type").value(), "numeric/double");
  EXPECT_STREQ(measurement_of(test, "latency_ms.p95").child("Value").text().get(), "12.5");
  EXPECT_STREQ(measurement_of(test, "verdict").attribute("type").value(), "text/string");
  EXPECT_STREQ(measurement_of(test, "Completion Status").child("Value").text().get(), "Completed");
  EXPECT_STREQ(test.child("Results").child("Measurement").child("Value").text().get(),
               "pass\n  latency_ms.p95 is 12.5 ms\n");
}

TEST(CdashDocuments, TheTimeOfATestIsAPlainDecimalAndLeftOutWhereItIsNotKnown) {
  std::vector<CdashTest> tests = samples::tests();
  tests[0].seconds = 1e-7;
  const auto document = parsed_document(render_cdash_tests(samples::build(), tests));
  EXPECT_STREQ(measurement_of(test_at(document, 0), "Execution Time").child("Value").text().get(), "0.0000001");
  EXPECT_FALSE(measurement_of(test_at(document, 1), "Execution Time"));
}

TEST(CdashDocuments, FilesAreArchivesAndPicturesArePlain) {
  const std::vector<CdashTest> tests = samples::tests();
  const auto document = parsed_document(render_cdash_tests(samples::build(), tests));
  const pugi::xml_node file = measurement_of(test_at(document, 0), "summary.json");
  EXPECT_STREQ(file.attribute("type").value(), "file");
  EXPECT_STREQ(file.attribute("encoding").value(), "base64");
  EXPECT_STREQ(file.attribute("compression").value(), "tar/gzip");
  EXPECT_STREQ(file.attribute("filename").value(), "summary.json");
  EXPECT_EQ(from_base64(file.child("Value").text().get()), tests[0].attachments[0].bytes);
  const pugi::xml_node picture = measurement_of(test_at(document, 0), "latency");
  EXPECT_STREQ(picture.attribute("type").value(), "image/png");
  EXPECT_STREQ(picture.attribute("encoding").value(), "base64");
  EXPECT_FALSE(picture.attribute("compression"));
  EXPECT_FALSE(picture.attribute("filename"));
  EXPECT_EQ(from_base64(picture.child("Value").text().get()), tests[0].attachments[1].bytes);
}

TEST(CdashDocuments, HostileTextIsReadBackAsItsCleanSelf) {
  const std::vector<CdashTest> tests = samples::hostile_tests();
  const auto document = parsed_document(render_cdash_tests(samples::hostile_build(), tests));
  EXPECT_EQ(document.child("Site").attribute("Name").value(), clean_line(samples::hostile_build().site));
  const pugi::xml_node test = test_at(document, 0);
  EXPECT_EQ(test.child("Name").text().get(), clean_line(tests[0].name));
  EXPECT_EQ(test.child("FullCommandLine").text().get(), clean_line(tests[0].command));
  EXPECT_EQ(test.child("Results").child("Measurement").child("Value").text().get(), clean_lines(tests[0].output));
  const std::string name = clean_line(tests[0].measurements[0].name);
  EXPECT_THAT(name, HasSubstr("]]>"));
  EXPECT_EQ(measurement_of(test, name.c_str()).child("Value").text().get(), clean_lines(name));
}

TEST(CdashDocuments, HoldNothingThatXmlOrATerminalCouldNotBear) {
  for (const std::string& xml : {render_cdash_tests(samples::hostile_build(), samples::hostile_tests()),
                                 render_cdash_build(samples::hostile_build()), render_cdash_done("\x1b\x01", {})}) {
    for (const char c : xml) {
      const auto byte = static_cast<unsigned char>(c);
      EXPECT_TRUE((byte >= 0x20 && byte != 0x7f) || c == '\n') << static_cast<int>(byte);
    }
    EXPECT_EQ(to_valid_utf8(xml), xml);
    EXPECT_THAT(std::regex_replace(xml, std::regex("=\"[^\"]*\""), ""), Not(HasSubstr("]]>"))) << "in a text";
    EXPECT_THAT(xml, Not(HasSubstr("<DartMeasurement")));
  }
}

TEST(CdashDocuments, ADoneTellsTheBuildAndTheTime) {
  const auto document = parsed_document(render_cdash_done("4711", std::chrono::system_clock::time_point(1795301725s)));
  EXPECT_STREQ(document.child("Done").child("buildId").text().get(), "4711");
  EXPECT_STREQ(document.child("Done").child("time").text().get(), "1795301725");
}

}  // namespace
}  // namespace perfbench
