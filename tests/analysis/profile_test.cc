#include "analysis/profile.h"

#include <gmock/gmock.h>

#include <fstream>

#include "records.h"

namespace perfbench {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ProfileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "perfbench-profiles-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    fs::create_directory(builtin());
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path builtin() const { return folder_ / "builtin"; }

  std::string write(const std::string& name, const std::string& text) const {
    const fs::path file = folder_ / name;
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }

  Profile loaded(const std::string& name_or_file) const {
    auto profile = load_profile(name_or_file, builtin());
    EXPECT_TRUE(profile) << (profile ? "" : to_string(profile.error()));
    return profile ? std::move(*profile) : Profile{};
  }

  Error refused(const std::string& name_or_file) const {
    const auto profile = load_profile(name_or_file, builtin());
    EXPECT_FALSE(profile) << name_or_file;
    if (profile) return {};
    EXPECT_EQ(profile.error().kind, ErrorKind::plan);
    return profile.error();
  }

  Error refused_text(const std::string& text) const { return refused(write("refused.json", text)); }

  fs::path folder_;
};

std::vector<std::string> texts_of(const std::vector<SlaRule>& rules) {
  std::vector<std::string> texts;
  for (const SlaRule& rule : rules) texts.push_back(rule.text);
  return texts;
}

TEST_F(ProfileTest, ReadsEveryKey) {
  const Profile profile = loaded(write("mine.json", R"({"name": "render", "description": "A picture.",
      "iterations": 20, "warmup": 0, "concurrency": 4, "timeout_sec": 1.5, "phase": "startup", "probe_interval_ms": 10,
      "monitor_sleep_ms": 2.5, "sla": ["latency_ms.p95 <= 250ms", "failed_runs_total == 0"]})"));
  EXPECT_EQ(profile.name, "render");
  EXPECT_EQ(profile.description, "A picture.");
  EXPECT_EQ(profile.iterations, 20);
  EXPECT_EQ(profile.warmup, 0);
  EXPECT_EQ(profile.concurrency, 4);
  EXPECT_EQ(profile.timeout, std::chrono::milliseconds(1500));
  EXPECT_EQ(profile.phase, "startup");
  EXPECT_EQ(profile.probe_interval, std::chrono::milliseconds(10));
  EXPECT_EQ(profile.monitor_interval, std::chrono::microseconds(2500));
  EXPECT_THAT(texts_of(profile.rules), ElementsAre("latency_ms.p95 <= 250ms", "failed_runs_total == 0"));
  EXPECT_EQ(profile.rules[0].origin, RuleOrigin::profile);
  EXPECT_EQ(profile.rules[0].origin_name, "render");
}

TEST_F(ProfileTest, SetsNothingThatItDoesNotName) {
  const Profile profile = loaded(write("empty.json", "{}"));
  EXPECT_EQ(profile.name, "empty");
  EXPECT_EQ(profile.iterations, std::nullopt);
  EXPECT_EQ(profile.warmup, std::nullopt);
  EXPECT_EQ(profile.concurrency, std::nullopt);
  EXPECT_EQ(profile.timeout, std::nullopt);
  EXPECT_EQ(profile.phase, std::nullopt);
  EXPECT_EQ(profile.probe_interval, std::nullopt);
  EXPECT_EQ(profile.monitor_interval, std::nullopt);
  EXPECT_THAT(profile.rules, IsEmpty());
}

TEST_F(ProfileTest, ABuiltInOneIsFoundByName) {
  write("builtin/quick.json", R"({"iterations": 2})");
  write("builtin/notes.txt", "no profile");
  EXPECT_EQ(loaded("quick").iterations, 2);
  EXPECT_EQ(loaded("quick").name, "quick");
  EXPECT_THAT(builtin_profile_names(builtin()), ElementsAre("quick"));
}

TEST_F(ProfileTest, AnUnknownNameTellsTheKnownOnes) {
  write("builtin/slow.json", "{}");
  write("builtin/quick.json", "{}");
  const Error error = refused("quik");
  EXPECT_EQ(error.what, "there is no profile 'quik'");
  EXPECT_THAT(error.advice, HasSubstr("quick, slow"));
}

