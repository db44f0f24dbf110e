// Whatever a server answers to the questions for a series is a series, or an error; the questions come to an end.
#include <algorithm>
#include <cmath>
#include <vector>

#include "cdash/series.h"
#include "model/clean_text.h"
#include "reporters/trend_text.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

namespace {

constexpr std::chrono::system_clock::time_point kNow{std::chrono::seconds(1795301725)};

// Answers with the parts of `text`, which zeros separate, one after the other; then with the last of them for ever.
class HostileServer {
 public:
  explicit HostileServer(std::string_view text) {
    for (std::size_t start = 0; start <= text.size();) {
      const std::size_t end = std::min(text.find('\0', start), text.size());
      parts_.emplace_back(text.substr(start, end - start));
      start = end + 1;
    }
  }

  Ask ask() {
    return [this](const HttpRequest&) -> Result<HttpResponse> {
      constexpr std::size_t kMostQuestions = 200;
      require(++asked_ < kMostQuestions, "the questions come to an end");
      return HttpResponse{.status = 200, .body = parts_[std::min(asked_ - 1, parts_.size() - 1)], .location = ""};
    };
  }

 private:
  std::vector<std::string> parts_;
  std::size_t asked_ = 0;
};

void check_series(const Result<Series>& series) {
  if (!series) {
    require(!series.error().what.empty() && series.error().kind != ErrorKind::plan, "an error says what was wrong");
    return;
  }
  const std::vector<TrendPoint>& points = series->points;
  for (const TrendPoint& point : points) require(std::isfinite(point.value), "a value is a number");
  const std::string table = render_trend_table(points, Unit::milliseconds);
  require(std::ranges::count(table, '\n') == std::ssize(points), "each point has its line");
  require(std::ranges::count(render_trend_csv("m", points), '\n') == std::ssize(points) + 1, "and one in the CSV file");
}

void check_whole(const Result<Series>& series) {
  check_series(series);
  if (!series) return;
  require(std::ranges::is_sorted(series->points, {}, &TrendPoint::time_ms), "the oldest point is the first");
  require(clean_line(series->site) == series->site && clean_line(series->build) == series->build, "names are harmless");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::as_text(data, size);
  CdashServer server;
  server.host = "cdash.example.org";
  for (const char* build : {"", "Linux"}) {
    const SeriesQuery query{
        .project = "P", .test = "startup", .metric = "latency_ms.p95", .site = "", .build = build, .days = 90};
    HostileServer rest(text);
    check_series(read_rest_series(server, query, kNow, rest.ask()));
    HostileServer graphql(text);
    check_series(read_graphql_series(server, query, kNow, graphql.ask()));
    HostileServer both(text);
    check_whole(read_series(server, query, kNow, both.ask()));
  }
  return 0;
}
