// CDash's REST interface: the newest build that has the test, then the whole history of the measurement in builds of
// the same site and name.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "cdash/rest.h"
#include "cdash/series.h"

namespace perfbench {

namespace {

using nlohmann::json;

using Trend = std::pair<std::string, std::string>;  // site, build name

TestsQuestion question_of(const SeriesQuery& query, std::chrono::system_clock::time_point now) {
  constexpr std::chrono::hours kDay{24};  // a testing day may begin tomorrow
  TestsQuestion question{.project = query.project,
                         .filters = {{"testname", query.test}},
                         .from = now - query.days * kDay,
                         .to = now + kDay};
  if (!query.site.empty()) question.filters.emplace_back("site", query.site);
  if (!query.build.empty()) question.filters.emplace_back("buildname", query.build);
  return question;
}

// The newest build of each trend that has the test.
std::map<Trend, long> newest_builds(const json& rows, const SeriesQuery& query) {
  std::map<Trend, long> newest;
  for (const json& row : rows) {
    if (!rest_text_is(row, "testname", query.test)) continue;
    long& newest_id = newest[{rest_text(row, "site"), rest_text(row, "buildName")}];
    newest_id = std::max(newest_id, rest_id(row, "buildSummaryLink"));
  }
  return newest;
}

// Of a number of milliseconds that a point in time can hold. Throws json::exception for any other.
std::int64_t time_in(const json& x) {
  constexpr double kLatestMs = 9e12;  // in the year 2255
  if (std::abs(x.get<double>()) > kLatestMs) throw json::other_error::create(501, "no point in time", nullptr);
  return x.get<std::int64_t>();
}

Result<std::vector<TrendPoint>> points_of(const json& answer, const SeriesQuery& query) {
  std::vector<TrendPoint> points;
  if (answer == json::array()) return points;
  for (const json& entry : answer.at(0).at("data")) {
    const json& y = entry.at("y");
    const auto value = y.is_number() ? Result<double>(y.get<double>())
                                     : series_value(query.metric, y.is_string() ? y.get<std::string>() : y.dump());
    if (!value) return fail(value.error());
    points.push_back({.time_ms = time_in(entry.at("x")), .value = *value});
  }
  return points;
}

}  // namespace

Result<Series> read_rest_series(const CdashServer& server, const SeriesQuery& query,
                                std::chrono::system_clock::time_point now, const Ask& ask) try {
  const auto rows = ask_for_tests(server, question_of(query, now), ask);
  if (!rows) return fail(rows.error());
  const std::map<Trend, long> builds = newest_builds(*rows, query);
  if (builds.empty()) return fail(no_such_test(query));
  if (builds.size() > 1) {
    std::vector<std::string> names;
    for (const auto& [trend, id] : builds) names.push_back(trend.first + ", " + trend.second);
    return fail(several_trends(query, names));
  }
  const auto& [trend, id] = *builds.begin();
  const std::string target =
      with_query(server.base_path + "/api/v1/testGraph.php", {{"buildid", std::to_string(id)},
                                                              {"testname", query.test},
                                                              {"type", "measurement"},
                                                              {"measurementname", query.metric}});
  const auto graph = ask_rest(ask, target, "the server does not tell the history of " + query.metric);
  if (!graph) return fail(graph.error());
  auto points = points_of(*graph, query);
  if (!points) return fail(points.error());
  return Series{.site = trend.first, .build = trend.second, .points = std::move(*points)};
} catch (const json::exception& unexpected) {
  return fail(unexpected_answer(unexpected.what()));
}

}  // namespace perfbench
