#include "cdash/names.h"

#include <gmock/gmock.h>

#include <regex>
#include <set>

namespace perfbench {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;

constexpr std::chrono::system_clock::time_point kStart{1795301725s + 900ms};  // 2026-11-21 22:55:25

std::string refused_name(std::string_view name) {
  const auto good = check_dashboard_name("--site", name);
  EXPECT_FALSE(good) << name;
  if (good) return "";
  EXPECT_EQ(good.error().kind, ErrorKind::usage);
  EXPECT_EQ(good.error().where, "--site");
  EXPECT_THAT(good.error().advice, HasSubstr("letters, digits"));
  return good.error().what;
}

TEST(DashboardNames, PlainAsciiIsGood) {
  for (const std::string& name : {std::string("Linux-x86_64"), std::string("intel-xeon-2cpu"), std::string("a"),
                                  std::string("gcc 12.2 -O2 (LTO) + 'x' = ~$%;!@^`/,[]{}"), std::string(200, 'n')}) {
    EXPECT_TRUE(check_dashboard_name("--site", name)) << name;
  }
}

TEST(DashboardNames, EachForbiddenCharacterIsNamed) {
  for (const char c : std::string("\\:*?\"<>|&#")) {
    EXPECT_EQ(refused_name(std::string("a") + c + "b"), std::string("the name must not hold '") + c + "'");
    EXPECT_EQ(refused_name(std::string(1, c)), std::string("the name must not hold '") + c + "'");
  }
}

TEST(DashboardNames, WhatIsNoPlainAsciiIsNamedByItsByte) {
  using namespace std::string_view_literals;
  EXPECT_EQ(refused_name("a\nb"), "the name must not hold the byte 0x0a");
  EXPECT_EQ(refused_name("a\tb"), "the name must not hold the byte 0x09");
  EXPECT_EQ(refused_name("a\0b"sv), "the name must not hold the byte 0x00");
  EXPECT_EQ(refused_name("a\x1f"), "the name must not hold the byte 0x1f");
  EXPECT_EQ(refused_name("a\x7f"), "the name must not hold the byte 0x7f");
  EXPECT_EQ(refused_name("caf\xc3\xa9"), "the name must not hold the byte 0xc3");
  EXPECT_EQ(refused_name("a\xff"), "the name must not hold the byte 0xff");
}

TEST(DashboardNames, NoneAndTooLongOnesAreRefused) {
  EXPECT_EQ(refused_name(""), "the name is empty");
  EXPECT_EQ(refused_name(std::string(201, 'n')), "the name is longer than 200 characters");
}

// Text in XML loses them, and the query would name another build than the document.
TEST(DashboardNames, BlanksAtTheEndsAreRefused) {
  for (const char* name : {" a", "a ", " ", "  a b  "}) {
    EXPECT_EQ(refused_name(name), "the name begins or ends with a space") << name;
  }
}

TEST(BuildStamp, IsTheStartInUtcSixDigitsAndTheGroup) {
  EXPECT_TRUE(std::regex_match(build_stamp(kStart, "id", "Nightly"), std::regex("20261121-225525[0-9]{6}-Nightly")))
      << build_stamp(kStart, "id", "Nightly");
}

TEST(BuildStamp, IsTheSameForTheSame) {
  EXPECT_EQ(build_stamp(kStart, "id", "Nightly"), build_stamp(kStart, "id", "Nightly"));
  EXPECT_EQ(build_stamp(kStart, "id", "Nightly"), build_stamp(kStart - 400ms, "id", "Nightly"));
}

TEST(BuildStamp, TellsApartWhatBeganInTheSameSecond) {
  std::set<std::string> stamps;
  constexpr int kMany = 50;
  const std::regex shape("20261121-225525[0-9]{6}-Nightly");
  for (int i = 0; i < kMany; ++i) {
    const std::string stamp = build_stamp(kStart, "server\nrun " + std::to_string(i), "Nightly");
    EXPECT_TRUE(std::regex_match(stamp, shape)) << stamp;
    stamps.insert(stamp);
  }
  EXPECT_EQ(stamps.size(), kMany);
}

TEST(BuildStamp, DiffersByStartAndGroup) {
  EXPECT_NE(build_stamp(kStart, "id", "Nightly"), build_stamp(kStart + 1s, "id", "Nightly"));
  EXPECT_THAT(build_stamp(kStart, "id", "My-Own Group"), EndsWith("-My-Own Group"));
}

TEST(BuildStamp, ItsDigitsDoNotChangeFromVersionToVersion) {
  EXPECT_EQ(build_stamp(kStart, "", "Experimental"), "20261121-225525208256-Experimental");
}

TEST(BuildStamp, KeepsItsShapeBeforeTheEpochToo) {
  const std::string stamp = build_stamp(std::chrono::system_clock::time_point(-1ms), "id", "G");
  EXPECT_TRUE(std::regex_match(stamp, std::regex("19691231-235959[0-9]{6}-G"))) << stamp;
}

}  // namespace
}  // namespace perfbench
