#include "cdash/json_answer.h"

#include <gtest/gtest.h>

#include <vector>

namespace perfbench {
namespace {

using nlohmann::json;

std::string nested_lists(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonAnswer, IsWhatTheTextHolds) {
  EXPECT_EQ(parse_json_answer(R"({"a": [1, "b", null], "c": {"d": 2.5}})"),
            (json{{"a", {1, "b", nullptr}}, {"c", {{"d", 2.5}}}}));
}

TEST(JsonAnswer, IsDiscardedWhereTheTextIsNoJson) {
  for (const char* text : {"", "<html>", "{\"a\": 1", "{} {}", "nan", "{\"a\": 1e999}", "\"\xff\""}) {
    EXPECT_TRUE(parse_json_answer(text).is_discarded()) << text;
  }
}

TEST(JsonAnswer, ReachesAsDeepAsCdashsAnswers) {
  const std::string text = R"({"data":{"project":{"builds":{"edges":[{"node":{"tests":{"edges":[{"node":
      {"testMeasurements":{"edges":[{"node":{"name":"latency_ms.p95"}}]}}}]}}}]}}}})";
  EXPECT_EQ(parse_json_answer(text), json::parse(text));
}

TEST(JsonAnswer, LeavesOutWhatIsNestedDeeperThanAnyAnswer) {
  const json answer = parse_json_answer(R"({"good": [1, 2], "deep": )" + nested_lists(300'000) + "}");
  ASSERT_TRUE(answer.is_object());
  EXPECT_EQ(answer.at("good"), (json{1, 2}));
  const std::vector<json> copies(2, answer);  // would need more stack than there is
  EXPECT_LT(copies[1].dump().size(), 200u);
}

}  // namespace
}  // namespace perfbench
