// CDash's REST interface: the newest build that has the test, then the whole history of the measurement in builds of
// the same site and name.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cdash/answer.h"
#include "cdash/series.h"
#include "cdash/url.h"

namespace perfbench {

namespace {

using nlohmann::json;

constexpr int kAnswered = 200;

std::string date_of(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

Result<json> ask_rest(const Ask& ask, const std::string& target, const std::string& what) {
  const auto response = ask({.method = "GET", .target = target, .body = "", .content_type = ""});
  if (!response) return fail(response.error());
  if (response->status != kAnswered) return fail(refusal_of(*response, what));
  json answer = json::parse(response->body, nullptr, false);
  if (answer.is_discarded()) {
    return fail({.kind = ErrorKind::harness,
                 .what = what,
                 .where = "",
                 .cause = "its answer is no JSON",
                 .advice = "See the address: --cdash."});
  }
  return answer;
}

// What is asked for, and by which filters ("is").
std::string tests_target(const CdashServer& server, const SeriesQuery& query,
                         std::chrono::system_clock::time_point now) {
  std::vector<std::pair<std::string, std::string>> filters = {{"testname", query.test}};
  if (!query.site.empty()) filters.emplace_back("site", query.site);
  if (!query.build.empty()) filters.emplace_back("buildname", query.build);
  constexpr std::chrono::hours kDay{24};  // a testing day may begin tomorrow
  QueryParameters parameters = {{"project", query.project},   {"begin", date_of(now - query.days * kDay)},
                                {"end", date_of(now + kDay)}, {"filtercount", std::to_string(filters.size())},
                                {"showfilters", "1"},         {"filtercombine", "and"}};
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    parameters.emplace_back("field" + number, filters[i].first);
    parameters.emplace_back("compare" + number, "61");
    parameters.emplace_back("value" + number, filters[i].second);
  }
  return with_query(server.base_path + "/api/v1/queryTests.php", parameters);
}

// "build/123" -> 123, and 0 for anything else.
long build_id_in(const std::string& link) {
  const std::size_t slash = link.rfind('/');
  const std::string digits = slash == std::string::npos ? "" : link.substr(slash + 1);
  constexpr std::size_t kMostDigits = 15;
  const bool is_number =
      !digits.empty() && digits.size() <= kMostDigits && digits.find_first_not_of("0123456789") == std::string::npos;
  return is_number ? std::stol(digits) : 0;
}

using Trend = std::pair<std::string, std::string>;  // site, build name

// The newest build of each trend that has the test.
std::map<Trend, long> newest_builds(const json& answer, const SeriesQuery& query) {
  std::map<Trend, long> newest;
  for (const json& row : answer.value("builds", json::array())) {
    if (!row.is_object() || row.value("testname", "") != query.test) continue;
    long& id = newest[{row.value("site", ""), row.value("buildName", "")}];
    id = std::max(id, build_id_in(row.value("buildSummaryLink", "")));
  }
  return newest;
}

Result<std::vector<SeriesPoint>> points_of(const json& answer, const SeriesQuery& query) {
  std::vector<SeriesPoint> points;
  const json graph = answer.is_array() && !answer.empty() ? answer.front() : json::object();
  for (const json& entry : graph.value("data", json::array())) {
    const json& y = entry.at("y");
    const auto value = y.is_number() ? Result<double>(y.get<double>())
                                     : series_value(query.metric, y.is_string() ? y.get<std::string>() : y.dump());
    if (!value) return fail(value.error());
    points.push_back({.time_ms = entry.at("x").get<std::int64_t>(), .value = *value});
  }
  return points;
}

Result<Series> read_rest(const CdashServer& server, const SeriesQuery& query, std::chrono::system_clock::time_point now,
                         const Ask& ask) {
  const auto tests = ask_rest(ask, tests_target(server, query, now), "the server does not tell its tests");
  if (!tests) return fail(tests.error());
  const std::map<Trend, long> builds = newest_builds(*tests, query);
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
}

}  // namespace

Result<Series> read_rest_series(const CdashServer& server, const SeriesQuery& query,
                                std::chrono::system_clock::time_point now, const Ask& ask) try {
  return read_rest(server, query, now, ask);
} catch (const json::exception& unexpected) {
  return fail({.kind = ErrorKind::harness,
               .what = "the server's answer is not of the form that CDash has",
               .where = "",
               .cause = unexpected.what(),
               .advice = "See the address: --cdash."});
}

}  // namespace perfbench
