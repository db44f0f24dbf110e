#include "cdash/series.h"

#include <gmock/gmock.h>

#include "scripted_ask.h"
#include "series_query.h"

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* kOneTest =
    R"({"builds":[{"testname":"startup","site":"box","buildName":"Linux","buildSummaryLink":"build/17"}]})";
constexpr const char* kTwoTrends =
    R"({"builds":[{"testname":"startup","site":"box","buildName":"Linux","buildSummaryLink":"build/17"},
                  {"testname":"startup","site":"attic","buildName":"Linux","buildSummaryLink":"build/18"}]})";
constexpr const char* kGraph =
    R"([{"data":[{"x":3000,"y":3},{"x":1000,"y":1},{"x":2000,"y":"2"},{"x":1000,"y":1.5}]}])";

std::string graphql_page(const std::vector<std::string>& sites) {
  std::string edges;
  for (const std::string& site : sites) {
    edges +=
        std::string(edges.empty() ? "" : ",") +
        R"({"node":{"name":"Linux","startTime":"2026-11-21T20:00:00Z","site":{"name":")" + site +
        R"("},"tests":{"edges":[{"node":{"name":"startup","testMeasurements":[{"name":"latency_ms.p95","value":"7"}]}}]}}})";
  }
  return R"({"data":{"project":{"builds":{"pageInfo":{"hasNextPage":false,"endCursor":null},"edges":[)" + edges +
         "]}}}}";
}

Result<Series> read_either(ScriptedAsk& server) {
  auto series = read_series(series_server(), series_query(), kSeriesNow, server.ask());
  EXPECT_EQ(server.answers_left(), 0u);
  return series;
}

Error neither(ScriptedAsk& server) {
  const auto series = read_either(server);
  EXPECT_FALSE(series);
  return series ? Error{} : series.error();
}

TEST(CdashSeries, RestIsAskedFirstAndItsPointsAreSortedByTime) {
  ScriptedAsk server({kOneTest, kGraph});
  const auto series = read_either(server);
  ASSERT_TRUE(series) << to_string(series.error());
  ASSERT_THAT(series->points, SizeIs(4));
  const std::vector<double> expected = {1, 1.5, 2, 3};  // of the same time in the order of the server
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(series->points[i].value, expected[i]) << i;
  EXPECT_EQ(series->points[0].time_ms, 1000);
  EXPECT_EQ(series->points[3].time_ms, 3000);
}

TEST(CdashSeries, GraphqlIsAskedWhereRestRefuses) {
  for (const int status : {401, 403, 404, 500}) {
    ScriptedAsk server;
    server.answer(status, "").answer(200, graphql_page({"box"}));
    const auto series = read_either(server);
    ASSERT_TRUE(series) << status << to_string(series.error());
    EXPECT_THAT(series->points, SizeIs(1));
    EXPECT_EQ(path_of(server.requests[1]), "/CDash/graphql");
  }
}

TEST(CdashSeries, GraphqlIsAskedWhereRestKnowsNoSuchTestOrIsNotUnderstood) {
  for (const char* answer : {R"({"builds":[]})", "<html>", "[]"}) {
    ScriptedAsk server({answer, graphql_page({"box"})});
    EXPECT_TRUE(read_either(server)) << answer;
  }
}

TEST(CdashSeries, SeveralTrendsOfRestAreNotLookedForInGraphql) {
  ScriptedAsk server({kTwoTrends});
  EXPECT_EQ(neither(server).kind, ErrorKind::usage);
}

TEST(CdashSeries, SeveralTrendsOfGraphqlAreAnError) {
  ScriptedAsk server;
  server.answer(404, "").answer(200, graphql_page({"box", "attic"}));
  const Error error = neither(server);
  EXPECT_EQ(error.kind, ErrorKind::usage);
  EXPECT_THAT(error.advice, HasSubstr("attic, Linux; box, Linux"));
}

TEST(CdashSeries, WhereNeitherAnswersTheErrorIsThatOfRest) {
  ScriptedAsk server;
  server.answer(403, R"({"description":"Invalid Token"})").answer(404, "");
  const Error error = neither(server);
  EXPECT_EQ(error.what, "the server does not tell its tests");
  EXPECT_EQ(error.cause, "HTTP 403: Invalid Token");
}

TEST(CdashSeries, AServerThatDoesNotAnswerIsNotAskedForGraphql) {
  ScriptedAsk server;
  server.no_answer("cannot connect");
  EXPECT_EQ(neither(server).what, "cannot connect");
}

TEST(CdashSeries, AServerThatAnsweredOnceIsAskedForGraphql) {
  ScriptedAsk server;
  server.answer(200, kOneTest).no_answer("the connection was cut").answer(200, graphql_page({"box"}));
  EXPECT_TRUE(read_either(server));
}

TEST(CdashSeries, NamesOfTheServerCannotHarmATerminal) {
  ScriptedAsk server({R"({"builds":[{"testname":"startup","site":"bo\u001b[2Jx\n","buildName":"Li\u0007nux",
                         "buildSummaryLink":"build/17"}]})",
                      kGraph});
  const auto series = read_either(server);
  ASSERT_TRUE(series);
  EXPECT_EQ(series->site, "box");
  EXPECT_EQ(series->build, "Linux");
}

TEST(SeriesValue, IsAWholeFiniteNumber) {
  EXPECT_EQ(series_value("m", "12.5").value(), 12.5);
  EXPECT_EQ(series_value("m", "-3").value(), -3);
  EXPECT_EQ(series_value("m", "1.5E+3").value(), 1500);
  EXPECT_EQ(series_value("m", "0").value(), 0);
  for (const std::string text : {"", " 1", "1 ", "1ms", "nan", "inf", "-inf", "0x10", "1,5", "1e999", "one", "--1"}) {
    const auto value = series_value("m", text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().kind, ErrorKind::harness);
    EXPECT_EQ(value.error().what, "a value of m is no number: '" + text + "'");
  }
  EXPECT_LT(series_value("m", std::string(10'000, 'x')).error().what.size(), 100u);
}

TEST(SeriesErrors, NameWhereATestWasLookedFor) {
  SeriesQuery query = series_query();
  query.days = 7;
  EXPECT_EQ(no_such_test(query).what, "the project My Project has no test 'startup' in the last 7 days");
  query.site = "box";
  EXPECT_THAT(no_such_test(query).what, HasSubstr("'startup' on the site box in the last"));
  query.build = "Linux";
  EXPECT_THAT(no_such_test(query).what, HasSubstr("on the site box in the build Linux in the last 7 days"));
  EXPECT_THAT(no_such_test(query).advice, HasSubstr("--days"));
}

TEST(SeriesErrors, NameAtMostTenTrends) {
  std::vector<std::string> trends;
  for (int i = 0; i < 10; ++i) trends.push_back("s" + std::to_string(i) + ", b");
  EXPECT_THAT(several_trends(series_query(), trends).advice, HasSubstr("; s9, b."));
  trends.emplace_back("s10, b");
  trends.emplace_back("s11, b");
  const Error error = several_trends(series_query(), trends);
  EXPECT_EQ(error.what, "the test 'startup' has 12 trends, one for each site and build");
  EXPECT_THAT(error.advice, HasSubstr("; s9, b; and 2 more."));
}

}  // namespace
}  // namespace perfbench
