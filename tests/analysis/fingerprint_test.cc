#include "analysis/fingerprint.h"

#include <gmock/gmock.h>

#include <functional>
#include <set>

#include "records.h"

namespace perfbench {
namespace {

using testing::MatchesRegex;

Environment some_machine() {
  Environment machine;
  machine.hostname = "bench-01";
  machine.kernel = "6.1.0-18-amd64";
  machine.architecture = "x86_64";
  machine.cpu_model = "Example CPU";
  machine.cpu_count = machine.online_cpu_count = 8;
  machine.cpu_cores = 4;
  machine.memory_bytes = 33'424'000'000;
  machine.cpu_governor = "performance";
  machine.cpu_frequency_driver = "acpi-cpufreq";
  machine.turbo = machine.smt = true;
  machine.virtualisation = "none";
  return machine;
}

std::string fingerprint_with(const std::function<void(Environment&)>& edit) {
  Environment machine = some_machine();
  edit(machine);
  return machine_fingerprint(machine);
}

TEST(MachineFingerprint, IsAHashThatStaysTheSameWithEachVersion) {
  EXPECT_THAT(machine_fingerprint(some_machine()), MatchesRegex("[0-9a-f]{16}"));
  EXPECT_EQ(machine_fingerprint(some_machine()), "d73c5cbd07bbd2f7");
}

TEST(MachineFingerprint, ChangesWithWhatMakesMachinesDiffer) {
  const std::vector<std::function<void(Environment&)>> changes = {
      [](Environment& machine) { machine.cpu_model = "Example CPU 2"; },
      [](Environment& machine) { machine.cpu_cores = 8; },
      [](Environment& machine) { machine.online_cpu_count = 16; },
      [](Environment& machine) { machine.cpu_count = 2; },
      [](Environment& machine) { machine.smt = false; },
      [](Environment& machine) { machine.smt.reset(); },
      [](Environment& machine) { machine.turbo = false; },
      [](Environment& machine) { machine.cpu_governor = "powersave"; },
      [](Environment& machine) { machine.cpu_frequency_driver = "intel_pstate"; },
      [](Environment& machine) { machine.memory_bytes = 66'848'000'000; },
      [](Environment& machine) { machine.kernel = "6.2.0"; },
      [](Environment& machine) { machine.architecture = "aarch64"; },
      [](Environment& machine) { machine.virtualisation = "kvm"; },
      [](Environment& machine) { machine.cgroup.cpus = 1.5; }};
  std::set<std::string> seen = {machine_fingerprint(some_machine())};
  for (const auto& change : changes) seen.insert(fingerprint_with(change));
  EXPECT_EQ(seen.size(), changes.size() + 1);
}

TEST(MachineFingerprint, DoesNotChangeWithNamesLoadAndSmallUpdates) {
  const std::vector<std::function<void(Environment&)>> changes = {
      [](Environment& machine) { machine.hostname = "bench-02"; },
      [](Environment& machine) { machine.os = "Debian GNU/Linux 13"; },
      [](Environment& machine) { machine.kernel = "6.1.0-21-amd64"; },
      [](Environment& machine) { *machine.memory_bytes += 50'000'000; },
      [](Environment& machine) { machine.load_average_1m = 7; },
      [](Environment& machine) { machine.before.free_memory_bytes = 1; },
      [](Environment& machine) { machine.during.steal_pct = 50; },
      [](Environment& machine) { machine.container = "docker"; },
      [](Environment& machine) { machine.git_commit = std::string(40, 'a'); },
      [](Environment& machine) { machine.not_read["turbo"] = "x"; }};
  for (const auto& change : changes) EXPECT_EQ(fingerprint_with(change), machine_fingerprint(some_machine()));
}

Plan some_plan() {
  Plan plan = plan_of({"latency_ms.p95 <= 250"});
  plan.worker.argv = {"./app", "a b"};
  plan.worker.environment = {{.name = "A", .value = "1"}, {.name = "B", .value = "2"}};
  plan.worker.build_info = {{"flags", "-O2"}};
  return plan;
}

std::string hash_with(const std::function<void(Plan&)>& edit) {
  Plan plan = some_plan();
  edit(plan);
  return config_hash(plan);
}

TEST(ConfigHash, IsAHashThatStaysTheSameWithEachVersion) {
  EXPECT_THAT(config_hash(some_plan()), MatchesRegex("[0-9a-f]{16}"));
  EXPECT_EQ(config_hash(some_plan()), "70c022f05754152e");
}

TEST(ConfigHash, ChangesWithWhatIsMeasured) {
  const std::vector<std::function<void(Plan&)>> changes = {
      [](Plan& plan) {
        plan.worker.argv = {"./app", "a", "b"};
      },
      [](Plan& plan) {
        plan.worker.argv = {"./app", "a c"};
      },
      [](Plan& plan) { plan.worker.shell = true; },
      [](Plan& plan) { plan.worker.emulator = {"qemu"}; },
      [](Plan& plan) { plan.worker.environment.pop_back(); },
      [](Plan& plan) { plan.worker.home_env = {"HOME"}; },
      [](Plan& plan) {
        plan.worker.home_files = {{"a", "b"}};
      },
      [](Plan& plan) { plan.worker.working_directory = "/tmp"; },
      [](Plan& plan) { plan.worker.stdin_file = "in"; },
      [](Plan& plan) { plan.worker.output = OutputMode::pipe; },
      [](Plan& plan) { plan.worker.metrics_jsonl = "stdout"; },
      [](Plan& plan) { plan.worker.timeout = std::chrono::seconds(1); },
      [](Plan& plan) { plan.worker.cpu_affinity = {0}; },
      [](Plan& plan) { plan.worker.build_info["flags"] = "-O3"; },
      [](Plan& plan) { plan.iterations = 6; },
      [](Plan& plan) { plan.warmup = 6; },
      [](Plan& plan) { plan.concurrency = 6; },
      [](Plan& plan) { plan.profile = "cold"; },
      [](Plan& plan) { plan.phase = "startup"; },
      [](Plan& plan) { plan.probe_interval = std::chrono::milliseconds(1); },
      [](Plan& plan) { plan.monitor_interval = std::chrono::milliseconds(1); },
      [](Plan& plan) { plan.telemetry.enabled = false; }};
  std::set<std::string> seen = {config_hash(some_plan())};
  for (const auto& change : changes) seen.insert(hash_with(change));
  EXPECT_EQ(seen.size(), changes.size() + 1);
}

TEST(ConfigHash, DoesNotChangeWithNamesRulesValuesAndFolders) {
  const std::vector<std::function<void(Plan&)>> changes = {
      [](Plan& plan) { plan.name = plan.profile_name = "other"; },
      [](Plan& plan) { plan.profile_source = "/x/cold.json"; },
      [](Plan& plan) { plan.rules.clear(); },
      [](Plan& plan) { plan.measurements = {"^latency"}; },
      [](Plan& plan) { plan.out_dir = "/elsewhere"; },
      [](Plan& plan) { plan.deadline = std::chrono::seconds(1490); },
      [](Plan& plan) { plan.worker.environment[0].value = "secret"; },
      [](Plan& plan) { std::swap(plan.worker.environment[0], plan.worker.environment[1]); },
      [](Plan& plan) { plan.worker.env_files = {"/run/secrets"}; },
      [](Plan& plan) { plan.worker.keep_logs = plan.keep_temp = true; }};
  for (const auto& change : changes) EXPECT_EQ(hash_with(change), config_hash(some_plan()));
}

}  // namespace
}  // namespace perfbench
