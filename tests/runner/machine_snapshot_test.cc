#include "runner/machine_snapshot.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "system_tree.h"

namespace perfbench {
namespace {

using testing::Contains;
using testing::Key;
using testing::Not;

std::string thermal(const char* counter) {
  cpu_set_t allowed;
  ::sched_getaffinity(0, sizeof allowed, &allowed);
  int first = 0;
  while (!CPU_ISSET(static_cast<unsigned>(first), &allowed)) ++first;
  return "/sys/devices/system/cpu/cpu" + std::to_string(first) + "/thermal_throttle/" + counter;
}

void write_quiet(const SystemTree& tree) {
  tree.write("/proc/stat", "cpu  100 0 50 800 20 0 10 20 5 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n");
  tree.write("/proc/loadavg", "0.50 0.40 0.30 1/99 5\n");
  tree.write("/proc/meminfo", "MemTotal: 100 kB\nMemFree: 40 kB\nMemAvailable: 60 kB\n");
  tree.write("/proc/vmstat", "pgfault 7\npswpin 10\npswpout 20\n");
  tree.write("/proc/pressure/cpu", "some avg10=0.00 avg60=0.00 avg300=0.00 total=1000\n");
  tree.write("/proc/pressure/memory", "some avg10=0.00 total=2000\nfull avg10=0.00 total=1000\n");
  tree.write("/proc/self/mountinfo", "31 23 0:28 / /cg rw - cgroup2 cgroup2 rw\n");
  tree.write("/proc/self/cgroup", "0::/\n");
  tree.write("/cg/cpu.stat", "nr_periods 10\nnr_throttled 1\nthrottled_usec 1000\n");
  tree.write(thermal("core_throttle_count"), "3\n");
  tree.write(thermal("package_throttle_count"), "4\n");
}

void write_busy(const SystemTree& tree) {
  tree.write("/proc/stat", "cpu  150 0 60 1100 20 0 10 60 5 0\n");
  tree.write("/proc/loadavg", "2.50 1.40 0.30 1/99 5\n");
  tree.write("/proc/meminfo", "MemTotal: 100 kB\nMemFree: 30 kB\nMemAvailable: 50 kB\n");
  tree.write("/proc/vmstat", "pgfault 9\npswpin 11\npswpout 23\n");
  tree.write("/proc/pressure/cpu", "some avg10=0.00 avg60=0.00 avg300=0.00 total=3500\n");
  tree.write("/proc/pressure/memory", "some avg10=0.00 total=2000\nfull avg10=0.00 total=1500\n");
  tree.write("/cg/cpu.stat", "nr_periods 30\nnr_throttled 6\nthrottled_usec 4500\n");
  tree.write(thermal("core_throttle_count"), "5\n");
  tree.write(thermal("package_throttle_count"), "5\n");
}

Environment noted(const MachineSnapshot& before, const MachineSnapshot& after) {
  Environment machine;
  note_run(machine, before, after);
  return machine;
}

TEST(MachineSnapshot, TwoOfThemTellWhatHappenedInBetween) {
  const SystemTree tree;
  write_quiet(tree);
  const MachineSnapshot before = snapshot_machine(tree.files());
  write_busy(tree);
  MachineSnapshot after = snapshot_machine(tree.files());
  after.at = before.at + std::chrono::milliseconds(2500);
  const Environment machine = noted(before, after);
  EXPECT_EQ(machine.before.load_average_1m, 0.5);
  EXPECT_EQ(machine.before.free_memory_bytes, 40 * 1024);
  EXPECT_EQ(machine.after.load_average_5m, 1.4);
  EXPECT_EQ(machine.after.available_memory_bytes, 50 * 1024);
  const MachineActivity& during = machine.during;
  EXPECT_EQ(during.elapsed_ms, 2500);
  EXPECT_EQ(during.steal_pct, 10);  // 40 of 400 ticks: what guests took is in user and nice already
  EXPECT_EQ(during.cgroup_periods, 20);
  EXPECT_EQ(during.cgroup_throttled_periods, 5);
  EXPECT_EQ(during.cgroup_throttled_ms, 3.5);
  EXPECT_EQ(during.thermal_throttle_events, 3);
  EXPECT_EQ(during.swapped_in_bytes, ::sysconf(_SC_PAGESIZE));
  EXPECT_EQ(during.swapped_out_bytes, 3 * ::sysconf(_SC_PAGESIZE));
  EXPECT_EQ(during.cpu_pressure.some_ms, 2.5);
  EXPECT_EQ(during.cpu_pressure.full_ms, std::nullopt);  // before Linux 5.13 there is none
  EXPECT_EQ(during.memory_pressure.some_ms, 0);
  EXPECT_EQ(during.memory_pressure.full_ms, 0.5);
  EXPECT_EQ(during.io_pressure.some_ms, std::nullopt);
  EXPECT_THAT(machine.not_read, Contains(Key("during.io_pressure")));
  EXPECT_THAT(machine.not_read, Not(Contains(Key("during.cpu_pressure"))));
}

TEST(MachineSnapshot, OfAMachineThatTellsNothingIsEmptyWithReasonsAndNeverZero) {
  const SystemTree tree;
  const Environment machine = noted(snapshot_machine(tree.files()), snapshot_machine(tree.files()));
  EXPECT_EQ(machine.before.load_average_1m, std::nullopt);
  EXPECT_EQ(machine.during.steal_pct, std::nullopt);
  EXPECT_EQ(machine.during.cgroup_throttled_ms, std::nullopt);
  EXPECT_EQ(machine.during.thermal_throttle_events, std::nullopt);
  EXPECT_EQ(machine.during.swapped_in_bytes, std::nullopt);
  for (const char* key : {"during.steal_pct", "during.cgroup_periods", "during.thermal_throttle_events",
                          "during.cpu_pressure", "during.memory_pressure", "during.io_pressure"}) {
    EXPECT_THAT(machine.not_read, Contains(Key(key)));
  }
}

TEST(MachineSnapshot, ACounterThatWentBackTellsNothing) {
  const SystemTree tree;
  write_busy(tree);
  tree.write("/proc/self/mountinfo", "31 23 0:28 / /cg rw - cgroup2 cgroup2 rw\n");
  tree.write("/proc/self/cgroup", "0::/\n");
  const MachineSnapshot before = snapshot_machine(tree.files());
  write_quiet(tree);
  const Environment machine = noted(before, snapshot_machine(tree.files()));
  EXPECT_EQ(machine.during.cgroup_throttled_ms, std::nullopt);
  EXPECT_EQ(machine.during.swapped_out_bytes, std::nullopt);
  EXPECT_EQ(machine.during.steal_pct, std::nullopt);
}

TEST(MachineSnapshot, BrokenFilesAreLikeMissingOnes) {
  const SystemTree tree;
  tree.write("/proc/stat", "cpu  1 2 x 4 5 6 7 8\n");
  tree.write("/proc/loadavg", "nonsense\n");
  tree.write("/proc/pressure/cpu", "some total=\nsome avg10=1\n");
  tree.write("/proc/vmstat", "pswpin\npswpout 99999999999999999999999\n");
  const MachineSnapshot snapshot = snapshot_machine(tree.files());
  EXPECT_EQ(snapshot.moment.load_average_1m, std::nullopt);
  EXPECT_EQ(snapshot.counters.cpu_ticks, std::nullopt);
  EXPECT_EQ(snapshot.counters.pages_swapped_out, std::nullopt);
  EXPECT_EQ(snapshot.counters.cpu_pressure.some_ms, std::nullopt);
}

TEST(MachineSnapshot, OfThisMachineIsRead) {
  const MachineSnapshot snapshot = snapshot_machine();
  EXPECT_TRUE(snapshot.moment.load_average_1m);
  EXPECT_TRUE(snapshot.moment.available_memory_bytes);
  EXPECT_TRUE(snapshot.counters.cpu_ticks);
}

}  // namespace
}  // namespace perfbench
