// CDash's GraphQL interface: every build of a public project, newest first where the server can sort.
#include <fmt/format.h>

#include <array>
#include <map>

#include "cdash/answer.h"
#include "cdash/json_answer.h"
#include "cdash/series.h"
#include "model/point_in_time.h"

namespace perfbench {

namespace {

using nlohmann::json;

constexpr int kGood = 200;
constexpr const char* kNoGraphql = "the server does not answer GraphQL";
constexpr int kMostPages = 50;  // of a hundred builds

struct Dialect {
  const char* order;         // an argument of builds()
  const char* measurements;  // of a test
};

constexpr const char* kNewestFirst = ", orderBy: [{column: START_TIME, order: DESC}]";
constexpr const char* kChosen = "testMeasurements(filters: {eq: {name: $metric}}) { name value }";
constexpr const char* kAll = "testMeasurements(first: 1000) { edges { node { name value } } }";

// From 4.8 on, where some versions sort and some do not, and before.
constexpr std::array kDialects = {Dialect{kNewestFirst, kChosen}, Dialect{"", kChosen}, Dialect{"", kAll}};

bool sorts(const Dialect& dialect) { return *dialect.order != '\0'; }
bool chooses(const Dialect& dialect) { return dialect.measurements == kChosen; }

HttpRequest graphql_request(const CdashServer& server, const SeriesQuery& query, const Dialect& dialect,
                            const std::string& cursor) {
  const std::string text = fmt::format(
      "query($project: String!, $test: String!{}, $after: String) {{ project(name: $project) {{"
      " builds(first: 100, after: $after{}) {{ pageInfo {{ hasNextPage endCursor }}"
      " edges {{ node {{ name startTime site {{ name }}"
      " tests(filters: {{eq: {{name: $test}}}}) {{ edges {{ node {{ name {} }} }} }} }} }} }} }} }}",
      chooses(dialect) ? ", $metric: String!" : "", dialect.order, dialect.measurements);
  json variables = {{"project", query.project}, {"test", query.test}};
  if (chooses(dialect)) variables["metric"] = query.metric;
  variables["after"] = cursor.empty() ? json() : json(cursor);
  return {.method = "POST",
          .target = server.base_path + "/graphql",
          .body = json{{"query", text}, {"variables", variables}}.dump(),
          .content_type = "application/json"};
}

// Throws json::other_error where it is none.
std::int64_t epoch_ms(const std::string& text) {
  const auto time = parse_iso_time(text);
  if (!time) throw json::other_error::create(501, "a start time that is none", nullptr);
  return std::chrono::duration_cast<std::chrono::milliseconds>(time->time_since_epoch()).count();
}

class Collector {
 public:
  Collector(const SeriesQuery& query, std::chrono::system_clock::time_point now)
      : query_(query),
        oldest_ms_(std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() -
                   query.days * kDayMs) {}

  // False when this build is older than what is wanted.
  Result<bool> add(const json& build) {
    const std::int64_t time_ms = epoch_ms(build.at("startTime"));
    if (time_ms < oldest_ms_) return false;
    const std::string site = build.at("site").at("name");
    const std::string name = build.at("name");
    if ((!query_.site.empty() && site != query_.site) || (!query_.build.empty() && name != query_.build)) return true;
    for (const json& edge : build.at("tests").at("edges")) {
      Series& series = series_[{site, name}];
      series.site = site;
      series.build = name;
      const json& measurements = edge.at("node").at("testMeasurements");
      const bool connection = measurements.is_object();
      for (const json& entry : connection ? measurements.at("edges") : measurements) {
        const json& measurement = connection ? entry.at("node") : entry;
        if (measurement.at("name") != query_.metric) continue;
        const auto value = series_value(query_.metric, measurement.at("value"));
        if (!value) return fail(value.error());
        series.points.push_back({.time_ms = time_ms, .value = *value});
      }
    }
    return true;
  }

  Result<Series> take() {
    if (series_.empty()) return fail(no_such_test(query_));
    if (series_.size() == 1) return std::move(series_.begin()->second);
    std::vector<std::string> names;
    for (const auto& [trend, series] : series_) names.push_back(trend.first + ", " + trend.second);
    return fail(several_trends(query_, names));
  }

 private:
  static constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

  const SeriesQuery& query_;
  std::int64_t oldest_ms_;
  std::map<std::pair<std::string, std::string>, Series> series_;  // by site and build
};

Error graphql_error(const std::string& cause) {
  return {.kind = ErrorKind::harness, .what = kNoGraphql, .where = "", .cause = cause, .advice = ""};
}

// Of the outer kind: the server does not understand this dialect.
tl::expected<Result<Series>, Error> read_in(const Dialect& dialect, const CdashServer& server, const SeriesQuery& query,
                                            std::chrono::system_clock::time_point now, const Ask& ask) {
  const auto give_up = [](Error error) { return Result<Series>(fail(std::move(error))); };
  Collector collector(query, now);
  std::string cursor;
  for (int page = 0; page < kMostPages; ++page) {
    const auto response = ask(graphql_request(server, query, dialect, cursor));
    if (!response) return give_up(response.error());
    if (response->status != kGood) return give_up(refusal_to_tell(*response, kNoGraphql));
    const json answer = parse_json_answer(response->body);
    if (answer.is_discarded()) return give_up(graphql_error("its answer is no JSON"));
    if (answer.contains("errors")) return fail(graphql_error(answer["errors"].at(0).value("message", "")));
    const json& project = answer.at("data").at("project");
    if (project.is_null()) return give_up(graphql_error("there is no public project " + query.project));
    const json& builds = project.at("builds");
    bool older = false;
    for (const json& edge : builds.at("edges")) {
      const auto wanted = collector.add(edge.at("node"));
      if (!wanted) return give_up(wanted.error());
      older = older || !*wanted;
    }
    if (!builds.at("pageInfo").at("hasNextPage") || (older && sorts(dialect))) return collector.take();
    cursor = builds.at("pageInfo").at("endCursor");
  }
  // Where it does not sort, the newest builds may be the ones that are missing.
  if (!sorts(dialect)) return give_up(graphql_error("the project has too many builds to read all of them"));
  return collector.take();
}

}  // namespace

Result<Series> read_graphql_series(const CdashServer& server, const SeriesQuery& query,
                                   std::chrono::system_clock::time_point now, const Ask& ask) try {
  Error not_understood;
  for (const Dialect& dialect : kDialects) {
    auto series = read_in(dialect, server, query, now, ask);
    if (series) return std::move(*series);
    not_understood = series.error();
  }
  return fail(not_understood);
} catch (const json::exception& unexpected) {
  return fail(graphql_error(unexpected.what()));
}

}  // namespace perfbench