TEST_F(ProfileTest, WithoutBuiltInOnesTheErrorTellsWhereTheyShouldBe) {
  fs::remove_all(builtin());
  EXPECT_THAT(builtin_profile_names(builtin()), IsEmpty());
  EXPECT_THAT(refused("quick").advice, HasSubstr(builtin().string()));
}

TEST_F(ProfileTest, ExtendsABuiltInOne) {
  write("builtin/base.json", R"({"description": "Base.", "iterations": 10, "warmup": 2, "timeout_sec": 9,
      "sla": ["latency_ms.p95 <= 100", "peak_open_fds.mean <= 6"]})");
  const Profile profile = loaded(write("mine.json", R"({"extends": "base", "iterations": 3,
      "sla": ["latency_ms.p95 < 200", "latency_ms.p50 <= 50"]})"));
  EXPECT_EQ(profile.name, "mine");
  EXPECT_EQ(profile.description, "Base.");
  EXPECT_EQ(profile.iterations, 3);
  EXPECT_EQ(profile.warmup, 2);
  EXPECT_EQ(profile.timeout, std::chrono::seconds(9));
  EXPECT_THAT(texts_of(profile.rules),
              ElementsAre("peak_open_fds.mean <= 6", "latency_ms.p95 < 200", "latency_ms.p50 <= 50"));
  EXPECT_EQ(profile.rules[0].origin_name, "base");
  EXPECT_EQ(profile.rules[1].origin_name, "mine");
}

TEST_F(ProfileTest, ExtendsAFileBesideItselfOverSeveralSteps) {
  fs::create_directory(folder_ / "sub");
  write("builtin/base.json", R"({"iterations": 10, "warmup": 2, "concurrency": 3})");
  write("sub/parent.json", R"({"extends": "../builtin/base.json", "iterations": 20})");
  const Profile profile = loaded(write("child.json", R"({"extends": "sub/parent.json", "warmup": 1})"));
  EXPECT_EQ(profile.iterations, 20);
  EXPECT_EQ(profile.warmup, 1);
  EXPECT_EQ(profile.concurrency, 3);
}

TEST_F(ProfileTest, ACycleIsToldWithItsMembers) {
  write("a.json", R"({"extends": "b.json"})");
  const std::string b = write("b.json", R"({"extends": "./a.json"})");
  const Error error = refused(b);
  EXPECT_EQ(error.what, "the profile extends itself");
  EXPECT_EQ(error.where, b);
  EXPECT_EQ(error.cause, b + " extends " + (folder_ / "a.json").string() + " extends " + b);
}

TEST_F(ProfileTest, WhatItExtendsMustBeThere) {
  const std::string mine = write("mine.json", R"({"extends": "nothing"})");
  EXPECT_EQ(refused(mine).where, mine);
  EXPECT_THAT(refused(mine).what, HasSubstr("'nothing'"));
  const Error file = refused(write("mine.json", R"({"extends": "nothing.json"})"));
  EXPECT_EQ(file.where, (folder_ / "nothing.json").string());
  EXPECT_THAT(file.cause, HasSubstr("No such file"));
}

TEST_F(ProfileTest, OnlyAFileCanBeRead) {
  EXPECT_THAT(refused((folder_ / "absent.json").string()).cause, HasSubstr("No such file"));
  EXPECT_THAT(refused(builtin().string()).cause, HasSubstr("no regular file"));
}

TEST_F(ProfileTest, BrokenJsonTellsItsPlace) {
  EXPECT_EQ(refused_text("{\n  \"iterations\": }").what, "broken JSON at line 2, column 17");
  EXPECT_EQ(refused_text("").what, "broken JSON at line 1, column 1");
  EXPECT_EQ(refused_text("{\"iterations\": 1e999}").what, "broken JSON");
  EXPECT_THAT(refused_text("[]").what, HasSubstr("of type array"));
}

