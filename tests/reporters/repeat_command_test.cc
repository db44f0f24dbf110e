#include "reporters/repeat_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::Not;

Plan plan_of(std::vector<std::string> argv) {
  Plan plan;
  plan.worker.argv = std::move(argv);
  return plan;
}

TEST(RepeatCommand, StatesTheWorkloadAndTheCommand) {
  EXPECT_EQ(repeat_command(plan_of({"./app", "a b"})),
            "perfbench run --name local-perf --iterations 5 --warmup 1 --concurrency 1 --timeout-sec 300 "
            "--out-dir perf-results -- ./app 'a b'");
}

TEST(RepeatCommand, TakesSecretsFromTheShell) {
  Plan plan = plan_of({"./app"});
  plan.worker.environment = {{"TOKEN", "s3cret"}, {"a;$(id)", "s3cret"}, {"1ST", "s3cret"}};
  const std::string command = repeat_command(plan);
  EXPECT_THAT(command, HasSubstr(" --env TOKEN=\"$TOKEN\" "));
  EXPECT_THAT(command, HasSubstr(" --env 'a;$(id)=' "));
  EXPECT_THAT(command, HasSubstr(" --env 1ST= "));  // a shell takes "$1ST" for $1 and "ST"
  EXPECT_THAT(command, Not(HasSubstr("s3cret")));
}

TEST(RepeatCommand, NamesLimitsAndTheModeOfControlGroups) {
  Plan plan = plan_of({"./app"});
  plan.worker.limits = {.memory_bytes = 64 << 20, .cpus = 0.5, .pids = 8};
  plan.probes.cgroup = CgroupMode::full;
  EXPECT_THAT(repeat_command(plan), HasSubstr(" --cgroup full --memory-max 64MB --cpu-max 0.5 --pids-max 8 "));
}

TEST(RepeatCommand, NamesEveryOptionThatIsNotTheDefault) {
  Plan plan = plan_of({"/bin/sh", "-c", "a | b"});
  plan.worker.shell = true;
  plan.profile = "interactive";
  plan.profile_source = "profiles/interactive.json";
  plan.profile_name = "other";
  plan.phase = "startup";
  plan.deadline = std::chrono::milliseconds(1500);
  plan.probe_interval = std::chrono::milliseconds(5);
  plan.monitor_interval = std::chrono::microseconds(2500);
  plan.keep_temp = true;
  plan.worker.working_directory = "/tmp/x y";
  plan.worker.stdin_file = "in.txt";
  plan.worker.env_files = {"vars"};
  plan.worker.environment = {{.name = "OF_FILE", .value = "secret", .from_file = true}};
  plan.worker.home_env = {"A_HOME", "B_HOME"};
  plan.worker.home_files = {{"a.toml", "b/c.toml"}};
  plan.worker.cpu_affinity = {0, 2};
  plan.worker.emulator = {"qemu-arm", "-L", "/sys root"};
  plan.worker.output = OutputMode::pipe;
  plan.worker.keep_logs = true;
  plan.worker.build_info = {{"flags", "-O2 -g"}};
  SlaRule own;
  own.text = "latency_ms.p95 <= 1s";
  SlaRule inherited;
  inherited.text = "cpu_pct.mean <= 5";
  inherited.origin = RuleOrigin::profile;
  plan.rules = {own, inherited};
  plan.measurements = {"^latency_ms[.]", ""};
  EXPECT_EQ(
      repeat_command(plan),
      "perfbench run --name local-perf --profile-name other --profile-phase startup --profile "
      "profiles/interactive.json --iterations 5 "
      "--warmup 1 --concurrency 1 --timeout-sec 300 --deadline-sec 1.5 --probe-interval-ms 5 --monitor-sleep-ms 2.5 "
      "--sla 'latency_ms.p95 <= 1s' --emulator 'qemu-arm -L '\\''/sys root'\\''' --cwd '/tmp/x y' --stdin in.txt "
      "--env-file vars --home-env A_HOME "
      "--home-env B_HOME --home-file a.toml=b/c.toml --cpu-affinity 0,2 --build-info 'flags=-O2 -g' --output pipe "
      "--keep-logs "
      "--measurement '^latency_ms[.]' --out-dir perf-results --keep-temp --shell --cmd 'a | b'");
}

}  // namespace
}  // namespace perfbench
