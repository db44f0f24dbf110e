#include "cdash/series.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "model/clean_text.h"
#include "model/utf8.h"

namespace perfbench {

namespace {

Error reading_error(ErrorKind kind, std::string what, std::string advice) {
  return {.kind = kind, .what = std::move(what), .where = "", .cause = "", .advice = std::move(advice)};
}

}  // namespace

Result<double> series_value(const std::string& metric, const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && read_to == end && std::isfinite(value)) return value;
  constexpr std::size_t kMostShown = 60;
  return fail(reading_error(
      ErrorKind::harness, fmt::format("a value of {} is no number: '{}'", metric, cut_to_bytes(text, kMostShown)), ""));
}

Error no_such_test(const SeriesQuery& query) {
  std::string where = query.site.empty() ? "" : " on the site " + query.site;
  if (!query.build.empty()) where += " in the build " + query.build;
  return reading_error(ErrorKind::harness,
                       fmt::format("the project {} has no test '{}'{} in the last {} days", query.project, query.test,
                                   where, query.days),
                       "See the name on the dashboard, or ask for more --days.");
}

Error several_trends(const SeriesQuery& query, const std::vector<std::string>& trends) {
  constexpr std::size_t kMostNamed = 10;
  const std::size_t named = std::min(trends.size(), kMostNamed);
  const std::string more = trends.size() > named ? fmt::format("; and {} more", trends.size() - named) : "";
  return reading_error(
      ErrorKind::usage,
      fmt::format("the test '{}' has {} trends, one for each site and build", query.test, trends.size()),
      fmt::format("Choose one with --site and --build: {}{}.",
                  fmt::join(trends.begin(), trends.begin() + static_cast<std::ptrdiff_t>(named), "; "), more));
}

Result<Series> read_series(const CdashServer& server, const SeriesQuery& query,
                           std::chrono::system_clock::time_point now, const Ask& ask) {
  bool answered = false;
  const Ask noting = [&](const HttpRequest& request) {
    auto response = ask(request);
    answered = answered || response;
    return response;
  };
  auto series = read_rest_series(server, query, now, noting);
  if (!series && series.error().kind == ErrorKind::harness && answered) {
    auto other = read_graphql_series(server, query, now, ask);
    if (other || other.error().kind == ErrorKind::usage) series = std::move(other);
  }
  if (!series) return fail(series.error());
  series->site = clean_line(series->site);
  series->build = clean_line(series->build);
  std::ranges::stable_sort(series->points, {}, &TrendPoint::time_ms);
  return series;
}

}  // namespace perfbench
