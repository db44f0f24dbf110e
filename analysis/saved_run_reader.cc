#include "analysis/saved_run_reader.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "analysis/saved_result_reader.h"
#include "model/clean_text.h"

namespace perfbench {

namespace {

using nlohmann::json;

// A tree of the members that are read here: of each of the runs, which may be many, the duration alone.
json parse_parts(std::string_view text) {
  static const std::set<std::string> kParts = {"started_at", "reason", "profile", "checks", "environment", "runs"};
  bool in_runs = false;
  return json::parse(text, [&](int depth, json::parse_event_t event, json& value) {
    if (event != json::parse_event_t::key) return true;
    const auto& name = value.get_ref<const std::string&>();
    if (depth == 1) in_runs = name == "runs";
    if (depth == 1) return kParts.contains(name);
    return !in_runs || (depth == 3 && name == "duration_ms");
  });
}

// An object's member of a type; where there is none, or another, an empty value.
const json& member(const json& object, const char* name) {
  static const json kNone;
  if (!object.is_object()) return kNone;
  const auto found = object.find(name);
  return found == object.end() ? kNone : *found;
}

std::string text_of(const json& object, const char* name) {
  const json& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

Measured number_of(const json& object, const char* name) {
  const json& value = member(object, name);
  return value.is_number() ? Measured(value.get<double>()) : std::nullopt;
}

std::optional<int> count_of(const json& object, const char* name) {
  const json& value = member(object, name);
  constexpr int kMost = 1'000'000;
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kMost) return std::nullopt;
  return value.get<int>();
}

// The value whose name is `name`, of those that there are.
template <class Values, class Name>
auto named(const Values& values, std::string_view name, Name name_of) {
  const auto found = std::ranges::find_if(values, [&](const auto& value) { return name_of(value) == name; });
  return found == values.end() ? std::nullopt : std::optional(*found);
}

constexpr std::array kStatuses = {CheckStatus::pass, CheckStatus::fail, CheckStatus::unavailable,
                                  CheckStatus::not_sampled, CheckStatus::not_gated};
constexpr std::array kUnits = {Unit::milliseconds, Unit::seconds,         Unit::kilobytes, Unit::megabytes,
                               Unit::percent,      Unit::runs_per_second, Unit::none};

std::optional<Check> check_of(const json& entry) {
  const auto path = parse_figure_path(text_of(entry, "figure"));
  const auto comparison = named(kComparisons, text_of(entry, "comparison"), [](Comparison one) { return symbol(one); });
  const auto status = named(kStatuses, text_of(entry, "status"), [](CheckStatus one) { return to_string(one); });
  const auto unit = named(kUnits, text_of(entry, "unit"), [](Unit one) { return symbol(one); });
  const Measured limit = number_of(entry, "limit");
  if (!path || !comparison || !status || !unit || !limit) return std::nullopt;
  Check check;
  check.rule.path = *path;
  check.rule.comparison = *comparison;
  check.rule.limit = *limit;
  check.rule.unit = *unit;
  check.rule.text = text_of(entry, "rule");
  check.rule.origin_name = text_of(entry, "origin_name");
  check.status = *status;
  check.figure = number_of(entry, "value");
  check.margin_pct = number_of(entry, "margin_pct");
  check.reason = text_of(entry, "reason");
  return check;
}

Environment environment_of(const json& object) {
  Environment environment;
  environment.hostname = text_of(object, "hostname");
  environment.os = text_of(object, "os");
  environment.kernel = text_of(object, "kernel");
  environment.architecture = text_of(object, "architecture");
  environment.cpu_model = text_of(object, "cpu_model");
  environment.cpu_count = count_of(object, "cpu_count");
  environment.online_cpu_count = count_of(object, "online_cpu_count");
  environment.perfbench_version = text_of(object, "perfbench_version");
  environment.git_commit = text_of(object, "git_commit");
  environment.machine_fingerprint = text_of(object, "machine_fingerprint");
  environment.config_hash = text_of(object, "config_hash");
  return environment;
}

// Folders of runs end in the time of the run, which would make a test of its own of each. The last number is bounded,
// since the library's matcher takes stack for each digit.
std::string without_stamp(const std::string& name) {
  static const std::regex kStamp("-[0-9]{8}-[0-9]{6}(-[0-9]{1,9})?$");
  return std::regex_replace(name, kStamp, "");
}

std::string folder_name(const std::string& path) {
  const std::size_t end = path.find_last_not_of('/');
  return std::filesystem::path(path.substr(0, end == std::string::npos ? 0 : end + 1)).filename().string();
}

std::string test_name_of(const SavedResult& result, const json& profile) {
  std::string name = text_of(profile, "test_name");
  if (name.empty()) name = result.profile_name.value_or("");
  if (name.empty()) name = without_stamp(folder_name(result.run_dir));
  return clean_line(name);
}

Error unreadable_run(const std::string& what, const std::string& origin) {
  return {.kind = ErrorKind::plan, .what = what, .where = origin, .cause = "", .advice = ""};
}

}  // namespace

Result<SavedRun> read_saved_run(std::string_view text, const std::string& origin) {
  auto result = read_saved_result(text, origin);
  if (!result) return fail(result.error());
  const json parts = parse_parts(text);
  SavedRun run;
  run.result = std::move(*result);
  const json& profile = member(parts, "profile");
  run.test_name = test_name_of(run.result, profile);
  if (run.test_name.empty()) return fail(unreadable_run("the result does not say of which test it is", origin));
  run.started_at = text_of(parts, "started_at");
  run.reason = text_of(parts, "reason");
  for (const json& entry : member(parts, "checks")) {
    auto check = check_of(entry);
    if (!check) return fail(unreadable_run("this is no v4 result: one of its checks cannot be read", origin));
    run.checks.push_back(std::move(*check));
  }
  for (const json& expression : member(profile, "measurements")) {
    if (expression.is_string()) run.measurements.push_back(expression.get<std::string>());
  }
  run.environment = environment_of(member(parts, "environment"));
  for (const json& iteration : member(parts, "runs")) {
    if (const Measured duration = number_of(iteration, "duration_ms")) run.durations_ms.push_back(*duration);
  }
  return run;
}

}  // namespace perfbench
