#include "good_run.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "analysis/folded_stacks_reader.h"
#include "analysis/saved_run_reader.h"
#include "analysis/text_file.h"
#include "run_report.h"

namespace perfbench {

namespace {

namespace fs = std::filesystem;

// Of so many runs the latest are looked at: each is a file to be read.
constexpr std::size_t kMostRunsRead = 50;
constexpr std::chrono::hours kProfileLastsFor(24);

struct EarlierRun {
  fs::path folder;
  fs::file_time_type written;
};

// The latest first.
std::vector<EarlierRun> earlier_runs(const RunResult& result) {
  std::vector<EarlierRun> runs;
  std::error_code unreadable;
  const std::string prefix = result.plan.name + "-";
  for (const auto& entry : fs::directory_iterator(result.run_dir.parent_path(), unreadable)) {
    if (!entry.path().filename().string().starts_with(prefix) || entry.path() == result.run_dir) continue;
    const auto written = fs::last_write_time(entry.path() / "summary.json", unreadable);
    if (!unreadable) runs.push_back({entry.path(), written});
  }
  std::ranges::sort(runs, std::ranges::greater(), &EarlierRun::written);
  return runs;
}

std::optional<SavedRun> good_run_in(const fs::path& folder, const Environment& environment) {
  const fs::path file = folder / "summary.json";
  const auto text = read_text_file(file, "result");
  if (!text) return std::nullopt;
  auto run = read_saved_run(*text, file.string());
  if (!run || run->result.verdict != to_string(Verdict::pass)) return std::nullopt;
  const bool is_comparable = run->environment.config_hash == environment.config_hash &&
                             run->environment.machine_fingerprint == environment.machine_fingerprint;
  return is_comparable ? std::optional(std::move(*run)) : std::nullopt;
}

std::optional<StackProfile> profile_in(const fs::path& folder) {
  const auto text = read_text_file(folder / kFoldedStacksFile, "profile");
  if (!text) return std::nullopt;
  auto profile = read_folded_stacks(*text, (folder / kFoldedStacksFile).string());
  return profile ? std::optional(std::move(*profile)) : std::nullopt;
}

}  // namespace

std::optional<GoodRun> find_good_run(const RunResult& result) {
  std::optional<GoodRun> good;
  std::size_t read = 0;
  for (const EarlierRun& earlier : earlier_runs(result)) {
    if (++read > kMostRunsRead) break;
    auto run = good_run_in(earlier.folder, result.environment);
    if (!run) continue;
    if (!good) {
      good = GoodRun{.run_dir = earlier.folder.string(),
                     .git_commit = run->environment.git_commit,
                     .summary = std::move(run->result.summary),
                     .profile = {}};
    }
    good->profile = profile_in(earlier.folder);
    if (good->profile) break;
  }
  return good;
}

bool was_profiled_lately(const RunResult& result) {
  const auto now = fs::file_time_type::clock::now();
  std::error_code unreadable;
  return std::ranges::any_of(earlier_runs(result), [&](const EarlierRun& earlier) {
    return now - earlier.written < kProfileLastsFor && fs::exists(earlier.folder / kFoldedStacksFile, unreadable);
  });
}

}  // namespace perfbench
