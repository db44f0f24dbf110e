#include "runner/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>

#include "model/shell_word.h"
#include "runner/worker_home.h"

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SplitWords, FollowsTheShellsQuoting) {
  EXPECT_THAT(*split_words("git  status\t-s\n"), ElementsAre("git", "status", "-s"));
  EXPECT_THAT(*split_words(R"(a 'b  c' "d e" f\ g)"), ElementsAre("a", "b  c", "d e", "f g"));
  EXPECT_THAT(*split_words(R"(a'b'"c"d '' "")"), ElementsAre("abcd", "", ""));
  EXPECT_THAT(*split_words(R"("\"\\\$\`\n" '\"')"), ElementsAre(R"("\$`\n)", R"(\")"));
  EXPECT_THAT(*split_words("echo $HOME *.cc ~"), ElementsAre("echo", "$HOME", "*.cc", "~"));
}

TEST(SplitWords, WhatOnlyAShellCanDoIsAnError) {
  for (const std::string text : {"a | b", "a && b", "a > f", "a; b", "(a)", "a < f"}) {
    const auto words = split_words(text);
    ASSERT_FALSE(words) << text;
    EXPECT_THAT(words.error().what, HasSubstr("shell operator"));
    EXPECT_THAT(words.error().advice, HasSubstr("--shell"));
  }
  EXPECT_TRUE(split_words("a '|' \"&&\" \\;"));
}

TEST(SplitWords, UnfinishedTextIsAnError) {
  for (const std::string text : {"", "  ", "a 'b", "a \"b", "a\\", "\"a\\"}) EXPECT_FALSE(split_words(text)) << text;
}

TEST(SplitWords, ReadsBackWhatWasQuoted) {
  const std::vector<std::string> words = {"a b", "", "it's", "$x", "plain-1.2/x", "\"", "\\", "|"};
  EXPECT_EQ(*split_words(quote_words(words)), words);
}

class FindProgram : public testing::Test {
 protected:
  std::filesystem::path make_file(const std::string& name, const std::string& content, mode_t mode) {
    std::filesystem::path path = root_.path() / name;
    std::ofstream(path) << content;
    ::chmod(path.c_str(), mode);
    return path;
  }

  TemporaryRoot root_ = *TemporaryRoot::create(false);
};

TEST_F(FindProgram, SearchesTheFoldersInTheirOrder) {
  const std::string tool = make_file("tool", "", 0755);
  EXPECT_EQ(*find_program("tool", "/nonexistent:" + root_.path().string() + ":/bin"), tool);
  EXPECT_EQ(*find_program("./tool", "/bin"), "./tool");
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(root_.path());
  EXPECT_EQ(std::filesystem::path(*find_program("tool", "/nonexistent:")).lexically_normal(), tool);
  std::filesystem::current_path(before);
  EXPECT_EQ(find_program("no-such-tool", "/bin").error().kind, ErrorKind::plan);
}

TEST_F(FindProgram, FailuresOfExecAreExplained) {
  const auto explain = [&](const std::string& path, int error_number) {
    return to_string(explain_exec_failure(path, "", error_number));
  };
  EXPECT_THAT(explain(root_.path() / "nothing", ENOENT), HasSubstr("there is no such program"));
  EXPECT_THAT(explain(make_file("script", "#!/no/such/shell -e\n", 0755), ENOENT),
              HasSubstr("its interpreter '/no/such/shell' (first line) does not exist"));
  EXPECT_THAT(explain(make_file("data", "x", 0644), EACCES), HasSubstr("it is not executable"));
  EXPECT_THAT(explain(root_.path(), EACCES), HasSubstr("it is a directory"));
  EXPECT_THAT(explain(make_file("text", "echo hello\n", 0755), ENOEXEC), HasSubstr("#!/bin/sh"));
}

}  // namespace
}  // namespace perfbench
