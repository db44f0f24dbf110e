#include "reporters/gnuplot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "plot_pictures.h"

namespace perfbench {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::chrono::seconds kGnuplotPatience(30);
constexpr const char* kScript = "set terminal pngcairo size 640,480\nset title \"é\"\nplot [0:1] x\n";

// A variable of the environment for as long as the object lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    ::setenv(name, value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() {
    if (before_) {
      ::setenv(name_, before_->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

class Gnuplot : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::path(testing::TempDir()) / "perfbench-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { fs::remove_all(directory_); }

  // A program of that name which is a shell script.
  void pretend(const std::string& script) const {
    const fs::path program = directory_ / "gnuplot";
    std::ofstream(program) << "#!/bin/sh\n" << script << "\n";
    fs::permissions(program, fs::perms::owner_all);
  }

  fs::path directory_;
};

TEST_F(Gnuplot, MakesAPicture) {
  const auto picture = run_gnuplot(kScript, kGnuplotPatience);
  ASSERT_TRUE(picture) << to_string(picture.error());
  EXPECT_EQ(size_of_png(*picture), "640x480");
}

TEST_F(Gnuplot, DoesNotHearOfTheUsersSettings) {
  const auto expected = run_gnuplot(kScript, kGnuplotPatience);
  std::ofstream(directory_ / ".gnuplot") << "set print '" << (directory_ / "ran").string() << "'\nprint 1\nset grid\n";
  const Variable home("HOME", directory_.string());
  const Variable terminal("GNUTERM", "dumb");
  const Variable library("GNUPLOT_LIB", directory_.string());
  const Variable font("GNUPLOT_DEFAULT_GDFONT", "Courier");
  const Variable language("LC_ALL", "tr_TR.UTF-8");
  const auto picture = run_gnuplot(kScript, kGnuplotPatience);
  ASSERT_TRUE(expected && picture) << to_string(picture.error());
  EXPECT_EQ(*picture, *expected);
  EXPECT_FALSE(fs::exists(directory_ / "ran"));
}

TEST_F(Gnuplot, IsKilledWhenItTakesTooLong) {
  const auto begin = std::chrono::steady_clock::now();
  const auto picture = run_gnuplot("pause 600\n", 200ms);
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().what, "it was not done within 0.2 s");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kGnuplotPatience);
}

TEST_F(Gnuplot, TellsWhatIsWrongWithAScript) {
  const auto picture = run_gnuplot("set terminal pngcairo\nplot nonsense(x\n", kGnuplotPatience);
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().kind, ErrorKind::harness);
  EXPECT_EQ(picture.error().what, "it failed");
  EXPECT_THAT(picture.error().cause, HasSubstr("line 0: "));
}

TEST_F(Gnuplot, WhatIsNoPictureIsAnError) {
  EXPECT_FALSE(run_gnuplot("print 1\n", kGnuplotPatience));
  EXPECT_FALSE(run_gnuplot("", kGnuplotPatience));
  EXPECT_FALSE(run_gnuplot("set terminal svg\nplot x\n", kGnuplotPatience));
}

TEST_F(Gnuplot, HalfAPictureIsAnError) {
  const auto whole = run_gnuplot(kScript, kGnuplotPatience);
  ASSERT_TRUE(whole);
  std::ofstream(directory_ / "half.png", std::ios::binary) << whole->substr(0, whole->size() - 10);
  pretend("cat >/dev/null; cat " + (directory_ / "half.png").string());
  const Variable path("PATH", directory_.string() + ":/usr/bin:/bin");
  const auto picture = run_gnuplot(kScript, kGnuplotPatience);
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().what, "it made no picture");
}

TEST_F(Gnuplot, AMissingProgramIsAnErrorThatNamesItsPackage) {
  const Variable path("PATH", directory_.string());
  const auto picture = run_gnuplot(kScript, kGnuplotPatience);
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().what, "there is no such program");
  EXPECT_EQ(picture.error().advice, "apt-get install gnuplot-nox");
}

TEST_F(Gnuplot, IsFoundAsAShellWouldFindIt) {
  fs::create_directories(directory_ / "first" / "gnuplot");  // a directory is no program
  std::ofstream(directory_ / "gnuplot") << "not executable\n";
  const Variable path("PATH", (directory_ / "none").string() + ":" + (directory_ / "first").string() + ":" +
                                  directory_.string() + ":" + std::getenv("PATH"));
  EXPECT_TRUE(run_gnuplot(kScript, kGnuplotPatience));
}

TEST_F(Gnuplot, AProgramThatIsNoneIsAnError) {
  pretend("");
  std::ofstream(directory_ / "gnuplot") << "#!/no/such/interpreter\n";
  const Variable path("PATH", directory_.string());
  const auto picture = run_gnuplot(kScript, kGnuplotPatience);
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().what, "it cannot be executed");
}

}  // namespace
}  // namespace perfbench
