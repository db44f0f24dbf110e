#include "reporters/v4_profile.h"

#include <nlohmann/json.hpp>

#include "model/duration.h"
#include "reporters/v4_value.h"

namespace perfbench {

namespace {

using nlohmann::ordered_json;

template <class Items, class Name>
ordered_json names_of(const Items& items, Name name) {
  ordered_json names = ordered_json::array();
  for (const auto& item : items) names.push_back(name(item));
  return names;
}

template <class Number>
ordered_json v4_limit(const std::optional<Number>& limit) {
  return limit ? ordered_json(*limit) : ordered_json();
}

void add_worker(ordered_json& profile, const WorkerPlan& worker) {
  profile["argv"] = worker.argv;
  profile["shell"] = worker.shell;
  profile["emulator"] = worker.emulator;
  profile["cwd"] = v4_text(worker.working_directory.string());
  profile["stdin"] = v4_text(worker.stdin_file.string());
  profile["output"] = to_string(worker.output);
  profile["keep_logs"] = worker.keep_logs;
  profile["env"] = names_of(worker.environment, [](const EnvironmentVariable& variable) { return variable.name; });
  profile["env_files"] = names_of(worker.env_files, [](const std::filesystem::path& file) { return file.string(); });
  profile["home_env"] = worker.home_env;
  profile["home_files"] = names_of(
      worker.home_files, [](const HomeFile& file) { return file.source.string() + "=" + file.destination.string(); });
  profile["metrics_jsonl"] = v4_text(worker.metrics_jsonl);
  profile["cpu_affinity"] = worker.cpu_affinity;
  profile["memory_max_bytes"] = v4_limit(worker.limits.memory_bytes);
  profile["cpu_max"] = v4_limit(worker.limits.cpus);
  profile["pids_max"] = v4_limit(worker.limits.pids);
}

void add_telemetry(ordered_json& profile, const TelemetryPlan& plan) {
  profile["otel"] = plan.enabled;
  profile["otel_flush_wait_ms"] = plan.flush_wait.count();
  profile["otel_max_series"] = plan.max_series;
  profile["otlp_jsonl"] = plan.keep_payloads;
  profile["signals"] =
      names_of(plan.signals, [](const SignalGroup& group) { return group.name + "=" + group.pattern; });
  profile["phase_attributes"] = plan.phase_attributes;
}

void add_probes(ordered_json& profile, const ProbePlan& plan) {
  profile["top_attach"] = plan.attach_sampling;
  profile["top_interval_ms"] = to_ms(plan.attach_interval);
  profile["vmmap_snapshots"] = plan.snapshots;
  profile["counters"] = plan.counters;
  profile["xctrace_capture"] = plan.hotspots;
  profile["xctrace_time_limit_sec"] = to_seconds(plan.hotspot_limit);
  profile["xctrace_hotspots_limit"] = plan.most_hotspots;
  profile["heap_capture"] = plan.heap;
  profile["instructions_mode"] = plan.callgrind ? "callgrind" : "perf";
  profile["explain"] = plan.explain;
  profile["cgroup"] = to_string(plan.cgroup);
}

}  // namespace

ordered_json v4_profile(const Plan& plan) {
  ordered_json profile = ordered_json::object();
  profile["name"] = plan.profile_name;
  profile["test_name"] = plan.name;
  profile["phase"] = plan.phase;
  profile["concurrency"] = plan.concurrency;
  profile["warmup"] = plan.warmup;
  profile["iterations"] = plan.iterations;
  profile["profile"] = v4_text(plan.profile);
  profile["profile_source"] = v4_text(plan.profile_source);
  profile["sla"] = names_of(plan.rules, [](const SlaRule& rule) { return rule.text; });
  profile["measurements"] = plan.measurements;
  profile["timeout_sec"] = to_seconds(plan.worker.timeout);
  profile["deadline_sec"] = plan.deadline ? ordered_json(to_seconds(*plan.deadline)) : ordered_json();
  add_telemetry(profile, plan.telemetry);
  profile["probe_interval_ms"] = to_ms(plan.probe_interval);
  profile["monitor_sleep_ms"] = to_ms(plan.monitor_interval);
  add_probes(profile, plan.probes);
  add_worker(profile, plan.worker);
  profile["out_dir"] = plan.out_dir.string();
  profile["keep_temp"] = plan.keep_temp;
  return profile;
}

}  // namespace perfbench
