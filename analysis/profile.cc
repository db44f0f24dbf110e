#include "analysis/profile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "analysis/profile_file.h"

namespace perfbench {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kExtension = ".json";

bool is_path(const std::string& name_or_file) {
  return name_or_file.ends_with(kExtension) || name_or_file.find('/') != std::string::npos;
}

// The file of a profile named in `folder` (of a command line: the empty path).
Result<fs::path> locate(const std::string& name_or_file, const fs::path& folder, const fs::path& builtin_directory) {
  if (is_path(name_or_file)) return folder / name_or_file;
  const std::vector<std::string> known = builtin_profile_names(builtin_directory);
  if (std::ranges::binary_search(known, name_or_file)) {
    return builtin_directory / (name_or_file + std::string(kExtension));
  }
  return fail({.kind = ErrorKind::plan,
               .what = fmt::format("there is no profile '{}'", name_or_file),
               .where = "",
               .cause = "",
               .advice = known.empty()
                             ? fmt::format("There are no built-in profiles in {}; a file's name ends in .json.",
                                           builtin_directory.string())
                             : fmt::format("The built-in profiles are {}; a file's name ends in .json.",
                                           fmt::join(known, ", "))});
}

tl::unexpected<Error> cycle(const std::vector<fs::path>& files, const fs::path& again) {
  std::vector<std::string> names;
  for (const fs::path& file : files) names.push_back(file.string());
  names.push_back(again.string());
  return fail({.kind = ErrorKind::plan,
               .what = "the profile extends itself",
               .where = names.front(),
               .cause = fmt::format("{}", fmt::join(names, " extends ")),
               .advice = ""});
}

// The profile's file and those that it extends, itself first.
Result<std::vector<ProfileFile>> read_chain(const std::string& name_or_file, const fs::path& builtin_directory) {
  std::vector<ProfileFile> chain;
  std::vector<fs::path> files;
  auto path = locate(name_or_file, {}, builtin_directory);
  while (path) {
    std::error_code ignored;  // of a file that is not there: reading it will say so
    const fs::path file = fs::weakly_canonical(*path, ignored);
    if (std::ranges::find(files, file) != files.end()) return cycle(files, file);
    auto read = read_profile_file(*path);
    if (!read) return fail(read.error());
    files.push_back(file);
    chain.push_back(std::move(*read));
    if (!chain.back().extends) return chain;
    const fs::path here = *path;
    path = locate(*chain.back().extends, here.parent_path(), builtin_directory);
    if (!path) path.error().where = here.string();
  }
  return fail(path.error());
}

template <class T>
void overlay(std::optional<T>& inherited, const std::optional<T>& added) {
  if (added) inherited = added;
}

Profile overlaid(Profile inherited, const Profile& added) {
  inherited.name = added.name;
  if (!added.description.empty()) inherited.description = added.description;
  overlay(inherited.iterations, added.iterations);
  overlay(inherited.warmup, added.warmup);
  overlay(inherited.concurrency, added.concurrency);
  overlay(inherited.timeout, added.timeout);
  overlay(inherited.phase, added.phase);
  overlay(inherited.probe_interval, added.probe_interval);
  overlay(inherited.monitor_interval, added.monitor_interval);
  inherited.rules = merge_rules(std::move(inherited.rules), added.rules);
  return inherited;
}

Comparison direction(Comparison comparison) {
  if (comparison == Comparison::less) return Comparison::less_equal;
  if (comparison == Comparison::greater) return Comparison::greater_equal;
  return comparison;
}

}  // namespace

Result<Profile> load_profile(const std::string& name_or_file, const fs::path& builtin_directory) {
  const auto chain = read_chain(name_or_file, builtin_directory);
  if (!chain) return fail(chain.error());
  Profile profile;
  for (auto file = chain->rbegin(); file != chain->rend(); ++file)
    profile = overlaid(std::move(profile), file->profile);
  return profile;
}

std::vector<std::string> builtin_profile_names(const fs::path& builtin_directory) {
  std::vector<std::string> names;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(builtin_directory, unreadable)) {
    if (entry.path().extension() == kExtension) names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

std::vector<SlaRule> merge_rules(std::vector<SlaRule> inherited, const std::vector<SlaRule>& added) {
  std::erase_if(inherited, [&](const SlaRule& old) {
    return std::ranges::any_of(added, [&](const SlaRule& rule) {
      return rule.path == old.path && direction(rule.comparison) == direction(old.comparison);
    });
  });
  inherited.insert(inherited.end(), added.begin(), added.end());
  return inherited;
}

}  // namespace perfbench
