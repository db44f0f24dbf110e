#include <gmock/gmock.h>

#include "scripted_ask.h"
#include "series_query.h"

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string test_row(const std::string& site, const std::string& build, const std::string& id,
                     const std::string& test = R"("startup")") {
  return R"({"testname":)" + test + R"(,"site":)" + site + R"(,"buildName":)" + build +
         R"(,"buildstarttime":"2026-11-20T22:55:25 UTC","time":"2.5","buildSummaryLink":"build/)" + id +
         R"(","testDetailsLink":"test/99","status":"Passed","statusclass":"normal"})";
}

std::string test_rows(const std::vector<std::string>& rows) {
  std::string all;
  for (const std::string& row : rows) all += (all.empty() ? "" : ",") + row;
  return R"({"title":"CDash : My Project","builds":[)" + all + "]}";
}

std::string box_row(const std::string& id) { return test_row(R"("box")", R"("Linux")", id); }

std::string graph_of(const std::string& points) { return R"([{"label":"latency_ms.p95","data":[)" + points + "]}]"; }

Result<Series> read_from(ScriptedAsk& server, const SeriesQuery& query = series_query()) {
  auto series = read_rest_series(series_server(), query, kSeriesNow, server.ask());
  EXPECT_EQ(server.answers_left(), 0u);
  return series;
}

// Of a server that has the one trend and answers `graph`.
Result<Series> read_graph(const std::string& graph) {
  ScriptedAsk server({test_rows({box_row("17")}), graph});
  return read_from(server);
}

Error error_of(const Result<Series>& series) {
  EXPECT_FALSE(series);
  return series ? Error{} : series.error();
}

TEST(RestSeries, AsksForTheTestsOfTheDaysBackAndOfTomorrow) {
  ScriptedAsk server({test_rows({box_row("17")}), graph_of("")});
  ASSERT_TRUE(read_from(server));
  EXPECT_EQ(server.requests[0].method, "GET");
  EXPECT_EQ(server.requests[0].body, "");
  EXPECT_EQ(path_of(server.requests[0]), "/CDash/api/v1/queryTests.php");
  EXPECT_EQ(parameters_of(server.requests[0]), (std::map<std::string, std::string>{{"project", "My Project"},
                                                                                   {"begin", "2026-08-23"},
                                                                                   {"end", "2026-11-22"},
                                                                                   {"filtercount", "1"},
                                                                                   {"showfilters", "1"},
                                                                                   {"filtercombine", "and"},
                                                                                   {"field1", "testname"},
                                                                                   {"compare1", "61"},
                                                                                   {"value1", "startup"}}));
}

TEST(RestSeries, FiltersBySiteAndBuildWhereTheyAreGiven) {
  SeriesQuery query = series_query();
  query.test = "render & <4K>";
  query.site = "box 1";
  query.build = "Linux+gcc";
  query.days = 1;
  ScriptedAsk server({test_rows({})});
  EXPECT_FALSE(read_from(server, query));
  auto parameters = parameters_of(server.requests[0]);
  EXPECT_EQ(parameters["begin"], "2026-11-20");
  EXPECT_EQ(parameters["filtercount"], "3");
  EXPECT_EQ(parameters["value1"], "render & <4K>");
  EXPECT_EQ(parameters["field2"], "site");
  EXPECT_EQ(parameters["compare2"], "61");
  EXPECT_EQ(parameters["value2"], "box 1");
  EXPECT_EQ(parameters["field3"], "buildname");
  EXPECT_EQ(parameters["compare3"], "61");
  EXPECT_EQ(parameters["value3"], "Linux+gcc");
}

TEST(RestSeries, ABuildAloneIsTheSecondFilter) {
  SeriesQuery query = series_query();
  query.build = "Linux";
  ScriptedAsk server({test_rows({})});
  EXPECT_FALSE(read_from(server, query));
  auto parameters = parameters_of(server.requests[0]);
  EXPECT_EQ(parameters["filtercount"], "2");
  EXPECT_EQ(parameters["field2"], "buildname");
}

TEST(RestSeries, AsksTheNewestBuildForTheHistory) {
  ScriptedAsk server({test_rows({box_row("9"), box_row("123"), box_row("87")}), graph_of("")});
  const auto series = read_from(server);
  ASSERT_TRUE(series);
  EXPECT_EQ(series->site, "box");
  EXPECT_EQ(series->build, "Linux");
  EXPECT_EQ(path_of(server.requests[1]), "/CDash/api/v1/testGraph.php");
  EXPECT_EQ(parameters_of(server.requests[1]),
            (std::map<std::string, std::string>{{"buildid", "123"},
                                                {"testname", "startup"},
                                                {"type", "measurement"},
                                                {"measurementname", "latency_ms.p95"}}));
}

