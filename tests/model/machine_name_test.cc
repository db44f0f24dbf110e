#include "model/machine_name.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

Environment machine(const std::string& cpu_model, std::optional<int> online = {}) {
  Environment environment;
  environment.hostname = "container-8f3a";
  environment.architecture = "x86_64";
  environment.cpu_model = cpu_model;
  environment.online_cpu_count = online;
  return environment;
}

TEST(MachineName, IsTheProcessorAndHowManyAreOnline) {
  EXPECT_EQ(machine_name(machine("Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz", 40)),
            "intel-r-xeon-r-gold-6248-cpu-2-50ghz-40cpu");
  EXPECT_EQ(machine_name(machine("AMD EPYC 7763", 2)), "amd-epyc-7763-2cpu");
}

TEST(MachineName, EqualMachinesShareIt) {
  Environment one = machine("Xeon", 2);
  Environment other = machine("Xeon", 2);
  other.hostname = "container-77aa";
  other.kernel = "6.1.0";
  EXPECT_EQ(machine_name(one), machine_name(other));
  EXPECT_NE(machine_name(one), machine_name(machine("Xeon", 4)));
}

TEST(MachineName, HasNoDashAtItsEndsAndNoTwoTogether) {
  EXPECT_EQ(machine_name(machine("  (X) -- Y ()  ")), "x-y");
  EXPECT_EQ(machine_name(machine("Neoverse\tN1\xc3\xa4\n")), "neoverse-n1");
}

TEST(MachineName, HasAtMostSixtyCharactersOfTheModel) {
  EXPECT_EQ(machine_name(machine(std::string(60, 'a'), 2)), std::string(60, 'a') + "-2cpu");
  EXPECT_EQ(machine_name(machine(std::string(61, 'a'), 2)), std::string(60, 'a') + "-2cpu");
  EXPECT_EQ(machine_name(machine(std::string(59, 'a') + " b", 2)), std::string(59, 'a') + "-2cpu");
}

TEST(MachineName, OfAnUnknownProcessorItIsTheArchitecture) {
  EXPECT_EQ(machine_name(machine("", 2)), "x86_64-2cpu");
  EXPECT_EQ(machine_name(machine("()", 2)), "x86_64-2cpu");
}

TEST(MachineName, AnArchitectureIsAWord) {
  Environment environment = machine("", 2);
  environment.architecture = "x86_64\n<&>";
  EXPECT_EQ(machine_name(environment), "x86_64-2cpu");
}

TEST(MachineName, OfNothingKnownItIsStillAName) {
  EXPECT_EQ(machine_name({}), "machine");
  Environment environment;
  environment.cpu_model = "--";
  environment.cpu_count = 3;
  EXPECT_EQ(machine_name(environment), "machine-3cpu");
}

TEST(MachineName, TheProcessorsOfTheMachineCountMoreThanThoseOfTheProcess) {
  Environment environment = machine("Xeon", 40);
  environment.cpu_count = 4;
  EXPECT_EQ(machine_name(environment), "xeon-40cpu");
  environment.online_cpu_count.reset();
  EXPECT_EQ(machine_name(environment), "xeon-4cpu");
}

}  // namespace
}  // namespace perfbench
