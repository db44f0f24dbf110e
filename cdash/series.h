// The history of a measurement, read back from a CDash server.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "cdash/submission.h"
#include "model/trend_point.h"

namespace perfbench {

struct Series {
  std::string site;
  std::string build;
  std::vector<TrendPoint> points;  // at the start of each build, oldest first
};

struct SeriesQuery {
  std::string project;
  std::string test;
  std::string metric;
  std::string site;   // empty: any
  std::string build;  // empty: any
  int days = 90;      // how far back
};

// Asks REST, which takes a token, and where that gives no answer GraphQL, which knows public projects; site and build
// are clean lines. Errors: (usage) there are several trends, which are named; (harness) the server's refusal, no such
// test or measurement, a value that is no number.
Result<Series> read_series(const CdashServer& server, const SeriesQuery& query,
                           std::chrono::system_clock::time_point now, const Ask& ask);

// Its parts.
Result<Series> read_rest_series(const CdashServer& server, const SeriesQuery& query,
                                std::chrono::system_clock::time_point now, const Ask& ask);
Result<Series> read_graphql_series(const CdashServer& server, const SeriesQuery& query,
                                   std::chrono::system_clock::time_point now, const Ask& ask);

// A number, or a text that holds one, as CDash may write it.
Result<double> series_value(const std::string& metric, const std::string& text);
Error no_such_test(const SeriesQuery& query);
// `trends` as "site, build".
Error several_trends(const SeriesQuery& query, const std::vector<std::string>& trends);

}  // namespace perfbench
