#include "reporters/json_writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

namespace perfbench {
namespace {

using nlohmann::ordered_json;

std::string written(const auto& value) {
  std::string text;
  JsonWriter writer([&](std::string_view bytes) { text += bytes; });
  writer.value(value);
  writer.finish();
  return text;
}

TEST(JsonWriter, LaysOutNestedValues) {
  std::string text;
  JsonWriter writer([&](std::string_view bytes) { text += bytes; });
  writer.begin_object();
  writer.member("a", ordered_json({{"b", {1, 2.5}}, {"c", ordered_json::object()}}));
  writer.key("d");
  writer.begin_array();
  writer.begin_object();
  writer.member("e", true);
  writer.end_object();
  writer.value(nullptr);
  writer.end_array();
  writer.key("f");
  writer.begin_array();
  writer.end_array();
  writer.member("g", "h");
  writer.end_object();
  writer.finish();
  EXPECT_EQ(text, R"({
  "a": {
    "b": [
      1,
      2.5
    ],
    "c": {}
  },
  "d": [
    {
      "e": true
    },
    null
  ],
  "f": [],
  "g": "h"
}
)");
}

TEST(JsonWriter, ALongArrayIsPassedOnInPieces) {
  std::size_t longest = 0;
  std::string text;
  JsonWriter writer([&](std::string_view bytes) {
    longest = std::max(longest, bytes.size());
    text += bytes;
  });
  writer.begin_array();
  for (int i = 0; i < 100'000; ++i) writer.value(i);
  writer.end_array();
  writer.finish();
  EXPECT_LT(longest, 100U * 1024);
  EXPECT_EQ(ordered_json::parse(text).size(), 100'000U);
}

TEST(JsonWriter, DoublesAreShortestAndReadBackTheSame) {
  EXPECT_EQ(written(488.3653625685902), "488.3653625685902\n");
  EXPECT_EQ(written(0.1), "0.1\n");
  EXPECT_EQ(written(1e100), "1e+100\n");
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> values(0, 1000);
  for (int i = 0; i < 1000; ++i) {
    const double value = values(random);
    EXPECT_EQ(ordered_json::parse(written(value)).get<double>(), value);
  }
}

TEST(JsonWriter, DoublesStayDoubles) { EXPECT_EQ(written(5.0), "5.0\n"); }

TEST(JsonWriter, WhatIsNotFiniteIsNull) {
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                             -std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(written(value), "null\n");
  }
}

TEST(JsonWriter, BrokenUtf8IsRepairedInKeysAndValues) {
  EXPECT_EQ(written(ordered_json{{"k\xff", "v\xc3"}}), "{\n  \"k\uFFFD\": \"v\uFFFD\"\n}\n");
}

}  // namespace
}  // namespace perfbench
