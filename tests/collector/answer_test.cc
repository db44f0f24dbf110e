#include "collector/answer.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace perfbench::collector {
namespace {

using nlohmann::json;
using otlp::Encoding;
using otlp::Signal;

otlp::Decoded all_taken() { return {.accepted = 3, .rejected = 0, .rejection = {}}; }

otlp::Decoded two_rejected() { return {.accepted = 1, .rejected = 2, .rejection = "why"}; }

TEST(Answer, ToARequestThatWasTakenIsEmptyInItsEncoding) {
  for (const Signal signal : {Signal::metrics, Signal::traces, Signal::logs}) {
    const Answer protobuf = taken(signal, Encoding::protobuf, all_taken());
    EXPECT_EQ(protobuf.status, 200);
    EXPECT_EQ(protobuf.content_type, "application/x-protobuf");
    EXPECT_EQ(protobuf.body, "");
    const Answer as_json = taken(signal, Encoding::json, all_taken());
    EXPECT_EQ(as_json.status, 200);
    EXPECT_EQ(as_json.content_type, "application/json");
    EXPECT_EQ(as_json.body, "{}");
  }
}

TEST(Answer, OfPartialSuccessInProtobufTellsHowManyAndWhy) {
  for (const Signal signal : {Signal::metrics, Signal::traces, Signal::logs}) {
    const Answer answer = taken(signal, Encoding::protobuf, two_rejected());
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "\x0a\x07\x08\x02\x12\x03why");  // {partial_success: {1: 2, 2: "why"}}
  }
}

TEST(Answer, OfPartialSuccessInJsonTellsHowManyOfWhat) {
  const std::vector<std::pair<Signal, const char*>> keys = {
      {Signal::metrics, "rejectedDataPoints"}, {Signal::traces, "rejectedSpans"}, {Signal::logs, "rejectedLogRecords"}};
  for (const auto& [signal, key] : keys) {
    const Answer answer = taken(signal, Encoding::json, two_rejected());
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(json::parse(answer.body), (json{{"partialSuccess", {{key, "2"}, {"errorMessage", "why"}}}}));
  }
}

TEST(Answer, OfAnErrorIsAStatusWithTheCodeThatGoesWithIt) {
  const std::vector<std::pair<int, int>> codes = {{400, 3}, {401, 16}, {403, 7}, {404, 5}, {405, 12},
                                                  {408, 4}, {413, 8},  {415, 3}, {503, 14}};
  for (const auto& [status, code] : codes) {
    const Answer as_json = refused(status, Encoding::json, "no");
    EXPECT_EQ(as_json.status, status);
    EXPECT_EQ(as_json.content_type, "application/json");
    EXPECT_EQ(json::parse(as_json.body), (json{{"code", code}, {"message", "no"}}));
    const Answer as_protobuf = refused(status, Encoding::protobuf, "no");
    EXPECT_EQ(as_protobuf.content_type, "application/x-protobuf");
    EXPECT_EQ(as_protobuf.body, std::string("\x08") + static_cast<char>(code) + "\x12\x02no");
  }
}

TEST(Answer, TellsTheAllowedMethodOnlyToWhoUsedAnother) {
  EXPECT_TRUE(refused(405, Encoding::json, "").tells_allowed_method);
  EXPECT_FALSE(refused(404, Encoding::json, "").tells_allowed_method);
  EXPECT_FALSE(taken(Signal::metrics, Encoding::json, all_taken()).tells_allowed_method);
}

TEST(Answer, InJsonIsSoundWhateverItsMessageHolds) {
  const Answer answer = refused(400, Encoding::json, "byte \xff of \"x\"\n");
  EXPECT_EQ(json::parse(answer.body)["message"], "byte \uFFFD of \"x\"\n");
}

}  // namespace
}  // namespace perfbench::collector
