#include "analysis/iteration_reader.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "analysis/json_text.h"
#include "model/hex.h"
#include "model/point_in_time.h"
#include "model/schema_version.h"

namespace perfbench {

namespace {

using nlohmann::json;

constexpr int kMostSignal = 127;
constexpr int kMostProcesses = 1 << 22;  // pids there are

// Thrown and caught in this file, so that what is deep in an object need not be passed up by hand.
struct NoIteration {
  std::string why;
};

const json* find(const json& object, std::string_view key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

[[noreturn]] void refuse(std::string_view key, std::string_view should_be) {
  throw NoIteration{fmt::format("{} is no {}", key, should_be)};
}

std::optional<int> whole_number(const json& object, std::string_view key, int least = 0,
                                int most = std::numeric_limits<int>::max()) {
  const json* value = find(object, key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number_integer()) refuse(key, "whole number");
  const bool huge = value->is_number_unsigned() && value->get<std::uint64_t>() > std::numeric_limits<int>::max();
  const auto number = value->get<std::int64_t>();
  if (huge || number < least || number > most) refuse(key, "number that it can be");
  return static_cast<int>(number);
}

std::string text_of(const json& object, std::string_view key) {
  const json* value = find(object, key);
  if (value == nullptr) return "";
  if (!value->is_string()) refuse(key, "text");
  return value->get<std::string>();
}

bool truth_of(const json& object, std::string_view key) {
  const json* value = find(object, key);
  if (value == nullptr) return false;
  if (!value->is_boolean()) refuse(key, "truth value");
  return value->get<bool>();
}

// Of rows that are units of one figure the first counts.
RunFigures figures_of(const json& object) {
  RunFigures figures;
  for (const RunFigureSpec& spec : run_figure_specs()) {
    const json* value = find(object, spec.run_key);
    if (value == nullptr || figures.*spec.member) continue;
    if (!value->is_number()) refuse(spec.run_key, "number");
    figures.*spec.member = value->get<double>() / spec.scale;
  }
  return figures;
}

// "could not be started (exec: Permission denied)" -> {EACCES, "exec"}.
std::optional<SpawnFailed> spawn_failure(std::string_view words) {
  constexpr std::string_view kOpening = "could not be started (";
  if (!words.starts_with(kOpening) || !words.ends_with(')')) return std::nullopt;
  words.remove_prefix(kOpening.size());
  words.remove_suffix(1);
  const std::size_t colon = std::min(words.find(": "), words.size());
  const std::string step(words.substr(0, colon));
  constexpr int kMostErrors = 134;  // Linux has 133
  for (int number = 1; number < kMostErrors; ++number) {
    const SpawnFailed failure{.error_number = number, .step = step};
    if (describe(failure) == fmt::format("{}{})", kOpening, words)) return failure;
  }
  return SpawnFailed{.error_number = 0, .step = step};
}

// "killed by SIGKILL: out of memory (limit 64 MB)" -> {certain, 64}.
std::optional<OomKill> oom_kill_in(std::string_view words) {
  if (words.find("out of memory") == std::string_view::npos) return std::nullopt;
  OomKill kill{.is_certain = words.find("probably out of memory") == std::string_view::npos};
  constexpr std::string_view kBeforeLimit = "(limit ";
  if (const std::size_t place = words.find(kBeforeLimit); place != std::string_view::npos) {
    const std::string_view number = words.substr(place + kBeforeLimit.size());
    double limit_mb = 0;
    if (std::from_chars(number.data(), number.data() + number.size(), limit_mb).ec == std::errc()) {
      kill.limit_mb = limit_mb;
    }
  }
  return kill;
}

Outcome outcome_of(const json& object) {
  if (truth_of(object, "timed_out")) return TimedOut{};
  const std::string words = text_of(object, "outcome");
  if (const auto signal = whole_number(object, "signal", 1, kMostSignal)) return Signaled{*signal, oom_kill_in(words)};
  if (auto failure = spawn_failure(words)) return std::move(*failure);
  return Exited{whole_number(object, "return_code").value_or(0), oom_kill_in(words)};
}

std::map<std::string, double> numbers_of(const json& object, const char* key) {
  std::map<std::string, double> numbers;
  const json* names = find(object, key);
  if (names == nullptr) return numbers;
  if (!names->is_object()) refuse(key, "object of numbers");
  for (const auto& [name, number] : names->items()) {
    if (!number.is_number()) refuse(key, "object of numbers");
    numbers.emplace(name, number.get<double>());
  }
  return numbers;
}

std::optional<std::chrono::system_clock::time_point> time_of(const json& object, std::string_view key) {
  const std::string text = text_of(object, key);
  if (text.empty()) return std::nullopt;
  const auto time = parse_iso_time(text);
  if (!time) refuse(key, "point in time");
  return time;
}

std::string id_of(const json& object, std::string_view key, std::size_t digits) {
  std::string text = text_of(object, key);
  if (!text.empty() && (text.size() != digits || !bytes_of_hex(text))) refuse(key, "id");
  return text;
}

TraceContext trace_of(const json& object) {
  TraceContext trace{.trace_id = id_of(object, "trace_id", kTraceIdDigits),
                     .span_id = id_of(object, "span_id", kSpanIdDigits)};
  if (trace.trace_id.empty() != trace.span_id.empty()) refuse("trace_id", "id beside span_id");
  return trace;
}

WorkerRecord worker_of(const json& object) {
  if (!object.is_object()) refuse("worker_results", "list of objects");
  return {.worker_id = whole_number(object, "worker_id", 1).value_or(1),
          .outcome = outcome_of(object),
          .figures = figures_of(object),
          .stderr_tail = text_of(object, "stderr_tail"),
          .queue_cancel = numbers_of(object, "queue_cancel_datapoints"),
          .metrics = numbers_of(object, "worker_metrics"),
          .leftover_processes = whole_number(object, "leftover_processes", 0, kMostProcesses).value_or(0),
          .started_at = time_of(object, "started_at"),
          .trace = trace_of(object)};
}

// A single worker is told of as the iteration itself.
std::vector<WorkerRecord> workers_of(const json& object) {
  const json* results = find(object, "worker_results");
  if (results == nullptr) return {worker_of(object)};
  if (!results->is_array() || results->empty()) refuse("worker_results", "list of workers");
  std::vector<WorkerRecord> workers;
  for (const json& result : *results) workers.push_back(worker_of(result));
  return workers;
}

IterationRecord iteration_of(const json& object) {
  if (!object.is_object()) refuse("it", "object");
  const auto number = whole_number(object, "iteration", 1);
  if (!number) refuse("iteration", "whole number");
  return {.iteration = *number, .workers = workers_of(object), .figures = figures_of(object)};
}

// Each is dropped once it is read, so that there is a tree of one at a time.
IterationLog runs_of(std::string_view summary) {
  IterationLog log;
  bool in_runs = false;
  [[maybe_unused]] const json rest = json::parse(summary, [&](int depth, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::key && depth == 1) in_runs = value == "runs";
    if (event == json::parse_event_t::key && depth == 1) return in_runs;
    if (!in_runs || event != json::parse_event_t::object_end || depth != 2) return true;
    log.push_back(iteration_of(value));
    return false;
  });
  return log;
}

template <class Read>
auto explained(std::string_view text, const std::string& origin, Read read) -> Result<decltype(read())> {
  try {
    return read();
  } catch (const json::parse_error& error) {
    return fail(broken_json(text, error.byte, error.what(), origin));
  } catch (const json::exception& error) {
    return fail({.kind = ErrorKind::plan,
                 .what = "broken JSON",
                 .where = origin,
                 .cause = parser_words(error.what()),
                 .advice = ""});
  } catch (const NoIteration& none) {
    return fail({.kind = ErrorKind::plan,
                 .what = "this is no iteration of v4: " + none.why,
                 .where = origin,
                 .cause = "",
                 .advice = ""});
  }
}

}  // namespace

Result<IterationRecord> read_iteration(std::string_view text, const std::string& origin) {
  return explained(text, origin, [&] {
    const json object = json::parse(text);
    if (object.is_object() && whole_number(object, "schema_version") != kSchemaVersion) refuse("schema_version", "4");
    return iteration_of(object);
  });
}

Result<IterationLog> read_runs(std::string_view summary, const std::string& origin) {
  return explained(summary, origin, [&] { return runs_of(summary); });
}

}  // namespace perfbench
