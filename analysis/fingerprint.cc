#include "analysis/fingerprint.h"

#include <fmt/format.h>

#define XXH_INLINE_ALL  // of its header alone: each shared library costs every run time
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/duration.h"

namespace perfbench {

namespace {

class Fields {
 public:
  explicit Fields(std::string_view kind_and_version) { add("fields", kind_and_version); }

  void add(std::string_view name, std::string_view value) {
    text_ += fmt::format("{}:{}={}:{}\n", name.size(), name, value.size(), value);
  }
  void add(std::string_view name, const std::vector<std::string>& values) {
    add(name, std::to_string(values.size()));
    for (const std::string& value : values) add("", value);
  }
  template <class Number>
  void add_number(std::string_view name, const std::optional<Number>& value) {
    add(name, value ? fmt::format("{}", *value) : "unknown");
  }
  std::string hash() const { return fmt::format("{:016x}", XXH3_64bits(text_.data(), text_.size())); }

 private:
  std::string text_;
};

std::optional<std::int64_t> rounded_memory(const std::optional<std::int64_t>& bytes) {
  if (!bytes || *bytes <= 0) return std::nullopt;
  const auto exact = static_cast<std::uint64_t>(*bytes);
  const std::uint64_t step = std::max<std::uint64_t>(std::bit_floor(exact) / 16, 1);
  return static_cast<std::int64_t>((exact + step / 2) / step * step);
}

// "6.1" of "6.1.0-18-amd64".
std::string_view major_and_minor(std::string_view release) {
  const std::size_t first = release.find('.');
  if (first == std::string_view::npos) return release;
  return release.substr(0, release.find_first_not_of("0123456789", first + 1));
}

template <class Items, class Text>
std::vector<std::string> sorted_texts(const Items& items, Text text) {
  std::vector<std::string> texts;
  for (const auto& item : items) texts.push_back(text(item));
  std::ranges::sort(texts);
  return texts;
}

void add_command(Fields& fields, const WorkerPlan& worker) {
  fields.add("argv", worker.argv);
  fields.add_number("shell", std::optional(worker.shell));
  fields.add("emulator", worker.emulator);
  fields.add("environment",
             sorted_texts(worker.environment, [](const EnvironmentVariable& variable) { return variable.name; }));
  fields.add("home_env", sorted_texts(worker.home_env, [](const std::string& name) { return name; }));
  std::vector<std::string> home_files;
  for (const HomeFile& file : worker.home_files) {
    home_files.push_back(file.source.string());
    home_files.push_back(file.destination.string());
  }
  fields.add("home_files", home_files);
  fields.add("cwd", worker.working_directory.string());
  fields.add("stdin", worker.stdin_file.string());
  fields.add("output", to_string(worker.output));
  fields.add("metrics_jsonl", worker.metrics_jsonl);
  fields.add("cpu_affinity", sorted_texts(worker.cpu_affinity, [](int cpu) { return std::to_string(cpu); }));
  fields.add_number("timeout_sec", std::optional(to_seconds(worker.timeout)));
  // What has been added since: in the hash only where it is given, which keeps the others.
  if (worker.limits.memory_bytes) fields.add_number("memory_max_bytes", worker.limits.memory_bytes);
  if (worker.limits.cpus) fields.add_number("cpu_max", worker.limits.cpus);
  if (worker.limits.pids) fields.add_number("pids_max", worker.limits.pids);
  for (const auto& [key, value] : worker.build_info) fields.add("build." + key, value);
}

}  // namespace

std::string machine_fingerprint(const Environment& machine) {
  Fields fields("machine 1");
  fields.add("cpu_model", machine.cpu_model);
  fields.add_number("cpu_cores", machine.cpu_cores);
  fields.add_number("online_cpu_count", machine.online_cpu_count);
  fields.add_number("cpu_count", machine.cpu_count);
  fields.add_number("smt", machine.smt);
  fields.add_number("turbo", machine.turbo);
  fields.add("cpu_governor", machine.cpu_governor);
  fields.add("cpu_frequency_driver", machine.cpu_frequency_driver);
  fields.add_number("memory_bytes", rounded_memory(machine.memory_bytes));
  fields.add("kernel", major_and_minor(machine.kernel));
  fields.add("architecture", machine.architecture);
  fields.add("virtualisation", machine.virtualisation);
  fields.add_number("cgroup.cpu_limit", machine.cgroup.cpus);
  return fields.hash();
}

std::string config_hash(const Plan& plan) {
  Fields fields("config 1");
  fields.add_number("iterations", std::optional(plan.iterations));
  fields.add_number("warmup", std::optional(plan.warmup));
  fields.add_number("concurrency", std::optional(plan.concurrency));
  fields.add("profile", plan.profile);
  fields.add("phase", plan.phase);
  fields.add_number("probe_interval_ms", std::optional(to_ms(plan.probe_interval)));
  fields.add_number("monitor_interval_ms", std::optional(to_ms(plan.monitor_interval)));
  fields.add_number("telemetry", std::optional(plan.telemetry.enabled));
  add_command(fields, plan.worker);
  return fields.hash();
}

}  // namespace perfbench
