#include "reporters/samples_csv.h"

#include <gtest/gtest.h>

#include <string>

namespace perfbench {
namespace {

std::string csv_of(const std::vector<TreeSeries>& series) {
  std::string text;
  write_samples_csv(series, [&](std::string_view bytes) { text += bytes; });
  return text;
}

TEST(SamplesCsv, HasARowForEachSampleOfEachWorker) {
  const TreeSeries first{.iteration = 1,
                         .worker_id = 2,
                         .samples = {{.time_ms = 1.5F, .cpu_pct = {}, .rss_mb = 3.25F, .processes = 1},
                                     {.time_ms = 250, .cpu_pct = 99.5F, .rss_mb = 4, .processes = 3}}};
  const TreeSeries second{
      .iteration = 2, .worker_id = 1, .samples = {{.time_ms = 1, .cpu_pct = 0.0F, .rss_mb = 2, .processes = 1}}};
  EXPECT_EQ(csv_of({first, second}),
            "iteration,worker,time_ms,cpu_pct,rss_mb,processes\n"
            "1,2,1.500,,3.250,1\n"
            "1,2,250.000,99.50,4.000,3\n"
            "2,1,1.000,0.00,2.000,1\n");
}

}  // namespace
}  // namespace perfbench