TEST_F(ProfileTest, AnUnknownKeyTellsTheNearest) {
  const Error error = refused_text(R"({"warm_up": 1})");
  EXPECT_EQ(error.what, "unknown key 'warm_up'");
  EXPECT_THAT(error.advice, HasSubstr("nearest known key is 'warmup'"));
  EXPECT_EQ(error.where, (folder_ / "refused.json").string());
}

TEST_F(ProfileTest, WrongValuesTellTheRightOnes) {
  EXPECT_EQ(refused_text(R"({"iterations": "5"})").what,
            R"(iterations must be a whole number from 1 to 10 million, not "5")");
  EXPECT_EQ(refused_text(R"({"iterations": 0})").what, "iterations must be a whole number from 1 to 10 million, not 0");
  for (const std::string member :
       {R"("iterations": 2.5)", R"("iterations": null)", R"("iterations": 99999999999)",
        R"("iterations": 18446744073709551615)", R"("warmup": -1)", R"("concurrency": 0)", R"("timeout_sec": 0)",
        R"("timeout_sec": -1)", R"("timeout_sec": 1e10)", R"("timeout_sec": "1s")", R"("probe_interval_ms": 0.5)",
        R"("monitor_sleep_ms": 0)", R"("name": 5)", R"("name": "")", R"("phase": [])", R"("extends": {})",
        R"("sla": "latency_ms.p95 <= 1")", R"("sla": [1])", R"("description": 1)"}) {
    EXPECT_THAT(refused_text("{" + member + "}").what, HasSubstr(" must be ")) << member;
  }
}

TEST_F(ProfileTest, ABrokenRuleTellsFileAndRule) {
  const Error error = refused_text(R"({"name": "x", "sla": ["latency_ms.p95 <= 1", "latency_ms.p96 <= 1"]})");
  EXPECT_EQ(error.where, (folder_ / "refused.json").string() + ": rule 'latency_ms.p96 <= 1'");
  EXPECT_THAT(error.advice, HasSubstr("latency_ms.p95"));
}

TEST(MergeRules, ReplaceOnlyTheSameFigureInTheSameDirection) {
  const std::vector<SlaRule> inherited = {rule_of("latency_ms.p95 <= 100"), rule_of("latency_ms.p95 >= 10"),
                                          rule_of("latency_ms.p50 <= 50"), rule_of("failed_runs_total == 0")};
  EXPECT_THAT(
      texts_of(merge_rules(inherited, {rule_of("latency_ms.p95 < 90")})),
      ElementsAre("latency_ms.p95 >= 10", "latency_ms.p50 <= 50", "failed_runs_total == 0", "latency_ms.p95 < 90"));
  EXPECT_THAT(
      texts_of(merge_rules(inherited, {rule_of("latency_ms.p95 > 5")})),
      ElementsAre("latency_ms.p95 <= 100", "latency_ms.p50 <= 50", "failed_runs_total == 0", "latency_ms.p95 > 5"));
  EXPECT_THAT(texts_of(merge_rules({rule_of("failed_runs_total == 0"), rule_of("failed_runs_total != 7")},
                                   {rule_of("failed_runs_total == 1"), rule_of("failed_runs_total <= 2")})),
              ElementsAre("failed_runs_total != 7", "failed_runs_total == 1", "failed_runs_total <= 2"));
}

TEST(MergeRules, TellStrictAndLooseComparisonsNotApart) {
  EXPECT_THAT(texts_of(merge_rules({rule_of("latency_ms.p95 < 100"), rule_of("latency_ms.p50 > 1")},
                                   {rule_of("latency_ms.p95 <= 90"), rule_of("latency_ms.p50 >= 2")})),
              ElementsAre("latency_ms.p95 <= 90", "latency_ms.p50 >= 2"));
}

TEST(MergeRules, KeepAllOfWhatIsAdded) {
  EXPECT_THAT(texts_of(merge_rules({}, {rule_of("latency_ms.p95 <= 1"), rule_of("latency_ms.p95 <= 2")})),
              ElementsAre("latency_ms.p95 <= 1", "latency_ms.p95 <= 2"));
}

}  // namespace
}  // namespace perfbench
