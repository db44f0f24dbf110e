#include "cdash/answer.h"

#include <gmock/gmock.h>

#include "model/utf8.h"

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::Not;

HttpResponse response_of(int status, const std::string& body, const std::string& location = "") {
  return {.status = status, .body = body, .location = location};
}

std::string cdash_answer(const std::string& inside) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<cdash version=\"3.10.2\">\n" + inside + "\n</cdash>\n";
}

Error refusal_to_take(int status, const std::string& body, const std::string& location = "") {
  const auto id = build_id_of(response_of(status, body, location), "Test.xml");
  EXPECT_FALSE(id) << body << " gave the id " << (id ? *id : "");
  if (id) return {};
  EXPECT_EQ(id.error().kind, ErrorKind::harness);
  EXPECT_EQ(id.error().what, "the server did not take Test.xml");
  return id.error();
}

TEST(CdashAnswer, AGoodOneHasTheBuildsId) {
  const auto id = build_id_of(
      response_of(200, cdash_answer("  <status>OK</status>\n  <message></message>\n  <buildId>4711</buildId>")), "x");
  ASSERT_TRUE(id) << to_string(id.error());
  EXPECT_EQ(*id, "4711");
}

TEST(CdashAnswer, AnIdIsTakenAsTextWhateverItsSize) {
  const auto id =
      build_id_of(response_of(200, cdash_answer("<status>OK</status><buildId>900719925474099312</buildId>")), "x");
  ASSERT_TRUE(id) << to_string(id.error());
  EXPECT_EQ(*id, "900719925474099312");
}

TEST(CdashAnswer, AnErrorWithStatus200IsOneAllTheSame) {
  const Error error = refusal_to_take(
      200, cdash_answer("<status>ERROR</status><message>Checksum failed for file.</message><buildId>7</buildId>"));
  EXPECT_EQ(error.cause, "HTTP 200: Checksum failed for file.");
}

TEST(CdashAnswer, WithoutAMessageTheStatusIsTold) {
  EXPECT_EQ(refusal_to_take(200, cdash_answer("<status>ERROR</status><message/>")).cause, "HTTP 200: ERROR");
  EXPECT_EQ(refusal_to_take(200, cdash_answer("<buildId>7</buildId>")).cause, "HTTP 200");
  EXPECT_EQ(refusal_to_take(200, cdash_answer("<status>OKAY</status><buildId>7</buildId>")).cause, "HTTP 200: OKAY");
}

TEST(CdashAnswer, OkWithoutAnIdThatIsOneIsAnError) {
  for (const char* id : {"", "<buildId/>", "<buildId>0</buildId>", "<buildId>000</buildId>", "<buildId>-4</buildId>",
                         "<buildId>12x</buildId>", "<buildId> 12</buildId>", "<buildId>1.5</buildId>",
                         "<buildId>1234567890123456789</buildId>"}) {
    EXPECT_EQ(refusal_to_take(200, cdash_answer(std::string("<status>OK</status>") + id)).cause,
              "it said OK, but gave no build id")
        << id;
  }
}

TEST(CdashAnswer, WhatIsNoCdashServerIsToldByItsAnswer) {
  for (const char* body : {"", "OK", "<html><body>Welcome</body></html>", "<other><status>OK</status></other>", "{}",
                           "<cdash><status>OK</status>"}) {
    const Error error = refusal_to_take(200, body);
    EXPECT_EQ(error.cause, "what answers is no CDash server") << body;
    EXPECT_EQ(error.advice, "See the address: --cdash.") << body;
  }
}

TEST(CdashAnswer, NoStatusButTwoHundredIsGoodWhateverTheBody) {
  const std::string good = cdash_answer("<status>OK</status><buildId>7</buildId>");
  for (const int status : {201, 204, 206, 302, 400, 503}) {
    EXPECT_THAT(refusal_to_take(status, good).cause, HasSubstr("HTTP " + std::to_string(status)));
  }
}

TEST(CdashAnswer, TheServersOwnWordsAreTakenOutOfJson) {
  EXPECT_EQ(refusal_to_take(403, R"({"status":1,"description":"Invalid Token"})").cause, "HTTP 403: Invalid Token");
  EXPECT_EQ(refusal_to_take(404, R"({"error":"no such project","code":404})").cause, "HTTP 404: no such project");
  EXPECT_EQ(refusal_to_take(500, R"({"message":"Server Error"})").cause, "HTTP 500: Server Error");
  EXPECT_EQ(refusal_to_take(403, R"({"description":7,"error":"in words"})").cause, "HTTP 403: in words");
}

