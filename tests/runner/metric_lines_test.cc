#include "runner/metric_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Pair;

using Values = std::map<std::string, std::vector<double>>;

MetricLines read(std::string_view text) {
  MetricLines lines;
  lines.feed(text);
  lines.end();
  return lines;
}

Values values_of(const MetricLines& lines) {
  Values values;
  for (const auto& [name, series] : lines.series()) values[name] = series.values;
  return values;
}

Values values_of(std::string_view text) { return values_of(read(text)); }

// `count` times what `element` writes for a number, with commas between.
template <class Element>
std::string joined(int count, Element element) {
  std::string text;
  for (int i = 0; i < count; ++i) text.append(i == 0 ? "" : ",").append(element(i));
  return text;
}

TEST(MetricLines, NumbersOfALineAreValuesOfItsScenario) {
  EXPECT_EQ(values_of(R"({"scenario":"x","per_call_us":51,"calls_per_sec":19535})"),
            (Values{{"x.per_call_us", {51}}, {"x.calls_per_sec", {19535}}}));
}

TEST(MetricLines, NamesAreThoseOfTheFields) {
  const std::vector<std::pair<std::string, Values>> cases = {
      {R"({"a":1})", {{"a", {1}}}},
      {R"({"a":1,"scenario":"late"})", {{"late.a", {1}}}},
      {R"({"scenario":"","a":1})", {{"a", {1}}}},
      {R"({"scenario":7,"a":1})", {{"scenario", {7}}, {"a", {1}}}},
      {R"({"scenario":{"scenario":"inner","a":1}})", {{"scenario.a", {1}}}},
      {R"({"a":{"b":{"c":1},"d":2},"e":3})", {{"a.b.c", {1}}, {"a.d", {2}}, {"e", {3}}}},
      {R"({"µs":1,"\u00b5s":2})", {{"µs", {1, 2}}}},
      {R"({"a":1,"a":2,"b":{"c":3},"b.c":4})", {{"a", {1, 2}}, {"b.c", {3, 4}}}},
      {R"({"":1,"":{"a":2}})", {{"a", {2}}}},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(values_of(text), expected) << text;
}

TEST(MetricLines, OnlyNumbersOutsideOfArraysAreTaken) {
  const std::vector<std::pair<std::string, Values>> cases = {
      {R"({"a":true,"b":null,"c":"1","d":[1,{"e":2},[3]],"f":4})", {{"f", {4}}}},
      {R"({"a":-1,"b":0.5,"c":1e3,"d":18446744073709551615,"e":123456789012345678901234567890,"f":-9223372036854775808})",
       {{"a", {-1}},
        {"b", {0.5}},
        {"c", {1000}},
        {"d", {18446744073709551615.0}},
        {"e", {123456789012345678901234567890.0}},
        {"f", {-9223372036854775808.0}}}},
      {"{}", {}},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(values_of(text), expected) << text;
    EXPECT_EQ(read(text).counts().lines, 1U) << text;
  }
}

TEST(MetricLines, OtherLinesArePassedOverAndCounted) {
  for (const char* line : {"ready", "[1]", "1", "\"a\"", "{", R"({"a":1)", R"({"a":1}})", R"({"a":1} {"a":2})",
                           R"({"a":1,})", R"({'a':1})", R"({"a":NaN})", R"({"a":1,"b":1e999})",
                           "{\"a\":1,\"b\":\"\xFF\"}", "{\"a\xC3\":1}", "\xEF\xBB\xBF{\"a\":1}"}) {
    const MetricLines lines = read(std::string("{\"x\":1}\n") + line + "\n{\"x\":2}\n");
    EXPECT_EQ(values_of(lines), (Values{{"x", {1, 2}}})) << line;
    EXPECT_EQ(lines.counts(), (MetricLines::Counts{.lines = 2, .other_lines = 1})) << line;
  }
}

TEST(MetricLines, LinesEndAsProgramsEndThem) {
  EXPECT_EQ(values_of("{\"a\":1}\r\n \t\r\n\n  {\"a\":2}  \n{\"a\":3}"), (Values{{"a", {1, 2, 3}}}));
  EXPECT_EQ(read("\n\r\n \t\n").counts(), MetricLines::Counts());
  EXPECT_EQ(read("").counts(), MetricLines::Counts());
}

TEST(MetricLines, ALineIsTakenWhenItIsWhole) {
  MetricLines lines;
  lines.feed("{\"a\":1}");
  EXPECT_THAT(lines.series(), IsEmpty());
  lines.feed("\n");
  EXPECT_EQ(values_of(lines), (Values{{"a", {1}}}));
}

TEST(MetricLines, CutsMakeNoDifference) {
  const std::string text = "ready\r\n{\"scenario\":\"µ\",\"a\":{\"b\":1.5}}\r\n\n{\"c\":-2e3}\n{\"c\":3";
  const MetricLines whole = read(text);
  EXPECT_EQ(values_of(whole), (Values{{"µ.a.b", {1.5}}, {"c", {-2000}}}));
  for (std::size_t first = 0; first <= text.size(); ++first) {
    for (std::size_t second = first; second <= text.size(); ++second) {
      MetricLines cut;
      cut.feed(text.substr(0, first));
      cut.feed(text.substr(first, second - first));
      cut.feed(text.substr(second));
      cut.end();
      ASSERT_EQ(cut.series(), whole.series()) << first << ' ' << second;
      ASSERT_EQ(cut.counts(), whole.counts()) << first << ' ' << second;
    }
  }
}

TEST(MetricLines, ASeriesSumsUpAllAndKeepsTheFirstValues) {
  MetricLines lines;
  for (int i = 0; i < 2500; ++i) lines.feed("{\"a\":" + std::to_string(i - 700) + "}\n");
  const MetricSeries& series = lines.series().at("a");
  EXPECT_EQ(series.count, 2500U);
  EXPECT_EQ(series.sum, 2500 * 549.5);
  EXPECT_EQ(series.min, -700);
  EXPECT_EQ(series.max, 1799);
  ASSERT_EQ(series.values.size(), 2000U);
  EXPECT_EQ(series.values.back(), 1299);
  EXPECT_EQ(series.values_dropped(), 500U);
}

TEST(MetricLines, NestingIsFollowedToADepth) {
  const auto nested = [](int objects, const std::string& inner) {
    std::string text;
    for (int i = 0; i < objects; ++i) text += "{\"a\":";
    return text + inner + std::string(static_cast<std::size_t>(objects), '}');
  };
  EXPECT_EQ(values_of(nested(16, "1")), (Values{{"a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a", {1}}}));
  EXPECT_EQ(values_of(nested(15, "{\"b\":1}")), (Values{{"a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.b", {1}}}));
  EXPECT_EQ(read(nested(15, "[1]")).counts().lines, 1U);
  for (const std::string& text : {nested(17, "1"), nested(16, "[]"), nested(1, std::string(30000, '[')),
                                  nested(1, std::string(16, '[') + std::string(16, ']')), nested(9000, "1")}) {
    const MetricLines lines = read("{\"x\":1}\n" + text);
    EXPECT_EQ(values_of(lines), (Values{{"x", {1}}}));
    EXPECT_EQ(lines.counts(), (MetricLines::Counts{.lines = 1, .other_lines = 1}));
  }
}

TEST(MetricLines, ALongLineIsPassedOverHoweverItComes) {
  const auto line_of = [](std::size_t size) { return "{\"a\":1" + std::string(size - 7, ' ') + "}"; };
  constexpr std::size_t kLongest = MetricLines::kLongestLine;
  EXPECT_EQ(values_of(line_of(kLongest)), (Values{{"a", {1}}}));
  const std::string text =
      line_of(kLongest) + "\n" + line_of(kLongest + 1) + "\n" + line_of(3 * kLongest) + "\n{\"b\":2}";
  for (const std::size_t chunk : {text.size(), kLongest, kLongest - 1, std::size_t{1000}}) {
    MetricLines lines;
    for (std::size_t at = 0; at < text.size(); at += chunk) lines.feed(std::string_view(text).substr(at, chunk));
    lines.end();
    EXPECT_EQ(values_of(lines), (Values{{"a", {1}}, {"b", {2}}})) << chunk;
    EXPECT_EQ(lines.counts(), (MetricLines::Counts{.lines = 2, .too_long_lines = 2})) << chunk;
  }
}

TEST(MetricLines, NamesAreBoundedInNumber) {
  const auto numbered = [](int i) { return "\"n" + std::to_string(i) + "\":1"; };
  const MetricLines lines = read("{" + joined(1200, numbered) + "}\n{\"n0\":2,\"n1100\":2}");
  EXPECT_EQ(lines.series().size(), 1000U);
  EXPECT_EQ(lines.counts().dropped_values, 201U);
  EXPECT_THAT(lines.series().at("n0").values, ElementsAre(1, 2));
}

TEST(MetricLines, NamesAreBoundedInLength) {
  const std::string longest(MetricLines::kLongestName, 'x');
  const std::vector<std::pair<std::string, std::uint64_t>> cases = {
      {"{\"" + longest + "\":1}", 0},
      {"{\"" + longest + "x\":1}", 1},
      {"{\"" + longest + "\":{\"a\":1,\"b\":2}}", 2},
      {"{\"scenario\":\"x\",\"" + longest.substr(2) + "\":1}", 0},
      {"{\"scenario\":\"xx\",\"" + longest.substr(2) + "\":1}", 1},
      {"{\"scenario\":\"" + longest + "\",\"a\":1,\"b\":2}", 2},
  };
  for (const auto& [text, dropped] : cases) {
    const MetricLines lines = read(text);
    EXPECT_EQ(lines.counts(), (MetricLines::Counts{.lines = 1, .dropped_values = dropped})) << text;
    EXPECT_EQ(lines.series().size(), dropped == 0 ? 1U : 0U) << text;
  }
}

}  // namespace
}  // namespace perfbench
