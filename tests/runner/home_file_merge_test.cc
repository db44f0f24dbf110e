#include "runner/home_file_merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace perfbench {
namespace {

using testing::HasSubstr;

Result<std::string> merge(const std::string& destination, const std::vector<std::string>& texts) {
  std::vector<HomeFileText> files;
  for (const std::string& text : texts) files.push_back({"source-" + std::to_string(files.size() + 1), text});
  return merge_home_files(destination, files);
}

struct MergeCase {
  const char* name;
  std::vector<std::string> texts;
  std::string merged;
};

void expect_merged(const std::string& destination, const std::vector<MergeCase>& cases) {
  for (const auto& [name, texts, expected] : cases) {
    const auto merged = merge(destination, texts);
    ASSERT_TRUE(merged) << name << ": " << to_string(merged.error());
    EXPECT_EQ(*merged, expected) << name;
  }
}

TEST(HomeFileMerge, AFileAloneStaysAsItIs) {
  const std::string bytes("# comment\r\nno = = TOML \0\xFF", 25);
  for (const char* destination : {"a.toml", "a.json", "a"}) EXPECT_EQ(*merge(destination, {bytes}), bytes);
}

TEST(HomeFileMerge, TomlTablesAreMergedByTheirKeys) {
  expect_merged("a.toml",
                {
                    {"tables in tables",
                     {"[a]\nx = 1\n[a.b]\ny = 2\n", "[a.b]\nz = 3\n[c]\n"},  //
                     "[a]\nx = 1\n[a.b]\ny = 2\nz = 3\n[c]\n"},
                    {"a later value wins", {"x = 1\ny = 2", "x = 'new'", "x = true"}, "x = true\ny = 2\n"},
                    {"an empty file changes nothing", {"x = 1", ""}, "x = 1\n"},
                    {"over an empty file", {"", "x = 1"}, "x = 1\n"},
                    {"arrays are replaced", {"x = [1, 2, 3]", "x = [4]"}, "x = [4]\n"},
                    {"arrays of tables too",
                     {"[[x]]\na = 1\n[[x]]\na = 2\n", "[[x]]\nb = 3\n[[x]]\nc.d = [4]"},
                     "x = [{b = 3}, {c = {d = [4]}}]\n"},
                    {"a table over a value", {"x = 1", "[x]\na = 1"}, "[x]\na = 1\n"},
                    {"a value over a table", {"[x]\na = 1", "x = 1"}, "x = 1\n"},
                    {"a table over an array", {"x = [1]", "[x]\na = 1"}, "[x]\na = 1\n"},
                    {"dotted keys are tables", {"a.b.c = 1", "[a]\nb.d = 2"}, "[a.b]\nc = 1\nd = 2\n"},
                    {"quoted keys are other keys", {"\"a.b\" = 1", "a.b = 2"}, "\"a.b\" = 1\n[a]\nb = 2\n"},
                    {"inline tables are tables", {"a = { x = 1 }", "[a.b]\ny = 2"}, "[a]\nx = 1\n[a.b]\ny = 2\n"},
                    {"keys with quotes",
                     {"\"o'b\" = 1\n'a\"b' = 2", "[\"\".\"\\t\".\"o'b\"]"},
                     "\"a\\\"b\" = 2\n\"o'b\" = 1\n[\"\".\"\\t\".\"o'b\"]\n"},
                    {"comments and order are lost", {"# c\nz = 1 # d\n", "a = 1"}, "a = 1\nz = 1\n"},
                });
}

TEST(HomeFileMerge, TomlValuesKeepTheirMeaning) {
  expect_merged("a.toml",
                {
                    {"dates and times",
                     {"a = 1979-05-27T07:32:00.5-07:00\nb = 1979-05-27T07:32:00", "c = 1979-05-27\nd = 07:32:00"},
                     "a = 1979-05-27T07:32:00.5-07:00\nb = 1979-05-27T07:32:00\nc = 1979-05-27\nd = 07:32:00\n"},
                    {"numbers",
                     {"a = 9223372036854775807\nb = 0.25", "c = -inf\nd = nan\ne = 1e100\nf = 3.0\ng = 0xff"},
                     "a = 9223372036854775807\nb = 0.25\nc = -inf\nd = nan\ne = 1e+100\nf = 3.0\ng = 255\n"},
                    {"strings",
                     {"a = '''\n\n''x'''\nb = 'C:\\x'", "c = \"\"\"\\\n  \\u00B5\\n\\t\"\"\"\nd = '\"@HOME@\"'"},
                     "a = \"\\n''x\"\nb = \"C:\\\\x\"\nc = \"µ\\n\\t\"\nd = \"\\\"@HOME@\\\"\"\n"},
                });
}

TEST(HomeFileMerge, JsonIsMergedAsAPatch) {
  expect_merged(
      "a.json",
      {
          {"objects in objects, in their order",
           {R"({"z": {"b": 1, "a": [1, 2]}, "y": 1})", R"({"z": {"a": [3], "c": "µ"}, "x": 1.5})"},
           "{\n  \"z\": {\n    \"b\": 1,\n    \"a\": [\n      3\n    ],\n    \"c\": \"µ\"\n  },\n"
           "  \"y\": 1,\n  \"x\": 1.5\n}\n"},
          {"null takes out", {R"({"a": 1, "b": 2})", R"({"a": null})"}, "{\n  \"b\": 2\n}\n"},
          {"each file in its turn", {R"({"a": 1})", R"({"a": 2})", R"({"a": 3})"}, "{\n  \"a\": 3\n}\n"},
          {"an object over a value", {R"({"a": 1})", R"({"a": {"b": 1}})"}, "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n"},
          {"what is no object replaces all", {R"({"a": 1})", "[1]"}, "[\n  1\n]\n"},
          {"comments are passed over", {"// c\n{\"a\": 1} /* d */", "{}"}, "{\n  \"a\": 1\n}\n"},
      });
}

TEST(HomeFileMerge, AllElseIsAppended) {
  expect_merged("a.conf", {
                              {"on a line of its own", {"a", "b\n", "c"}, "a\nb\nc"},
                              {"without empty lines", {"", "a\n", "", "b"}, "a\nb"},
                              {"any bytes", {"\xFF\xFE", std::string("\0\r", 2)}, std::string("\xFF\xFE\n\0\r", 5)},
                          });
}

TEST(HomeFileMerge, TheNameOfTheDestinationDecidesElseThatOfASource) {
  const std::vector<std::pair<std::vector<std::filesystem::path>, std::string>> cases = {
      {{"out.toml", "a.json", "b"}, "x = 2\n"},
      {{"out", "a.toml", "b"}, "x = 2\n"},
      {{"out.conf", "a", "b.toml"}, "x = 2\n"},
      {{"toml", "a", "b.tomls"}, "x = 1\nx = 2"},
  };
  for (const auto& [names, expected] : cases) {
    const std::vector<HomeFileText> texts = {{names[1], "x = 1"}, {names[2], "x = 2"}};
    EXPECT_EQ(merge_home_files(names[0], texts).value_or("an error"), expected) << names[0];
  }
}

TEST(HomeFileMerge, WhatCannotBeReadIsNamedWithItsPlace) {
  struct Case {
    const char* destination;
    std::vector<std::string> texts;
    const char* where;
    const char* cause;
  };
  const std::vector<Case> cases = {
      {"a.toml", {"x = 1", "y = 1\nport = @WORKER_ID@\n"}, "source-2:2:8", "value"},
      {"a.toml", {"x = 1\nx = 2", ""}, "source-1:2:5", "redefine"},
      {"a.toml", {"x = '\xFF'", ""}, "source-1:1:5", "utf-8"},
      {"a.json", {"{\n  \"a\": 1,\n}", "{}"}, "source-1:3:1", "unexpected '}'"},
      {"a.json", {"{}", "@"}, "source-2:1:1", "invalid literal"},
      {"a.json", {"{}", "{}\n\n"}, "", ""},
      {"a.json", {"{}", ""}, "source-2:1:1", "unexpected end of input"},
      {"a.json", {"{}", "\"\xFF\""}, "source-2:1:2", "ill-formed UTF-8"},
      {"a.json", {"{}", "[1e999]"}, "source-2", "number overflow"},
  };
  for (const auto& [destination, texts, where, cause] : cases) {
    const auto merged = merge(destination, texts);
    EXPECT_EQ(merged.has_value(), *where == '\0');
    if (merged) continue;
    EXPECT_EQ(merged.error().kind, ErrorKind::plan);
    EXPECT_EQ(merged.error().where, where) << merged.error().cause;
    EXPECT_THAT(merged.error().cause, HasSubstr(cause));
  }
}

}  // namespace
}  // namespace perfbench
