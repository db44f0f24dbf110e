#include "runner/launcher/group_reader.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "runner/file_descriptor.h"
#include "system_tree.h"

namespace perfbench {
namespace {

class GroupReaderTest : public testing::Test {
 protected:
  void put(const std::string& file, const std::string& text) const { tree_.write("/group/" + file, text); }
  launcher::GroupLook look(std::uint32_t uses) {
    const FileDescriptor folder(::open(tree_.files().full_path("/group").c_str(), O_RDONLY | O_DIRECTORY));
    launcher::GroupLook look;
    reader_.look(folder.get(), uses, look);
    return look;
  }

  SystemTree tree_;
  launcher::GroupReader reader_;
};

TEST_F(GroupReaderTest, TakesCpuTimeAndPressureOfVersion2) {
  put("cpu.stat",
      "usage_usec 5100\nuser_usec 5000\nsystem_usec 100\nnr_periods 9\nnr_throttled 2\nthrottled_usec 77\n");
  put("cpu.pressure", "some avg10=0.00 avg60=0.00 avg300=0.00 total=1234\nfull avg10=0.00 avg60=0.00 total=5\n");
  put("io.pressure", "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
  const launcher::GroupLook found = look(launcher::kGroupV2);
  EXPECT_EQ(found.cpu_us, 5100);
  EXPECT_EQ(found.user_us, 5000);
  EXPECT_EQ(found.system_us, 100);
  EXPECT_EQ(found.cpu_pressure_us, 1234);
  EXPECT_EQ(found.io_pressure_us, 0);
  EXPECT_EQ(found.memory_pressure_us, launcher::kUnknown);
  EXPECT_EQ(found.throttled_us, launcher::kUnknown);  // it has no limit of its own
  EXPECT_EQ(look(launcher::kGroupV2 | launcher::kGroupCpu).throttled_us, 77);
}

TEST_F(GroupReaderTest, TakesPeaksAndKillsOfBothVersions) {
  put("memory.peak", "1048576\n");
  put("memory.events", "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 9\n");
  put("pids.peak", "4\n");
  const launcher::GroupLook v2 = look(launcher::kGroupMemory | launcher::kGroupPids);
  EXPECT_EQ(v2.memory_peak_bytes, 1048576);
  EXPECT_EQ(v2.oom_kills, 2);
  EXPECT_EQ(v2.peak_pids, 4);
}

TEST_F(GroupReaderTest, TakesNanosecondsOfVersion1AsMicroseconds) {
  put("cpuacct.usage", "7000000\n");
  put("cpuacct.usage_user", "6000000\n");
  put("cpuacct.usage_sys", "1000000\n");
  put("cpu.stat", "nr_periods 3\nnr_throttled 1\nthrottled_time 2500000\n");
  put("memory.max_usage_in_bytes", "4096\n");
  put("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
  const launcher::GroupLook v1 = look(launcher::kGroupCpuacct | launcher::kGroupCpu | launcher::kGroupMemory);
  EXPECT_EQ(v1.cpu_us, 7000);
  EXPECT_EQ(v1.user_us, 6000);
  EXPECT_EQ(v1.system_us, 1000);
  EXPECT_EQ(v1.throttled_us, 2500);
  EXPECT_EQ(v1.memory_peak_bytes, 4096);
  EXPECT_EQ(v1.oom_kills, 1);
}

TEST_F(GroupReaderTest, IsUnknownWhereTheGroupDoesNotTell) {
  put("cpu.stat", "");
  const launcher::GroupLook nothing = look(launcher::kGroupV2 | launcher::kGroupPids | launcher::kGroupMemory);
  EXPECT_EQ(nothing.cpu_us, launcher::kUnknown);
  EXPECT_EQ(nothing.peak_pids, launcher::kUnknown);
  EXPECT_EQ(nothing.oom_kills, launcher::kUnknown);
}

}  // namespace
}  // namespace perfbench
