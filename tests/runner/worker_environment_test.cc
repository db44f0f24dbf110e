#include "runner/worker_environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "runner/worker_home.h"

namespace perfbench {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class EnvFile : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& text) {
    std::filesystem::path path = root_.path() / "env";
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  TemporaryRoot root_ = *TemporaryRoot::create(false);
};

TEST_F(EnvFile, ValuesAreTakenLiterally) {
  const auto variables = read_env_file(write("# comment\n\nA=1\nB= \"two\" # no comment \r\nC=x=y\nD=\n"));
  ASSERT_TRUE(variables);
  ASSERT_EQ(variables->size(), 4U);
  EXPECT_EQ((*variables)[1].value, " \"two\" # no comment ");
  EXPECT_EQ((*variables)[2].value, "x=y");
  EXPECT_EQ((*variables)[3].value, "");
}

TEST_F(EnvFile, ABrokenLineIsNamedByItsNumberAndNotShown) {
  const auto variables = read_env_file(write("A=1\ns3cret\n"));
  ASSERT_FALSE(variables);
  EXPECT_THAT(variables.error().where, HasSubstr(":2"));
  EXPECT_THAT(to_string(variables.error()), Not(HasSubstr("s3cret")));
}

TEST_F(EnvFile, AMissingFileIsAPlanError) {
  for (const auto& path : {root_.path() / "none", root_.path()}) {
    const auto variables = read_env_file(path);
    ASSERT_FALSE(variables);
    EXPECT_EQ(variables.error().kind, ErrorKind::plan);
  }
}

TEST(WorkerEnvironment, AddedVariablesReplaceInheritedOnes) {
  ::setenv("PERFBENCH_TEST_A", "inherited", 1);
  const auto environment = inherited_environment({{"PERFBENCH_TEST_A", "first"}, {"PERFBENCH_TEST_A", "last"}});
  EXPECT_EQ(variable(environment, "PERFBENCH_TEST_A"), "last");
  EXPECT_THAT(environment, Not(Contains(HasSubstr("inherited"))));
  EXPECT_EQ(variable(environment, "PERFBENCH_TEST"), "");
}

}  // namespace
}  // namespace perfbench
