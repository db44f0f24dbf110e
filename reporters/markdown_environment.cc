#include "reporters/markdown_environment.h"

#include <fmt/format.h>

#include <vector>

#include "model/counted.h"
#include "model/human_number.h"
#include "reporters/markdown_text.h"

namespace perfbench {

namespace {

constexpr double kBytesPerMegabyte = 1024.0 * 1024;

class EnvironmentTable {
 public:
  void row(std::string_view name, const std::string& value) {
    if (!value.empty()) text_ += fmt::format("| {} | {} |\n", name, md_escaped(value));
  }
  // Those parts that say something, with commas.
  void row(std::string_view name, const std::vector<std::string>& parts) {
    std::string value;
    for (const std::string& part : parts) {
      if (!part.empty()) value += (value.empty() ? "" : ", ") + part;
    }
    row(name, value);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string megabytes(const std::optional<std::int64_t>& bytes) {
  return bytes ? fmt::format("{:.0f} MB", static_cast<double>(*bytes) / kBytesPerMegabyte) : "";
}

std::string on_or_off(std::string_view name, const std::optional<bool>& is_on) {
  return is_on ? fmt::format("{} {}", name, *is_on ? "on" : "off") : "";
}

std::string labelled(std::string_view name, const std::string& value) {
  return value.empty() ? "" : fmt::format("{} {}", name, value);
}

std::string load(const MachineMoment& moment) {
  return moment.load_average_1m ? fmt::format("{:.2f}", *moment.load_average_1m) : "";
}

// What is "none" needs no mention.
std::string unless_none(const std::string& value) { return value == "none" ? "" : value; }

void add_machine(EnvironmentTable& table, const Environment& machine) {
  table.row("Host", machine.hostname);
  table.row("System", machine.os);
  table.row("Kernel", machine.kernel);
  table.row("Architecture", machine.architecture);
  table.row("Virtualisation",
            {unless_none(machine.virtualisation), labelled("container", unless_none(machine.container))});
  table.row("Processor", machine.cpu_model);
  table.row("Processors usable", machine.cpu_count ? std::to_string(*machine.cpu_count) : "");
  table.row("Processors online",
            {machine.online_cpu_count ? std::to_string(*machine.online_cpu_count) : "",
             machine.cpu_cores ? counted(*machine.cpu_cores, "core") : "", on_or_off("SMT", machine.smt)});
  table.row("Governor", machine.cpu_governor);
  table.row("Turbo", machine.turbo ? (*machine.turbo ? "on" : "off") : "");
  table.row("Clock source", machine.clock_source);
  table.row("ASLR", machine.aslr);
  table.row("Memory", megabytes(machine.memory_bytes));
  table.row(
      "Control group",
      {machine.cgroup.cpus ? fmt::format("{:.3g} processors at most", *machine.cgroup.cpus) : "",
       machine.cgroup.memory_bytes ? megabytes(machine.cgroup.memory_bytes) + " at most" : "",
       machine.cgroup.pids ? fmt::format("{} at most", counted(*machine.cgroup.pids, "process", "processes")) : ""});
}

void add_activity(EnvironmentTable& table, const Environment& machine) {
  const MachineActivity& during = machine.during;
  if (machine.load_average_1m) table.row("Load before the run", fmt::format("{:.2f}", *machine.load_average_1m));
  table.row("Load after the run", load(machine.after));
  table.row("Memory available", megabytes(machine.before.available_memory_bytes));
  constexpr std::int64_t kNotableSwap = 100'000;
  const std::int64_t throttled = during.cgroup_throttled_periods.value_or(0);
  const std::int64_t hot = during.thermal_throttle_events.value_or(0);
  const std::int64_t swapped = during.swapped_in_bytes.value_or(0) + during.swapped_out_bytes.value_or(0);
  table.row("During the run", {during.steal_pct ? fmt::format("{:.1f} % stolen", *during.steal_pct) : "",
                               throttled > 0 ? fmt::format("throttled in {}", counted(throttled, "period")) : "",
                               hot > 0 ? fmt::format("too hot {}", counted(hot, "time")) : "",
                               swapped >= kNotableSwap
                                   ? fmt::format("{:.1f} MB swapped", static_cast<double>(swapped) / kBytesPerMegabyte)
                                   : ""});
}

void add_build(EnvironmentTable& table, const std::map<std::string, std::string>& build) {
  for (const auto& [key, value] : build) table.row("Build: " + md_escaped(key), value);
}

}  // namespace

std::string markdown_environment(const RunResult& result) {
  const Environment& machine = result.environment;
  EnvironmentTable table;
  add_machine(table, machine);
  add_activity(table, machine);
  add_build(table, result.plan.worker.build_info);
  table.row("Sources", {machine.git_commit, machine.git_dirty.value_or(false) ? "with changes" : ""});
  table.row("Fingerprints",
            {labelled("machine", machine.machine_fingerprint), labelled("config", machine.config_hash)});
  table.row("PerfBench", machine.perfbench_version);
  return "\n## Environment\n\n| | |\n|---|---|\n" + table.text();
}

}  // namespace perfbench
