#include "collector/series_registry.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "model/utf8.h"
#include "requests.h"

namespace perfbench::collector {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

SeriesId series_of(SeriesRegistry& registry, const char* name, const Sent& attributes = {}) {
  return registry.find(gauge(name), attributes.view().list);
}

TEST(SeriesRegistry, TellsSeriesApartByNameAndAttributes) {
  SeriesRegistry registry(10);
  const SeriesId plain = series_of(registry, "a");
  const std::set<SeriesId> all = {plain, series_of(registry, "b"), series_of(registry, "a", {{"k", "v"}}),
                                  series_of(registry, "a", {{"k", "w"}}), series_of(registry, "a", {{"l", "v"}})};
  EXPECT_EQ(all.size(), 5U);
  EXPECT_EQ(series_of(registry, "a"), plain);
  EXPECT_FALSE(registry.overflowed());
}

TEST(SeriesRegistry, TakesAttributesInAnyOrder) {
  SeriesRegistry registry(10);
  const SeriesId id = series_of(registry, "a", {{"x", "1"}, {"y", "2"}});
  EXPECT_EQ(series_of(registry, "a", {{"y", "2"}, {"x", "1"}}), id);
  EXPECT_THAT(registry.series(id).attributes, ElementsAre(Pair("x", "1"), Pair("y", "2")));
}

TEST(SeriesRegistry, KeepsNameUnitAndKind) {
  SeriesRegistry registry(10);
  const SeriesId id = registry.find({.name = "a", .unit = "ms", .kind = otlp::MetricKind::summary}, {});
  EXPECT_EQ(registry.series(id).name, "a");
  EXPECT_EQ(registry.series(id).unit, "ms");
  EXPECT_EQ(registry.series(id).kind, otlp::MetricKind::summary);
  EXPECT_THAT(registry.series(id).attributes, IsEmpty());
}

TEST(SeriesRegistry, AddsWhatIsBeyondTheBoundUpByMetric) {
  SeriesRegistry registry(2);
  const SeriesId first = series_of(registry, "a", {{"k", "1"}});
  series_of(registry, "b", {{"k", "1"}});
  const SeriesId over = series_of(registry, "a", {{"k", "2"}});
  EXPECT_TRUE(registry.overflowed());
  EXPECT_EQ(series_of(registry, "a", {{"k", "3"}}), over);
  EXPECT_EQ(registry.series(over).name, "a");
  EXPECT_THAT(registry.series(over).attributes, ElementsAre(Pair("otel.metric.overflow", "true")));
  EXPECT_NE(series_of(registry, "b", {{"k", "2"}}), over);
  EXPECT_EQ(series_of(registry, "a", {{"k", "1"}}), first) << "known ones stay what they are";
}

TEST(SeriesRegistry, AddsUnknownMetricsBeyondTheBoundUpTogether) {
  SeriesRegistry registry(1);
  series_of(registry, "a");
  const SeriesId others = series_of(registry, "b");
  EXPECT_EQ(series_of(registry, "c", {{"k", "1"}}), others);
  EXPECT_EQ(registry.series(others).name, "(other metrics)");
}

TEST(SeriesRegistry, IsBoundedWhateverComes) {
  SeriesRegistry registry(50);
  std::set<SeriesId> ids;
  for (int i = 0; i < 5000; ++i) {
    const std::string text = std::to_string(i);
    ids.insert(series_of(registry, ("m" + std::to_string(i % 100)).c_str(), {{"k", text.c_str()}}));
  }
  EXPECT_LE(ids.size(), 50U + 50U + 1U);
}

TEST(SeriesRegistry, CutsAndCleansNamesAndAttributes) {
  SeriesRegistry registry(10);
  const std::string endless(100'000, 'x');
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "ä";
  const SeriesId id = series_of(registry, endless.c_str(), {{"k\x1b[31m\n", umlauts.c_str()}, {"z", "\xff"}});
  const Series& series = registry.series(id);
  EXPECT_EQ(series.name, std::string(255, 'x'));
  ASSERT_EQ(series.attributes.size(), 2U);
  EXPECT_EQ(series.attributes[0].first.find_first_of("\x1b\n"), std::string::npos);
  EXPECT_LE(series.attributes[0].second.size(), 255U);
  for (const auto& [key, value] : series.attributes) EXPECT_EQ(to_valid_utf8(value), value);
}

TEST(AttributeTexts, AreOfEveryKindOfValue) {
  const std::vector<otlp::Attribute> attributes = {{"bool", true},
                                                   {"double", 0.5},
                                                   {"empty", std::monostate()},
                                                   {"int", std::int64_t{-7}},
                                                   {"no", false},
                                                   {"text", std::string_view("t")}};
  EXPECT_THAT(texts_of(attributes), ElementsAre(Pair("bool", "true"), Pair("double", "0.5"), Pair("empty", ""),
                                                Pair("int", "-7"), Pair("no", "false"), Pair("text", "t")));
}

TEST(AttributeTexts, HaveEachKeyOnceTheFirst) {
  const Sent twice{{"k", "1"}, {"a", "0"}, {"k", "2"}};
  EXPECT_THAT(texts_of(twice.view().list), ElementsAre(Pair("a", "0"), Pair("k", "1")));
}

TEST(AttributeTexts, AreBoundedInNumber) {
  std::vector<std::string> keys;
  for (int i = 0; i < 1000; ++i) keys.push_back(std::to_string(i));
  std::vector<otlp::Attribute> attributes;
  for (const std::string& key : keys) attributes.push_back({key, true});
  EXPECT_EQ(texts_of(attributes).size(), 64U);
}

TEST(SeriesRegistry, GivesThreadsTheSameNumbers) {
  SeriesRegistry registry(100);
  std::vector<std::vector<SeriesId>> seen(4);
  {
    std::vector<std::jthread> threads;
    for (auto& ids : seen) {
      threads.emplace_back([&] {
        for (int i = 0; i < 200; ++i) ids.push_back(series_of(registry, ("m" + std::to_string(i)).c_str()));
      });
    }
  }
  for (const auto& ids : seen) {
    for (std::size_t i = 0; i < 100; ++i) {
      const std::string& name = registry.series(ids[i]).name;
      EXPECT_TRUE(name == "m" + std::to_string(i) || name == "(other metrics)") << name;
    }
  }
}

}  // namespace
}  // namespace perfbench::collector
