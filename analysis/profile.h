// Profiles: named workloads and SLAs in JSON files, built in (installed beside the program) or the user's own.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/sla_rule.h"

namespace perfbench {

// What a profile sets; absent fields leave the plan's defaults.
struct Profile {
  std::string name;
  std::string description;
  std::optional<int> iterations;
  std::optional<int> warmup;
  std::optional<int> concurrency;
  std::optional<std::chrono::nanoseconds> timeout;
  std::optional<std::string> phase;
  std::optional<std::chrono::nanoseconds> probe_interval;
  std::optional<std::chrono::nanoseconds> monitor_interval;
  std::vector<SlaRule> rules;
};

// `name_or_file`: a built-in profile's name, or the path of a .json file. `builtin_directory` holds <name>.json. A
// profile extends another by name or by a path relative to its own file; its rules replace inherited ones on the same
// figure and direction. Errors (plan): unknown name (with the known ones), unreadable file, broken JSON with its
// position, unknown key, wrong type, a cycle, a broken rule.
Result<Profile> load_profile(const std::string& name_or_file, const std::filesystem::path& builtin_directory);

// Names of the built-in profiles, sorted.
std::vector<std::string> builtin_profile_names(const std::filesystem::path& builtin_directory);

// `added` over `inherited`: a rule replaces those on the same figure with a comparison of the same direction (<= and <;
// >= and >; ==; !=).
std::vector<SlaRule> merge_rules(std::vector<SlaRule> inherited, const std::vector<SlaRule>& added);

}  // namespace perfbench
