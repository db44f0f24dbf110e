#include "cdash/token.h"

#include <gmock/gmock.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <array>
#include <cstring>
#include <thread>

#include "temporary_folder.h"

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kVariable = "PERFBENCH_TEST_TOKEN";

class Token : public TemporaryFolder {
 protected:
  void SetUp() override {
    TemporaryFolder::SetUp();
    dumpable_ = ::prctl(PR_GET_DUMPABLE);
    ::unsetenv("CDASH_TOKEN");
    ::unsetenv(kVariable);
  }
  void TearDown() override {
    ::unsetenv("CDASH_TOKEN");
    ::unsetenv(kVariable);
    ::prctl(PR_SET_DUMPABLE, dumpable_);
    TemporaryFolder::TearDown();
  }

  std::filesystem::path file_with(std::string_view bytes) const {
    put(folder_ / "token", bytes);
    return folder_ / "token";
  }

  static Error refusal(const TokenSource& source) {
    const auto token = take_token(source);
    EXPECT_FALSE(token);
    if (token) return {};
    EXPECT_EQ(token.error().kind, ErrorKind::usage);
    EXPECT_THAT(to_string(token.error()), Not(HasSubstr("s3cret")));
    return token.error();
  }

 private:
  int dumpable_ = 1;
};

TEST_F(Token, ThereMayBeNone) {
  const auto token = take_token({});
  ASSERT_TRUE(token);
  EXPECT_EQ(*token, "");
  ::setenv("CDASH_TOKEN", "", 1);
  EXPECT_EQ(take_token({}).value(), "");
}

TEST_F(Token, ComesFromTheUsualVariable) {
  ::setenv("CDASH_TOKEN", "s3cret", 1);
  EXPECT_EQ(take_token({}).value(), "s3cret");
}

TEST_F(Token, ComesFromTheVariableThatIsNamed) {
  ::setenv("CDASH_TOKEN", "another", 1);
  ::setenv(kVariable, "s3cret", 1);
  EXPECT_EQ(take_token({.variable = kVariable, .file = {}}).value(), "s3cret");
}

TEST_F(Token, IsGoneFromTheEnvironmentAndItsMemoryIsOverwritten) {
  static std::array<char, 64> entry{};
  const std::string whole = std::string(kVariable) + "=s3cret";
  std::memcpy(entry.data(), whole.c_str(), whole.size() + 1);
  ASSERT_EQ(::putenv(entry.data()), 0);
  ASSERT_EQ(take_token({.variable = kVariable, .file = {}}).value(), "s3cret");
  EXPECT_EQ(std::getenv(kVariable), nullptr);
  EXPECT_EQ(std::string(entry.data(), entry.size()).find("s3cret"), std::string::npos);
  EXPECT_EQ(std::string(entry.data(), whole.size()), std::string(kVariable) + "=" + std::string(6, '\0'));
  EXPECT_EQ(refusal({.variable = kVariable, .file = {}}).what, "this environment variable is not set, or empty");
}

TEST_F(Token, IsTakenOutOfTheEnvironmentEvenWhereItIsNone) {
  ::setenv(kVariable, "two s3cret words", 1);
  refusal({.variable = kVariable, .file = {}});
  EXPECT_EQ(std::getenv(kVariable), nullptr);
}

TEST_F(Token, AVariableThatIsNotThereIsAnError) {
  const Error error = refusal({.variable = kVariable, .file = {}});
  EXPECT_EQ(error.where, std::string("--token-env ") + kVariable);
  EXPECT_THAT(error.advice, HasSubstr("never the token"));
  ::setenv(kVariable, "", 1);
  EXPECT_EQ(refusal({.variable = kVariable, .file = {}}).what, "this environment variable is not set, or empty");
}

TEST_F(Token, ComesFromAFileWithoutTheLinesEnd) {
  for (const char* text : {"s3cret", "s3cret\n", "s3cret\r\n", "s3cret\n\n"}) {
    EXPECT_EQ(take_token({.variable = "", .file = file_with(text)}).value(), "s3cret");
  }
}

