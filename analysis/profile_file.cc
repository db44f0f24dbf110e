#include "analysis/profile_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/json_text.h"
#include "analysis/sla_language.h"
#include "analysis/text_file.h"
#include "model/duration.h"
#include "model/nearest.h"
#include "model/plan_limits.h"

namespace perfbench {

namespace {

using nlohmann::json;

// A file's content, its rules not yet understood: they are named after the profile.
struct Draft {
  ProfileFile file;
  std::vector<std::string> sla;
};

constexpr std::size_t kMostShown = 40;

template <class T>
bool read_text(const json& value, T& text) {
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) return false;
  text = value.get<std::string>();
  return true;
}

bool read_count(const json& value, int least, int most, std::optional<int>& count) {
  if (!value.is_number_integer()) return false;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(most)) return false;
  if (value.get<std::int64_t>() < least) return false;
  count = value.get<int>();
  return true;
}

bool read_duration(const json& value, std::chrono::nanoseconds (*from)(double), double least, double most,
                   std::optional<std::chrono::nanoseconds>& out) {
  if (!value.is_number() || value.get<double>() < least || value.get<double>() > most) return false;
  out = from(value.get<double>());
  return true;
}

bool read_rules(const json& value, std::vector<std::string>& rules) {
  if (!value.is_array()) return false;
  for (const json& rule : value) {
    if (!rule.is_string()) return false;
    rules.push_back(rule.get<std::string>());
  }
  return true;
}

struct Field {
  std::string_view key;
  std::string_view must_be;
  bool (*read)(const json& value, Draft& draft);  // false when the value is not what it must be
};

constexpr std::array kFields = {
    Field{"name", "a text that is not empty",
          [](const json& value, Draft& draft) { return read_text(value, draft.file.profile.name); }},
    Field{"description", "a text that is not empty",
          [](const json& value, Draft& draft) { return read_text(value, draft.file.profile.description); }},
    Field{"extends", "a profile's name or file",
          [](const json& value, Draft& draft) { return read_text(value, draft.file.extends); }},
    Field{"iterations", "a whole number from 1 to 10 million",
          [](const json& value, Draft& draft) {
            return read_count(value, 1, kMostIterations, draft.file.profile.iterations);
          }},
    Field{"warmup", "a whole number from 0 to 10 million",
          [](const json& value, Draft& draft) {
            return read_count(value, 0, kMostIterations, draft.file.profile.warmup);
          }},
    Field{"concurrency", "a whole number from 1 to 1000",
          [](const json& value, Draft& draft) {
            return read_count(value, 1, kMostConcurrency, draft.file.profile.concurrency);
          }},
    Field{"timeout_sec", "a number of seconds from 0.001 to 10 million",
          [](const json& value, Draft& draft) {
            return read_duration(value, from_seconds, kShortestTimeSec, kLongestTimeSec, draft.file.profile.timeout);
          }},
    Field{"phase", "a text that is not empty",
          [](const json& value, Draft& draft) { return read_text(value, draft.file.profile.phase); }},
    Field{"probe_interval_ms", "a number of milliseconds from 1 to 1 million",
          [](const json& value, Draft& draft) {
            return read_duration(value, from_ms, kShortestIntervalMs, kLongestIntervalMs,
                                 draft.file.profile.probe_interval);
          }},
    Field{"monitor_sleep_ms", "a number of milliseconds from 1 to 1 million",
          [](const json& value, Draft& draft) {
            return read_duration(value, from_ms, kShortestIntervalMs, kLongestIntervalMs,
                                 draft.file.profile.monitor_interval);
          }},
    Field{"sla", "a list of rules, each a text",
          [](const json& value, Draft& draft) { return read_rules(value, draft.sla); }},
};

Error plan_error(const std::filesystem::path& file, std::string what, std::string cause = "", std::string advice = "") {
  return {.kind = ErrorKind::plan,
          .what = std::move(what),
          .where = file.string(),
          .cause = std::move(cause),
          .advice = std::move(advice)};
}

Result<json> parse_json(const std::string& text, const std::filesystem::path& file) {
  try {
    return json::parse(text);
  } catch (const json::parse_error& broken) {
    return fail(broken_json(text, broken.byte, broken.what(), file.string()));
  } catch (const json::exception& broken) {  // a number beyond a double's range comes without its place
    return fail(plan_error(file, "broken JSON", parser_words(broken.what())));
  }
}

Result<void> read_field(const std::string& key, const json& value, const std::filesystem::path& file, Draft& draft) {
  const auto field = std::ranges::find(kFields, key, &Field::key);
  if (field == kFields.end()) {
    std::vector<std::string> known;
    for (const Field& other : kFields) known.emplace_back(other.key);
    return fail(plan_error(file, fmt::format("unknown key '{}'", key), "",
                           fmt::format("The nearest known key is '{}'. A profile may hold {}.",
                                       nearest_names(key, known, 1).front(), fmt::join(known, ", "))));
  }
  if (field->read(value, draft)) return {};
  std::string shown = value.dump();
  if (shown.size() > kMostShown) shown = "this " + std::string(value.type_name());
  return fail(plan_error(file, fmt::format("{} must be {}, not {}", key, field->must_be, shown)));
}

}  // namespace

Result<ProfileFile> read_profile_file(const std::filesystem::path& file) {
  const auto text = read_text_file(file, "the profile cannot be read");
  if (!text) return fail(text.error());
  const auto root = parse_json(*text, file);
  if (!root) return fail(root.error());
  if (!root->is_object())
    return fail(plan_error(file, fmt::format("a profile is an object; this is of type {}", root->type_name())));
  Draft draft;
  draft.file.profile.name = file.stem().string();
  for (const auto& [key, value] : root->items()) {
    const auto read = read_field(key, value, file, draft);
    if (!read) return fail(read.error());
  }
  Profile& profile = draft.file.profile;
  for (const std::string& text_of_rule : draft.sla) {
    auto rule = parse_sla_rule(text_of_rule, RuleOrigin::profile, profile.name);
    if (!rule) {
      rule.error().where = fmt::format("{}: rule '{}'", file.string(), text_of_rule);
      return fail(rule.error());
    }
    profile.rules.push_back(std::move(*rule));
  }
  return draft.file;
}

}  // namespace perfbench
