// A server, a question and a time, for the tests of series.
#pragma once

#include "cdash/series.h"

namespace perfbench {

inline CdashServer series_server() {
  CdashServer server;
  server.host = "cdash.example.org";
  server.base_path = "/CDash";
  server.project = "My Project";
  return server;
}

inline SeriesQuery series_query() {
  return {.project = "My Project", .test = "startup", .metric = "latency_ms.p95", .site = "", .build = "", .days = 90};
}

// 2026-11-21 22:55:25 UTC
inline constexpr std::chrono::system_clock::time_point kSeriesNow{std::chrono::seconds(1795301725)};

}  // namespace perfbench