TEST_F(Token, ComesFromAPipe) {
  const std::filesystem::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { put(pipe, "s3cret\n"); });
  const auto token = take_token({.variable = "", .file = pipe});
  writer.join();
  EXPECT_EQ(token.value(), "s3cret");
}

TEST_F(Token, TheFileCountsMoreThanTheUsualVariable) {
  ::setenv("CDASH_TOKEN", "another", 1);
  EXPECT_EQ(take_token({.variable = "", .file = file_with("s3cret")}).value(), "s3cret");
}

TEST_F(Token, GivenTwiceIsAnError) {
  ::setenv(kVariable, "s3cret", 1);
  const Error error = refusal({.variable = kVariable, .file = file_with("s3cret")});
  EXPECT_EQ(error.what, "the token is given twice");
  EXPECT_EQ(error.where, "--token-env and --token-file");
}

TEST_F(Token, AFileThatIsNoneIsAnErrorWithItsCause) {
  const Error missing = refusal({.variable = "", .file = folder_ / "missing"});
  EXPECT_EQ(missing.what, "the token cannot be read");
  EXPECT_EQ(missing.where, "--token-file " + (folder_ / "missing").string());
  EXPECT_EQ(missing.cause, "No such file or directory");
  EXPECT_EQ(refusal({.variable = "", .file = folder_}).cause, "no regular file or pipe");
  EXPECT_EQ(refusal({.variable = "", .file = "/dev/zero"}).cause, "no regular file or pipe");
}

TEST_F(Token, WhatIsNoneIsRefusedAndNotShown) {
  using namespace std::string_view_literals;
  for (const std::string_view text :
       {"two s3cret words"sv, " s3cret"sv, "s3cret "sv, "s3cret\ns3cret"sv, "s3cret\t"sv, "s3cret\0"sv, "s3cret\x7f"sv,
        "s3cret\xc3\xa4"sv, "s3cret\r\nX-Header: 1"sv, "s3cret\x1b[2J"sv}) {
    const Error error = refusal({.variable = "", .file = file_with(text)});
    EXPECT_EQ(error.what, "what is in it is no token: it holds a blank or worse") << text;
    EXPECT_EQ(error.where, "--token-file " + (folder_ / "token").string());
  }
  for (const std::string_view text : {""sv, "\n"sv, "\r\n"sv}) {
    EXPECT_EQ(refusal({.variable = "", .file = file_with(text)}).what, "there is no token in it");
  }
  ::setenv(kVariable, "s3cret s3cret", 1);
  EXPECT_EQ(refusal({.variable = kVariable, .file = {}}).where, std::string("--token-env ") + kVariable);
}

TEST_F(Token, ALongFileIsRefusedAndNotCut) {
  constexpr std::size_t kLongest = 10'000;
  EXPECT_EQ(take_token({.variable = "", .file = file_with(std::string(kLongest, 't'))}).value(),
            std::string(kLongest, 't'));
  EXPECT_EQ(refusal({.variable = "", .file = file_with(std::string(kLongest + 1, 't'))}).cause,
            "it is longer than any token");
}

TEST_F(Token, AProcessThatTookOneLeavesNoCoreAndIsNotReadByOthers) {
  ASSERT_EQ(::prctl(PR_SET_DUMPABLE, 1), 0);
  ::setenv("CDASH_TOKEN", "s3cret", 1);
  ASSERT_TRUE(take_token({}));
  EXPECT_EQ(::prctl(PR_GET_DUMPABLE), 0);
  ASSERT_EQ(::prctl(PR_SET_DUMPABLE, 1), 0);
  ASSERT_TRUE(take_token({.variable = "", .file = file_with("s3cret")}));
  EXPECT_EQ(::prctl(PR_GET_DUMPABLE), 0);
}

}  // namespace
}  // namespace perfbench
