#include "reporters/repeat_command.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "model/byte_size.h"
#include "model/duration.h"
#include "model/plain_number.h"
#include "model/shell_word.h"

namespace perfbench {

namespace {

class CommandLine {
 public:
  explicit CommandLine(std::string program) : text_(std::move(program)) {}

  void word(std::string_view value) { raw(shell_word(value)); }
  void raw(std::string_view value) { text_.append(" ").append(value); }
  void flag(std::string_view name, bool set) {
    if (set) raw(name);
  }
  void option(std::string_view name, std::string_view value) {
    raw(name);
    word(value);
  }
  void option_unless_empty(std::string_view name, const std::string& value) {
    if (!value.empty()) option(name, value);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// What a shell can name: other variables exist, but "$NAME" would not be theirs.
bool is_identifier(std::string_view name) {
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
         std::ranges::all_of(name, is_word);
}

std::string affinity_list(const std::vector<int>& processors) {
  std::string list;
  for (const int processor : processors) {
    if (!list.empty()) list += ',';
    list += std::to_string(processor);
  }
  return list;
}

void add_workload(CommandLine& line, const Plan& plan) {
  const Plan defaults;
  line.option("--name", plan.name);
  if (plan.profile_name != plan.name) line.option_unless_empty("--profile-name", plan.profile_name);
  // What a profile would set is given whenever there is one.
  const bool has_profile = !plan.profile_source.empty();
  if (has_profile || plan.phase != defaults.phase) line.option_unless_empty("--profile-phase", plan.phase);
  line.option_unless_empty("--profile", plan.profile_source);
  line.option("--iterations", std::to_string(plan.iterations));
  line.option("--warmup", std::to_string(plan.warmup));
  line.option("--concurrency", std::to_string(plan.concurrency));
  line.option("--timeout-sec", plain_decimal(to_seconds(plan.worker.timeout)));
  if (plan.deadline) line.option("--deadline-sec", plain_decimal(to_seconds(*plan.deadline)));
  if (has_profile || plan.probe_interval != defaults.probe_interval) {
    line.option("--probe-interval-ms", plain_decimal(to_ms(plan.probe_interval)));
  }
  if (has_profile || plan.monitor_interval != defaults.monitor_interval) {
    line.option("--monitor-sleep-ms", plain_decimal(to_ms(plan.monitor_interval)));
  }
  for (const SlaRule& rule : plan.rules) {
    if (rule.origin == RuleOrigin::user) line.option("--sla", rule.text);
  }
}

void add_probes(CommandLine& line, const ProbePlan& plan) {
  const ProbePlan defaults;
  line.flag("--top-attach", plan.attach_sampling);
  if (plan.attach_interval != defaults.attach_interval) {
    line.option("--top-interval-ms", plain_decimal(to_ms(plan.attach_interval)));
  }
  line.flag("--vmmap-snapshots", plan.snapshots);
  line.flag("--counters", plan.counters);
  line.flag("--xctrace-capture", plan.hotspots);
  if (plan.hotspot_limit != defaults.hotspot_limit) {
    line.option("--xctrace-time-limit-sec", plain_decimal(to_seconds(plan.hotspot_limit)));
  }
  if (plan.most_hotspots != defaults.most_hotspots) {
    line.option("--xctrace-hotspots-limit", std::to_string(plan.most_hotspots));
  }
  line.flag("--heap-capture", plan.heap);
  if (plan.callgrind) line.option("--instructions-mode", "callgrind");
  line.flag("--explain", plan.explain);
  if (plan.cgroup != defaults.cgroup) line.option("--cgroup", to_string(plan.cgroup));
}

void add_limits(CommandLine& line, const WorkerLimits& limits) {
  if (limits.memory_bytes) line.option("--memory-max", byte_size_text(*limits.memory_bytes));
  if (limits.cpus) line.option("--cpu-max", plain_decimal(*limits.cpus));
  if (limits.pids) line.option("--pids-max", std::to_string(*limits.pids));
}

void add_telemetry(CommandLine& line, const TelemetryPlan& plan) {
  const TelemetryPlan defaults;
  if (!plan.enabled) return line.raw("--no-otel");
  for (const SignalGroup& group : plan.signals) line.option("--signal", group.name + "=" + group.pattern);
  for (const std::string& attribute : plan.phase_attributes) line.option("--phase-attribute", attribute);
  if (plan.flush_wait != defaults.flush_wait) {
    line.option("--otel-flush-wait-ms", std::to_string(plan.flush_wait.count()));
  }
  if (plan.max_series != defaults.max_series) line.option("--otel-max-series", std::to_string(plan.max_series));
  line.flag("--otlp-jsonl", plan.keep_payloads);
}

void add_surroundings(CommandLine& line, const WorkerPlan& worker) {
  line.option_unless_empty("--emulator", quote_words(worker.emulator));
  line.option_unless_empty("--cwd", worker.working_directory.string());
  line.option_unless_empty("--stdin", worker.stdin_file.string());
  for (const std::filesystem::path& file : worker.env_files) line.option("--env-file", file.string());
  for (const EnvironmentVariable& variable : worker.environment) {
    if (variable.from_file) continue;
    line.raw("--env");
    line.raw(is_identifier(variable.name) ? variable.name + "=\"$" + variable.name + "\""
                                          : shell_word(variable.name + "="));
  }
  if (worker.home_env != WorkerPlan{}.home_env) {
    for (const std::string& name : worker.home_env) line.option("--home-env", name);
  }
  for (const HomeFile& file : worker.home_files) {
    line.option("--home-file", file.source.string() + "=" + file.destination.string());
  }
  line.option_unless_empty("--metrics-jsonl", worker.metrics_jsonl);
  line.option_unless_empty("--cpu-affinity", affinity_list(worker.cpu_affinity));
  for (const auto& [key, value] : worker.build_info) {
    line.option("--build-info", std::string(key).append("=").append(value));
  }
  if (worker.output != WorkerPlan{}.output) line.option("--output", to_string(worker.output));
  line.flag("--keep-logs", worker.keep_logs);
}

void add_command(CommandLine& line, const WorkerPlan& worker) {
  if (worker.shell && !worker.argv.empty()) {
    line.raw("--shell");
    line.option("--cmd", worker.argv.back());
    return;
  }
  line.raw("--");
  for (const std::string& argument : worker.argv) line.word(argument);
}

}  // namespace

std::string repeat_command(const Plan& plan) {
  CommandLine line("perfbench run");
  add_workload(line, plan);
  add_probes(line, plan.probes);
  add_limits(line, plan.worker.limits);
  add_telemetry(line, plan.telemetry);
  add_surroundings(line, plan.worker);
  for (const std::string& expression : plan.measurements) line.option_unless_empty("--measurement", expression);
  line.option("--out-dir", plan.out_dir.string());
  line.flag("--keep-temp", plan.keep_temp);
  add_command(line, plan.worker);
  return line.take();
}

}  // namespace perfbench
