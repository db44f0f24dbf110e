#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "scripted_ask.h"
#include "series_query.h"

namespace perfbench {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

using Values = std::vector<std::pair<std::string, std::string>>;  // names and values of measurements

struct GraphqlBuild {
  std::string start;
  Values measurements = {{"latency_ms.p95", "12.5"}};
  std::string site = "box";
  std::string name = "Linux";
  int tests = 1;
};

// With `connection` as before CDash 4.8.
json build_node(const GraphqlBuild& build, bool connection) {
  json list = json::array();
  for (const auto& [name, value] : build.measurements) {
    const json measurement = {{"name", name}, {"value", value}};
    list.push_back(connection ? json{{"node", measurement}} : measurement);
  }
  const json measurements = connection ? json{{"edges", list}} : list;
  json tests = json::array();
  for (int i = 0; i < build.tests; ++i) {
    tests.push_back({{"node", {{"name", "startup"}, {"testMeasurements", measurements}}}});
  }
  return {{"name", build.name},
          {"startTime", build.start},
          {"site", {{"name", build.site}}},
          {"tests", {{"edges", tests}}}};
}

std::string page_of(const std::vector<GraphqlBuild>& builds, const std::string& next = "", bool connection = false) {
  json edges = json::array();
  for (const GraphqlBuild& build : builds) edges.push_back({{"node", build_node(build, connection)}});
  const json info = {{"hasNextPage", !next.empty()}, {"endCursor", next.empty() ? json() : json(next)}};
  return json{{"data", {{"project", {{"builds", {{"pageInfo", info}, {"edges", edges}}}}}}}}.dump();
}

std::string graphql_refusal(const std::string& message) { return json{{"errors", {{{"message", message}}}}}.dump(); }

constexpr const char* kUnknownArgument = "Unknown argument \"orderBy\" on field \"builds\" of type \"Project\".";

Result<Series> read_graphql(ScriptedAsk& server, const SeriesQuery& query = series_query()) {
  auto series = read_graphql_series(series_server(), query, kSeriesNow, server.ask());
  EXPECT_EQ(server.answers_left(), 0u);
  return series;
}

Error graphql_error_of(ScriptedAsk& server, const SeriesQuery& query = series_query()) {
  const auto series = read_graphql(server, query);
  EXPECT_FALSE(series);
  return series ? Error{} : series.error();
}

std::vector<double> values_of(const Result<Series>& series) {
  EXPECT_TRUE(series) << (series ? "" : to_string(series.error()));
  std::vector<double> values;
  if (series) {
    for (const TrendPoint& point : series->points) values.push_back(point.value);
  }
  return values;
}

json sent_to(const HttpRequest& request) { return json::parse(request.body); }

TEST(GraphqlSeries, AsksForTheNewestBuildsFirst) {
  ScriptedAsk server({page_of({{.start = "2026-11-21T20:00:00+00:00"}})});
  ASSERT_TRUE(read_graphql(server));
  EXPECT_EQ(server.requests[0].method, "POST");
  EXPECT_EQ(server.requests[0].target, "/CDash/graphql");
  EXPECT_EQ(server.requests[0].content_type, "application/json");
  const json sent = sent_to(server.requests[0]);
  EXPECT_EQ(sent.at("variables"),
            (json{{"project", "My Project"}, {"test", "startup"}, {"metric", "latency_ms.p95"}, {"after", nullptr}}));
  const std::string query = sent.at("query");
  EXPECT_THAT(query, HasSubstr("orderBy: [{column: START_TIME, order: DESC}]"));
  EXPECT_THAT(query, HasSubstr("testMeasurements(filters: {eq: {name: $metric}}) { name value }"));
  EXPECT_THAT(query, Not(HasSubstr("startup"))) << "what is asked for travels in variables";
}

TEST(GraphqlSeries, ReadsTheListOfANewServer) {
  ScriptedAsk server(
      {page_of({{.start = "2026-11-21T20:00:00+00:00", .measurements = {{"latency_ms.p95", "12.5"}}},
                {.start = "2026-11-20T20:00:00.5Z",
                 .measurements = {{"other", "1"}, {"latency_ms.p95", "11"}, {"latency_ms.p951", "2"}}}})});
  const auto series = read_graphql(server);
  EXPECT_THAT(values_of(series), ElementsAre(12.5, 11));
  EXPECT_EQ(series->site, "box");
  EXPECT_EQ(series->build, "Linux");
  EXPECT_EQ(series->points[0].time_ms, 1795291200000);
  EXPECT_EQ(series->points[1].time_ms, 1795204800500);
}

TEST(GraphqlSeries, AServerThatDoesNotSortIsAskedWithoutAnOrder) {
  ScriptedAsk server({graphql_refusal(kUnknownArgument), page_of({{.start = "2026-11-20T20:00:00+00:00"}})});
  EXPECT_THAT(values_of(read_graphql(server)), ElementsAre(12.5));
  const json sent = sent_to(server.requests[1]);
  EXPECT_THAT(sent.at("query").get<std::string>(), Not(HasSubstr("orderBy")));
  EXPECT_THAT(sent.at("query").get<std::string>(), HasSubstr("testMeasurements(filters: {eq: {name: $metric}})"));
  EXPECT_TRUE(sent.at("variables").contains("metric"));
}

TEST(GraphqlSeries, AnOlderServerIsAskedInItsOwnWords) {
  ScriptedAsk server(
      {graphql_refusal(kUnknownArgument), graphql_refusal(kUnknownArgument),
       page_of({{.start = "2026-11-19T20:00:00+00:00", .measurements = {{"x", "1"}, {"latency_ms.p95", "10"}}},
                {.start = "2026-11-20T20:00:00+00:00"}},
               "", true)});
  EXPECT_THAT(values_of(read_graphql(server)), ElementsAre(10, 12.5));
  const json sent = sent_to(server.requests[2]);
  EXPECT_THAT(sent.at("query").get<std::string>(), Not(HasSubstr("orderBy")));
  EXPECT_THAT(sent.at("query").get<std::string>(),
              HasSubstr("testMeasurements(first: 1000) { edges { node { name value } } }"));
  EXPECT_THAT(sent.at("query").get<std::string>(), Not(HasSubstr("$metric")));
  EXPECT_FALSE(sent.at("variables").contains("metric"));
}

TEST(GraphqlSeries, FollowsThePages) {
  ScriptedAsk server({page_of({{.start = "2026-11-21T20:00:00Z"}}, "c1"),
                      page_of({{.start = "2026-11-20T20:00:00Z"}}, "c2"),
                      page_of({{.start = "2026-11-19T20:00:00Z"}})});
  EXPECT_THAT(values_of(read_graphql(server)), SizeIs(3));
  EXPECT_EQ(sent_to(server.requests[0]).at("variables").at("after"), nullptr);
  EXPECT_EQ(sent_to(server.requests[1]).at("variables").at("after"), "c1");
  EXPECT_EQ(sent_to(server.requests[2]).at("variables").at("after"), "c2");
}

TEST(GraphqlSeries, StopsAtTheDaysBackWhereTheServerSorts) {
  SeriesQuery query = series_query();
  query.days = 2;
  ScriptedAsk server({page_of({{.start = "2026-11-19T22:55:25Z"}, {.start = "2026-11-19T22:55:24Z"}}, "c1")});
  EXPECT_THAT(values_of(read_graphql(server, query)), SizeIs(1));
  EXPECT_THAT(server.requests, SizeIs(1));
}

TEST(GraphqlSeries, ReadsEveryPageWhereTheServerDoesNotSort) {
  SeriesQuery query = series_query();
  query.days = 2;
  ScriptedAsk server({graphql_refusal(kUnknownArgument), page_of({{.start = "2026-10-01T20:00:00Z"}}, "c1", true),
                      page_of({{.start = "2026-11-21T20:00:00Z"}}, "", true)});
  EXPECT_THAT(values_of(read_graphql(server, query)), SizeIs(1));
}

// A server whose pages never end.
Ask endless(bool sorts, int& asked) {
  return [sorts, &asked](const HttpRequest& request) -> Result<HttpResponse> {
    ++asked;
    const bool newer = request.body.find("orderBy") != std::string::npos;
    if (newer && !sorts) return HttpResponse{.status = 200, .body = graphql_refusal(kUnknownArgument), .location = ""};
    return HttpResponse{
        .status = 200, .body = page_of({{.start = "2026-11-21T20:00:00Z"}}, "again", !newer), .location = ""};
  };
}

TEST(GraphqlSeries, OfASortedProjectWithoutEndItIsTheNewestBuilds) {
  int asked = 0;
  EXPECT_THAT(values_of(read_graphql_series(series_server(), series_query(), kSeriesNow, endless(true, asked))),
              SizeIs(50));
  EXPECT_EQ(asked, 50);
}

TEST(GraphqlSeries, OfAnUnsortedProjectWithoutEndItIsAnErrorSinceTheNewestMayBeMissing) {
  int asked = 0;
  const auto series = read_graphql_series(series_server(), series_query(), kSeriesNow, endless(false, asked));
  ASSERT_FALSE(series);
  EXPECT_THAT(series.error().cause, HasSubstr("too many builds"));
  EXPECT_EQ(asked, 51);
}

TEST(GraphqlSeries, OnlyTheSiteAndBuildThatAreAskedForCount) {
  SeriesQuery query = series_query();
  query.site = "box";
  query.build = "Linux";
  ScriptedAsk server({page_of({{.start = "2026-11-21T20:00:00Z", .measurements = {{"latency_ms.p95", "1"}}},
                               {.start = "2026-11-21T19:00:00Z", .site = "attic"},
                               {.start = "2026-11-21T18:00:00Z", .name = "Linux-gcc"}})});
  EXPECT_THAT(values_of(read_graphql(server, query)), ElementsAre(1));
}

TEST(GraphqlSeries, SeveralTrendsAreAnErrorThatNamesThem) {
  ScriptedAsk server(
      {page_of({{.start = "2026-11-21T20:00:00Z"}, {.start = "2026-11-21T19:00:00Z", .site = "attic"}})});
  const Error error = graphql_error_of(server);
  EXPECT_EQ(error.kind, ErrorKind::usage);
  EXPECT_EQ(error.advice, "Choose one with --site and --build: attic, Linux; box, Linux.");
}

TEST(GraphqlSeries, TrendsAreToldApartWhateverCommasAreInTheirNames) {
  ScriptedAsk server({page_of({{.start = "2026-11-21T20:00:00Z", .site = "a, b", .name = "c"},
                               {.start = "2026-11-21T19:00:00Z", .site = "a", .name = "b, c"}})});
  EXPECT_THAT(graphql_error_of(server).what, HasSubstr("2 trends"));
}

TEST(GraphqlSeries, BuildsWithoutTheTestDoNotMatter) {
  ScriptedAsk server(
      {page_of({{.start = "2026-11-21T20:00:00Z", .site = "attic", .tests = 0}, {.start = "2026-11-20T20:00:00Z"}})});
  EXPECT_THAT(values_of(read_graphql(server)), ElementsAre(12.5));
}

TEST(GraphqlSeries, AMeasurementThatTheTestDoesNotHaveHasNoPoints) {
  ScriptedAsk server({page_of({{.start = "2026-11-21T20:00:00Z", .measurements = {}}})});
  EXPECT_THAT(values_of(read_graphql(server)), IsEmpty());
}

TEST(GraphqlSeries, ATestThatTheProjectDoesNotHaveIsAnError) {
  ScriptedAsk server({page_of({{.start = "2026-11-21T20:00:00Z", .tests = 0}})});
  EXPECT_EQ(graphql_error_of(server).what, "the project My Project has no test 'startup' in the last 90 days");
}

TEST(GraphqlSeries, AValueThatIsNoNumberIsAnErrorAndNotAskedForAgain) {
  ScriptedAsk server({page_of({{.start = "2026-11-21T20:00:00Z", .measurements = {{"latency_ms.p95", "12 ms"}}}})});
  EXPECT_EQ(graphql_error_of(server).what, "a value of latency_ms.p95 is no number: '12 ms'");
}

TEST(GraphqlSeries, AProjectThatIsNotPublicIsAnError) {
  const std::string answer = R"({"data":{"project":null}})";
  ScriptedAsk server({answer});
  EXPECT_EQ(graphql_error_of(server).cause, "there is no public project My Project");
}

TEST(GraphqlSeries, ARefusalIsToldWithItsCause) {
  ScriptedAsk server({graphql_refusal(kUnknownArgument), graphql_refusal(kUnknownArgument),
                      graphql_refusal("Cannot query field \"builds\".")});
  const Error error = graphql_error_of(server);
  EXPECT_EQ(error.kind, ErrorKind::harness);
  EXPECT_EQ(error.what, "the server does not answer GraphQL");
  EXPECT_EQ(error.cause, "Cannot query field \"builds\".");
  ScriptedAsk absent;
  absent.answer(404, "");
  EXPECT_EQ(graphql_error_of(absent).cause, "HTTP 404");
  ScriptedAsk cut;
  cut.no_answer("cannot connect");
  EXPECT_EQ(graphql_error_of(cut).what, "cannot connect");
}

TEST(GraphqlSeries, AnAnswerOfAnotherFormIsAnError) {
  for (const std::string& body :
       {std::string("[]"), std::string("7"), std::string("{}"), std::string(R"({"data":null})"),
        std::string(R"({"errors":[]})"), std::string(R"({"errors":7})"),
        std::string(R"({"data":{"project":{"builds":{"edges":[{"node":{}}]}}}})"), page_of({{.start = "yesterday"}}),
        page_of({{.start = "9999-12-31T00:00:00Z"}}), page_of({{.start = ""}})}) {
    ScriptedAsk server({body});
    const Error error = graphql_error_of(server);
    EXPECT_EQ(error.what, "the server does not answer GraphQL") << body;
    EXPECT_FALSE(error.cause.empty()) << body;
  }
  ScriptedAsk page({std::string("<html>")});
  EXPECT_EQ(graphql_error_of(page).cause, "its answer is no JSON");
}

TEST(GraphqlSeries, AQuestionThatIsNoTextIsAnError) {
  SeriesQuery query = series_query();
  query.test = "\xff";
  ScriptedAsk server;
  EXPECT_EQ(graphql_error_of(server, query).what, "the server does not answer GraphQL");
}

}  // namespace
}  // namespace perfbench
