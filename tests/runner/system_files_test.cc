#include "runner/system_files.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "runner/cpu_list.h"
#include "system_tree.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SystemFiles, AreReadBelowTheirRoot) {
  const SystemTree tree;
  tree.write("/proc/loadavg", "0.50 0.25 0.10 1/99 1234\nmore\n");
  tree.write("/sys/switch", " 1 \n");
  const SystemFiles files = tree.files();
  EXPECT_EQ(files.first_line("/proc/loadavg"), "0.50 0.25 0.10 1/99 1234");
  EXPECT_EQ(files.number("/sys/switch"), 1);
  EXPECT_TRUE(files.exists("/sys/switch"));
}

TEST(SystemFiles, ThatAreMissingOrNoFilesAreAbsentAndHoldNothingUp) {
  const TemporaryRoot root = *TemporaryRoot::create(false);
  ASSERT_EQ(::mkfifo((root.path().native() + "/pipe").c_str(), 0600), 0);
  const SystemFiles files(root.path());
  for (const char* path : {"/missing", "/pipe", "/"}) {
    EXPECT_EQ(files.text(path), std::nullopt) << path;
    EXPECT_EQ(files.first_line(path), "") << path;
    EXPECT_EQ(files.number(path), std::nullopt) << path;
  }
}

TEST(SystemFiles, ThatAreLongAreCutAtALine) {
  const SystemTree tree;
  tree.write("/proc/cpuinfo", "model name : A\n" + std::string(9000, 'x') + "\n");
  EXPECT_EQ(tree.files().text("/proc/cpuinfo", 4096), "model name : A\n");
}

TEST(SystemFiles, NumbersAreWholeOrNone) {
  EXPECT_EQ(integer_of(" 12\n"), 12);
  EXPECT_EQ(integer_of("-1"), -1);
  for (const char* text : {"", "max", "12x", "1.5", "99999999999999999999"}) EXPECT_EQ(integer_of(text), std::nullopt);
  EXPECT_EQ(decimal_of("1.5"), 1.5);
}

TEST(SystemFiles, ValuesAreFoundByTheirKeys) {
  EXPECT_EQ(value_of_key("NAME=x\nPRETTY_NAME=\"A B\"\n", "PRETTY_NAME", '='), "A B");
  EXPECT_EQ(value_of_key("model\t: 2\nmodel name\t: AMD EPYC\n", "model name", ':'), "AMD EPYC");
  EXPECT_EQ(value_of_key("a=1\n", "b", '='), "");
  EXPECT_EQ(counter_of("pswpin 12\npswpout 34\n", "pswpout"), 34);
  EXPECT_EQ(counter_of("nr_throttled_more 1\nnr_throttled\n", "nr_throttled"), std::nullopt);
  EXPECT_EQ(meminfo_bytes("MemFree:   2 kB\n", "MemFree:"), 2048);
}

TEST(CpuList, IsReadAndWrittenAsTheKernelDoes) {
  EXPECT_THAT(*parse_kernel_cpus("0-3,8\n"), ElementsAre(0, 1, 2, 3, 8));
  EXPECT_THAT(*parse_kernel_cpus(""), IsEmpty());
  EXPECT_EQ(kernel_cpus({0, 1, 2, 3, 8, 10, 11}), "0-3,8,10-11");
  EXPECT_EQ(kernel_cpus({}), "");
}

TEST(CpuList, IsNoneWhereTheTextIsNone) {
  for (const char* text : {"a", "3-1", "-1", "0-", "0-99999999999", "1024"}) {
    EXPECT_EQ(parse_kernel_cpus(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace perfbench
