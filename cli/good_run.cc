#include "good_run.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <regex>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "analysis/folded_stacks_reader.h"
#include "analysis/saved_run_reader.h"
#include "analysis/text_file.h"
#include "run_report.h"

namespace perfbench {

namespace {

namespace fs = std::filesystem;

// Each is a file to be read.
constexpr std::size_t kMostRunsRead = 50;
constexpr std::chrono::hours kProfileLastsFor(24);

struct EarlierRun {
  fs::path folder;
  fs::file_time_type written;
};

// Of a folder as make_run_directory() names it, without its date; empty of another.
std::string test_of(const fs::path& folder) {
  static const std::regex kRunFolder("(.*)-[0-9]{8}-[0-9]{6}(-[0-9]+)?");
  const std::string name = folder.filename().string();
  std::smatch parts;
  return std::regex_match(name, parts, kRunFolder) ? parts[1].str() : "";
}

// The latest first.
std::vector<EarlierRun> earlier_runs(const RunResult& result) {
  std::vector<EarlierRun> runs;
  std::error_code unreadable;
  const std::string test = test_of(result.run_dir);
  for (const auto& entry : fs::directory_iterator(result.run_dir.parent_path(), unreadable)) {
    if (entry.path() == result.run_dir || test.empty() || test_of(entry.path()) != test) continue;
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

bool has_profile(const EarlierRun& run) {
  std::error_code unreadable;
  return fs::exists(run.folder / kFoldedStacksFile, unreadable);
}

// The latest run that is good, as far as kMostRunsRead of them tell.
std::optional<std::pair<fs::path, SavedRun>> latest_good(std::span<const EarlierRun> runs,
                                                         const Environment& environment) {
  for (const EarlierRun& earlier : runs.first(std::min(runs.size(), kMostRunsRead))) {
    if (auto run = good_run_in(earlier.folder, environment)) return std::pair(earlier.folder, std::move(*run));
  }
  return std::nullopt;
}

}  // namespace

std::optional<GoodRun> find_good_run(const RunResult& result) {
  std::vector<EarlierRun> runs = earlier_runs(result);
  auto latest = latest_good(runs, result.environment);
  if (!latest) return std::nullopt;
  auto& [folder, run] = *latest;
  GoodRun good{.run_dir = folder.string(),
               .git_commit = run.environment.git_commit,
               .summary = std::move(run.result.summary),
               .profile = {}};
  std::erase_if(runs, [](const EarlierRun& earlier) { return !has_profile(earlier); });
  if (const auto profiled = latest_good(runs, result.environment)) good.profile = profile_in(profiled->first);
  return good;
}

bool was_profiled_lately(const RunResult& result) {
  const auto now = fs::file_time_type::clock::now();
  std::vector<EarlierRun> runs = earlier_runs(result);
  std::erase_if(runs, [&](const EarlierRun& earlier) {
    return earlier.written > now || now - earlier.written >= kProfileLastsFor || !has_profile(earlier);
  });
  return latest_good(runs, result.environment).has_value();
}

}  // namespace perfbench
