#include "otlp_export/answer.h"

#include <gmock/gmock.h>

#include "../otlp/otlp_builder.h"

namespace perfbench::otlp_export {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace build = otlp::build;

HttpResponse response_of(int status, std::string body = "", std::string location = "") {
  return {.status = status, .body = std::move(body), .location = std::move(location)};
}

Error refusal(const HttpResponse& response) {
  const auto answer = read_answer(response);
  EXPECT_FALSE(answer);
  return answer ? Error{} : answer.error();
}

TEST(OtlpAnswers, OnlyWhatTheSpecificationNamesIsWorthAnotherAttempt) {
  for (const int status : {429, 502, 503, 504}) EXPECT_TRUE(may_pass(status)) << status;
  for (const int status : {200, 301, 400, 401, 403, 404, 408, 413, 500, 501, 505}) EXPECT_FALSE(may_pass(status));
}

TEST(OtlpAnswers, OfAllThatWasTakenNothingIsToBeSaid) {
  EXPECT_EQ(read_answer(response_of(200)).value(), "");
  EXPECT_EQ(read_answer(response_of(200, build::bytes(1, ""))).value(), "");
  EXPECT_EQ(read_answer(response_of(202, "not protobuf")).value(), "");
}

TEST(OtlpAnswers, WhatWasLeftOutIsToldWithTheReason) {
  const std::string body = build::bytes(1, build::varint(1, 3) + build::bytes(2, "too\x1b[31m old"));
  const std::string note = read_answer(response_of(200, body)).value();
  EXPECT_THAT(note, HasSubstr("left out 3 of the points or spans: too"));
  EXPECT_THAT(note, Not(HasSubstr("\x1b")));
  EXPECT_EQ(read_answer(response_of(200, build::bytes(1, build::varint(1, 2)))).value(),
            "the backend left out 2 of the points or spans");
}

TEST(OtlpAnswers, AWordOfWarningIsToldToo) {
  EXPECT_EQ(read_answer(response_of(200, build::bytes(1, build::bytes(2, "slow down")))).value(),
            "the backend took it, and says: slow down");
}

TEST(OtlpAnswers, ARefusalHasTheBackendsOwnWords) {
  const std::string status = build::varint(1, 3) + build::bytes(2, "no such tenant");
  EXPECT_EQ(refusal(response_of(400, status)).what, "the backend answered HTTP 400");
  EXPECT_EQ(refusal(response_of(400, status)).cause, "no such tenant");
  EXPECT_EQ(refusal(response_of(500, "plain words\r\n")).cause, "plain words");
  EXPECT_EQ(refusal(response_of(400)).kind, ErrorKind::harness);
  EXPECT_LT(refusal(response_of(500, std::string(100'000, 'x'))).cause.size(), 400u);
}

TEST(OtlpAnswers, ARefusalSaysWhatToDoWhereThatIsKnown) {
  EXPECT_THAT(refusal(response_of(401)).advice, HasSubstr("OTEL_EXPORTER_OTLP_HEADERS"));
  EXPECT_THAT(refusal(response_of(403)).advice, HasSubstr("OTEL_EXPORTER_OTLP_HEADERS"));
  EXPECT_THAT(refusal(response_of(404)).advice, HasSubstr("base"));
  EXPECT_THAT(refusal(response_of(301, "", "https://elsewhere")).advice, HasSubstr("redirect"));
}

}  // namespace
}  // namespace perfbench::otlp_export