TEST(CdashAnswer, TheServersOwnWordsAreTakenOutOfXmlAndText) {
  EXPECT_EQ(refusal_to_take(400, cdash_answer("<status>ERROR</status><message>bad MD5</message>")).cause,
            "HTTP 400: bad MD5");
  EXPECT_EQ(refusal_to_take(503, "upstream is away\n").cause, "HTTP 503: upstream is away");
  EXPECT_EQ(refusal_to_take(503, "").cause, "HTTP 503");
}

TEST(CdashAnswer, APageOfHtmlIsNotTold) {
  for (const char* page : {"<html><body>502</body></html>", "<!DOCTYPE html>\n<HTML lang=\"en\">",
                           "\n  <!doctype html><title>Bad Gateway</title>"}) {
    EXPECT_EQ(refusal_to_take(502, page).cause, "HTTP 502") << page;
  }
}

TEST(CdashAnswer, TheServersOwnWordsAreShortAndHarmless) {
  for (const std::string& body :
       {R"({"error":"\u001b[2Jtwo\nlines)" + std::string(5000, 'x') + "\"}",
        cdash_answer("<status>ERROR</status><message>two\nlines" + std::string(5000, 'x') + "</message>"),
        "two\nlines\x1b[31m" + std::string(5000, 'x'), "two lines\xff" + std::string(5000, 'x')}) {
    const std::string cause = refusal_to_take(400, body).cause;
    EXPECT_THAT(cause, testing::StartsWith("HTTP 400: two lines"));
    EXPECT_LT(cause.size(), 250u);
    EXPECT_THAT(cause, Not(HasSubstr("\x1b")));
    EXPECT_EQ(to_valid_utf8(cause), cause);
  }
}

TEST(CdashAnswer, AnAnswerNestedWithoutEndIsNoTrouble) {
  constexpr std::size_t kDeep = 300'000;
  std::string xml;
  for (std::size_t i = 0; i < kDeep; ++i) xml += "<a>";
  EXPECT_EQ(refusal_to_take(200, xml).cause, "what answers is no CDash server");
  EXPECT_THAT(refusal_to_take(500, "{\"error\":" + std::string(kDeep, '[') + std::string(kDeep, ']') + "}").cause,
              HasSubstr("HTTP 500"));
}

struct StatusAdvice {
  int status;
  std::string advice;
};

class AdviceOnStatus : public testing::TestWithParam<StatusAdvice> {};

TEST_P(AdviceOnStatus, SaysWhatToDo) {
  EXPECT_THAT(refusal_to_take(GetParam().status, "").advice, HasSubstr(GetParam().advice));
  const Error asked = refusal_to_tell(response_of(GetParam().status, "why"), "the server does not tell");
  EXPECT_EQ(asked.kind, ErrorKind::harness);
  EXPECT_EQ(asked.what, "the server does not tell");
  EXPECT_EQ(asked.cause, "HTTP " + std::to_string(GetParam().status) + ": why");
  EXPECT_THAT(asked.advice, HasSubstr(GetParam().advice));
}

INSTANTIATE_TEST_SUITE_P(Statuses, AdviceOnStatus,
                         testing::Values(StatusAdvice{301, "sends you on"}, StatusAdvice{302, "sends you on"},
                                         StatusAdvice{307, "sends you on"}, StatusAdvice{308, "sends you on"},
                                         StatusAdvice{400, "--dry-run"}, StatusAdvice{401, "--token-file"},
                                         StatusAdvice{403, "--token-file"}, StatusAdvice{404, "project's name"},
                                         StatusAdvice{429, "too much to do"}, StatusAdvice{500, "fault of its own"},
                                         StatusAdvice{503, "try again later"}),
                         [](const auto& test) { return std::to_string(test.param.status); });

TEST(CdashAnswer, OnlyWhoAsksHearsThatATokenMayNotRead) {
  const std::string advice = "may only submit";
  EXPECT_THAT(refusal_to_tell(response_of(404, ""), "the server does not tell").advice, HasSubstr(advice));
  EXPECT_THAT(refusal_to_take(404, "").advice, Not(HasSubstr(advice)));
}

TEST(CdashAnswer, AStatusWithoutAKnownReasonHasNoAdvice) { EXPECT_EQ(refusal_to_take(418, "").advice, ""); }

TEST(CdashAnswer, ARedirectionNamesItsTargetInOneHarmlessLine) {
  const std::string advice = refusal_to_take(302, "", "https://other.example.org/\x1b[2J\r\nlogin").advice;
  EXPECT_THAT(advice, HasSubstr("https://other.example.org/ login"));
  EXPECT_THAT(advice, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace perfbench