TEST(RestSeries, APointsValueIsANumberOrATextThatHoldsOne) {
  const auto series = read_graph(graph_of(R"({"buildtestid":1,"x":1795215325000,"y":12.5},
      {"buildtestid":2,"x":1795301725000,"y":"13.25"},{"buildtestid":3,"x":1795301725000,"y":14})"));
  ASSERT_TRUE(series) << to_string(series.error());
  ASSERT_THAT(series->points, SizeIs(3));
  EXPECT_EQ(series->points[0].time_ms, 1795215325000);
  EXPECT_EQ(series->points[0].value, 12.5);
  EXPECT_EQ(series->points[1].value, 13.25);
  EXPECT_EQ(series->points[2].value, 14);
}

TEST(RestSeries, AMeasurementThatTheTestDoesNotHaveHasNoPoints) {
  for (const char* graph : {"[]", R"([{"label":"x","data":[]}])"}) {
    const auto series = read_graph(graph);
    ASSERT_TRUE(series) << graph << ": " << to_string(series.error());
    EXPECT_THAT(series->points, IsEmpty()) << graph;
  }
}

TEST(RestSeries, AValueThatIsNoNumberIsAnError) {
  for (const std::string y : {R"("")", R"("12 ms")", R"("nan")", R"("inf")", "null", "true", "[1]", R"({"a":1})"}) {
    const Error error = error_of(read_graph(graph_of(R"({"x":1,"y":)" + y + "}")));
    EXPECT_EQ(error.kind, ErrorKind::harness) << y;
    EXPECT_THAT(error.what, HasSubstr("a value of latency_ms.p95 is no number")) << y;
  }
}

TEST(RestSeries, ATimeThatIsNoneIsAnError) {
  for (const std::string x : {"1e300", "-1e300", "18446744073709551615", "9223372036854775807", "9000000000001",
                              "-9000000000001", "null", R"("1")", "true"}) {
    const Error error = error_of(read_graph(graph_of(R"({"x":)" + x + R"(,"y":1})")));
    EXPECT_EQ(error.what, "the server's answer is not of the form that CDash has") << x;
  }
  EXPECT_EQ(read_graph(graph_of(R"({"x":1.5e12,"y":1})")).value().points.at(0).time_ms, 1'500'000'000'000);
  EXPECT_EQ(read_graph(graph_of(R"({"x":-9e12,"y":1})")).value().points.at(0).time_ms, -9'000'000'000'000);
}

TEST(RestSeries, SeveralTrendsAreAnErrorThatNamesThem) {
  ScriptedAsk server({test_rows({test_row(R"("box")", R"("Linux")", "1"), test_row(R"("box")", R"("Linux-gcc")", "2"),
                                 test_row(R"("attic")", R"("Linux")", "3"), test_row(R"("box")", R"("Linux")", "4")})});
  const Error error = error_of(read_from(server));
  EXPECT_EQ(error.kind, ErrorKind::usage);
  EXPECT_EQ(error.what, "the test 'startup' has 3 trends, one for each site and build");
  EXPECT_EQ(error.advice, "Choose one with --site and --build: attic, Linux; box, Linux; box, Linux-gcc.");
}

TEST(RestSeries, ATestThatTheProjectDoesNotHaveIsAnError) {
  for (const std::string& answer :
       {test_rows({}), std::string("{}"), test_rows({test_row("\"box\"", "\"Linux\"", "1", "\"other\"")})}) {
    ScriptedAsk server({answer});
    const Error error = error_of(read_from(server));
    EXPECT_EQ(error.kind, ErrorKind::harness);
    EXPECT_EQ(error.what, "the project My Project has no test 'startup' in the last 90 days") << answer;
  }
}

// As CDash writes them with PHP's JSON_NUMERIC_CHECK.
TEST(RestSeries, NamesThatLookLikeNumbersMayComeAsSuch) {
  SeriesQuery query = series_query();
  query.test = "1.50";
  ScriptedAsk server({test_rows({test_row("42", "2026", "17", "1.5")}), graph_of(R"({"x":1,"y":2})")});
  const auto series = read_from(server, query);
  ASSERT_TRUE(series) << to_string(series.error());
  EXPECT_EQ(series->site, "42");
  EXPECT_EQ(series->build, "2026");
  EXPECT_EQ(parameters_of(server.requests[1])["testname"], "1.50");
  ScriptedAsk other({test_rows({test_row("42", "2026", "17", "1.6")})});
  EXPECT_THAT(error_of(read_from(other, query)).what, HasSubstr("has no test '1.50'"));
  ScriptedAsk words({test_rows({test_row("42", "2026", "17", "1.5")})});
  EXPECT_THAT(error_of(read_from(words)).what, HasSubstr("has no test 'startup'"));
}

TEST(RestSeries, ALinkWithoutABuildsNumberIsNoNewestBuild) {
  for (const std::string link : {"", "x", "12x", "1234567890123456", "-5"}) {
    ScriptedAsk server({test_rows({box_row(link), box_row("3")}), graph_of("")});
    ASSERT_TRUE(read_from(server)) << link;
    EXPECT_EQ(parameters_of(server.requests[1])["buildid"], "3") << link;
  }
}

TEST(RestSeries, ARefusalIsToldWithTheServersWords) {
  ScriptedAsk tests;
  tests.answer(404, R"({"error":"no access","code":404})");
  const Error refused = error_of(read_from(tests));
  EXPECT_EQ(refused.kind, ErrorKind::harness);
  EXPECT_EQ(refused.what, "the server does not tell its tests");
  EXPECT_EQ(refused.cause, "HTTP 404: no access");
  EXPECT_FALSE(refused.advice.empty());
  ScriptedAsk graph;
  graph.answer(200, test_rows({box_row("17")})).answer(500, "");
  EXPECT_EQ(error_of(read_from(graph)).what, "the server does not tell the history of latency_ms.p95");
}

TEST(RestSeries, WithoutAnAnswerTheErrorIsThatOfTheConnection) {
  ScriptedAsk first;
  first.no_answer("cannot connect");
  EXPECT_EQ(error_of(read_from(first)).what, "cannot connect");
  ScriptedAsk second;
  second.answer(200, test_rows({box_row("17")})).no_answer("the connection was cut");
  EXPECT_EQ(error_of(read_from(second)).what, "the connection was cut");
}

TEST(RestSeries, AnAnswerThatIsNoJsonIsAnError) {
  for (const char* answer : {"", "<html>Welcome</html>", "{\"builds\":[", "{}{}"}) {
    ScriptedAsk server({answer});
    EXPECT_EQ(error_of(read_from(server)).cause, "its answer is no JSON") << answer;
    EXPECT_EQ(error_of(read_graph(answer)).cause, "its answer is no JSON") << answer;
  }
}

TEST(RestSeries, AnErrorInAGoodAnswerIsTold) {
  ScriptedAsk server({R"({"error":"Valid project required"})"});
  const Error error = error_of(read_from(server));
  EXPECT_EQ(error.what, "the server does not tell its tests");
  EXPECT_EQ(error.cause, "Valid project required");
}

TEST(RestSeries, AnAnswerOfAnotherFormIsAnError) {
  for (const char* answer :
       {"[]", "7", "null", R"({"builds":[7]})", R"({"builds":[{}]})", R"({"builds":7})",
        R"({"builds":[{"testname":"startup"}]})", R"({"builds":[{"testname":null,"site":"box","buildName":"Linux"}]})",
        R"({"builds":[{"testname":"startup","site":["box"],"buildName":"Linux"}]})",
        R"({"builds":[{"testname":"startup","site":"box","buildName":"L","buildSummaryLink":[7]}]})"}) {
    ScriptedAsk server({answer});
    const Error error = error_of(read_from(server));
    EXPECT_EQ(error.what, "the server's answer is not of the form that CDash has") << answer;
    EXPECT_EQ(error.advice, "See the address: --cdash.");
  }
  for (const char* graph : {"[7]", "{}", "null", R"([{"label":"x"}])", R"([{"data":7}])", R"([{"data":[7]}])",
                            R"([{"data":[{}]}])", R"([{"data":[{"x":1}]}])", R"([{"data":[{"y":1}]}])"}) {
    EXPECT_EQ(error_of(read_graph(graph)).what, "the server's answer is not of the form that CDash has") << graph;
  }
}

TEST(RestSeries, AnAnswerNestedWithoutEndIsNoTrouble) {
  constexpr std::size_t kDeep = 300'000;
  const std::string deep = std::string(kDeep, '[') + std::string(kDeep, ']');
  ScriptedAsk server({R"({"builds":)" + deep + "}"});
  EXPECT_FALSE(read_from(server));
  EXPECT_FALSE(read_graph(deep));
  EXPECT_FALSE(read_graph(graph_of(R"({"x":1,"y":)" + deep + "}")));
}

}  // namespace
}  // namespace perfbench
