// What a profile sets is within the limits of a plan, and its rules are rules.
#include "analysis/profile_file.h"

#include "analysis/sla_language.h"
#include "memory_file.h"
#include "model/plan_limits.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

namespace {

void check_count(const std::optional<int>& count, int least, int most) {
  require(!count || (*count >= least && *count <= most), "a count is within its limits");
}

void check_time(const std::optional<std::chrono::nanoseconds>& time, double least_sec, double most_sec) {
  if (!time) return;
  const double seconds = std::chrono::duration<double>(*time).count();
  require(seconds >= least_sec * 0.999 && seconds <= most_sec * 1.001, "a time is within its limits");
}

void check(const Profile& profile) {
  require(!profile.name.empty(), "a profile has a name");
  check_count(profile.iterations, 1, kMostIterations);
  check_count(profile.warmup, 0, kMostIterations);
  check_count(profile.concurrency, 1, kMostConcurrency);
  check_time(profile.timeout, kShortestTimeSec, kLongestTimeSec);
  check_time(profile.probe_interval, kShortestIntervalMs / 1e3, kLongestIntervalMs / 1e3);
  check_time(profile.monitor_interval, kShortestIntervalMs / 1e3, kLongestIntervalMs / 1e3);
  for (const SlaRule& rule : profile.rules) {
    require(rule.origin == RuleOrigin::profile && rule.origin_name == profile.name, "a rule knows its profile");
    require(parse_sla_rule(rule.text).has_value(), "a rule's text is a rule");
  }
  require(merge_rules(profile.rules, profile.rules).size() == profile.rules.size(), "rules replace themselves");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::MemoryFile file;
  file.write(fuzz::as_text(data, size));
  const auto read = read_profile_file(file.path());
  if (read) {
    check(read->profile);
    return 0;
  }
  require(read.error().kind == ErrorKind::plan && !read.error().what.empty(), "an error says what was wrong");
  require(read.error().where.starts_with(file.path().string()), "an error names the file");
  return 0;
}
