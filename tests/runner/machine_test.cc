#include "runner/machine.h"

#include <gmock/gmock.h>

#include "runner/cpu_list.h"
#include "system_tree.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Key;
using testing::SizeIs;

constexpr const char* kCpus = "/sys/devices/system/cpu";

SystemTree workstation() {
  SystemTree tree;
  tree.write("/etc/os-release", "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
  tree.write("/proc/cpuinfo", "processor : 0\nmodel : 2\nmodel name\t: Example CPU\nflags : fpu\n");
  tree.write("/proc/meminfo", "MemTotal:       8388608 kB\nMemFree: 1 kB\n");
  tree.write("/proc/loadavg", "0.75 0.50 0.25 1/99 5\n");
  tree.write("/proc/self/personality", "00000000\n");
  tree.write("/proc/sys/kernel/randomize_va_space", "2\n");
  tree.write("/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
  const std::string cpus = kCpus;
  tree.write(cpus + "/online", "0-3\n");
  for (const int cpu : {0, 1, 2, 3}) {
    tree.write(cpus + "/cpu" + std::to_string(cpu) + "/topology/core_cpus_list", cpu < 2 ? "0-1\n" : "2-3\n");
  }
  tree.write(cpus + "/cpu0/cpufreq/scaling_governor", "powersave\n");
  tree.write(cpus + "/cpu0/cpufreq/scaling_driver", "intel_pstate\n");
  tree.write(cpus + "/intel_pstate/no_turbo", "0\n");
  tree.write(cpus + "/smt/active", "1\n");
  return tree;
}

TEST(DescribeMachine, ReadsAllThatItIsTold) {
  const Environment machine = describe_machine(workstation().files());
  EXPECT_EQ(machine.os, "Debian GNU/Linux 12 (bookworm)");
  EXPECT_EQ(machine.cpu_model, "Example CPU");
  EXPECT_EQ(machine.online_cpu_count, 4);
  EXPECT_EQ(machine.online_cpus, "0-3");
  EXPECT_EQ(machine.cpu_cores, 2);
  EXPECT_EQ(machine.memory_bytes, 8ll * 1024 * 1024 * 1024);
  EXPECT_EQ(machine.load_average_1m, 0.75);
  EXPECT_EQ(machine.cpu_governor, "powersave");
  EXPECT_EQ(machine.cpu_frequency_driver, "intel_pstate");
  EXPECT_EQ(machine.turbo, true);
  EXPECT_EQ(machine.smt, true);
  EXPECT_EQ(machine.aslr, "full");
  EXPECT_EQ(machine.virtualisation, "none");
  EXPECT_EQ(machine.container, "none");
  EXPECT_EQ(machine.clock_source, "tsc");
  EXPECT_THAT(machine.not_read, ElementsAre(Key("cgroup.version")));
}

TEST(DescribeMachine, TellsTheProcessorsThatItMayRunOn) {
  const Environment machine = describe_machine();
  ASSERT_TRUE(machine.cpu_count);
  EXPECT_THAT(*parse_kernel_cpus(machine.allowed_cpus), SizeIs(static_cast<std::size_t>(*machine.cpu_count)));
}

TEST(DescribeMachine, LeavesOutWhatItIsNotToldAndSaysWhy) {
  const SystemTree tree;
  tree.write("/proc/cpuinfo", "flags : fpu hypervisor\n");
  Environment machine = describe_machine(tree.files());
  EXPECT_EQ(machine.online_cpu_count, std::nullopt);
  EXPECT_EQ(machine.cpu_cores, std::nullopt);
  EXPECT_EQ(machine.memory_bytes, std::nullopt);
  EXPECT_EQ(machine.load_average_1m, std::nullopt);
  EXPECT_EQ(machine.turbo, std::nullopt);
  EXPECT_EQ(machine.smt, std::nullopt);
  EXPECT_EQ(machine.aslr, "");
  EXPECT_EQ(machine.not_read["cpu_governor"], "no cpufreq: virtual machine (vm)");
  EXPECT_EQ(machine.not_read["turbo"], "no cpufreq: virtual machine (vm)");
}

TEST(DescribeMachine, TurboIsWhatTheProcessorsDriverCallsIt) {
  const SystemTree tree;
  tree.write(std::string(kCpus) + "/cpufreq/boost", "0\n");
  EXPECT_EQ(describe_machine(tree.files()).turbo, false);
  tree.write(std::string(kCpus) + "/intel_pstate/no_turbo", "1\n");
  tree.write(std::string(kCpus) + "/cpufreq/boost", "1\n");
  EXPECT_EQ(describe_machine(tree.files()).turbo, false);
}

TEST(DescribeMachine, AddressesAreNotRandomisedWhereTheKernelOrThePersonalityForbidsIt) {
  const SystemTree tree = workstation();
  tree.write("/proc/sys/kernel/randomize_va_space", "1\n");
  EXPECT_EQ(describe_machine(tree.files()).aslr, "partial");
  tree.write("/proc/self/personality", "00040000\n");
  EXPECT_EQ(describe_machine(tree.files()).aslr, "off");
  tree.write("/proc/self/personality", "00000000\n");
  tree.write("/proc/sys/kernel/randomize_va_space", "0\n");
  EXPECT_EQ(describe_machine(tree.files()).aslr, "off");
}

TEST(DescribeMachine, NamesAReasonForEachGapOfThisMachineThatANewcomerWouldAskFor) {
  const Environment machine = describe_machine();
  EXPECT_EQ(machine.cpu_governor.empty(), machine.not_read.contains("cpu_governor"));
  EXPECT_EQ(!machine.turbo, machine.not_read.contains("turbo"));
}

}  // namespace
}  // namespace perfbench
