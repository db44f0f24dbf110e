#include "model/shell_word.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

namespace perfbench {
namespace {

std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string output;
  for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) output += static_cast<char>(c);
  return output;
}

TEST(ShellWord, SafeWordsStayAsTheyAre) {
  EXPECT_EQ(shell_word("--out=/tmp/a-b_c.txt"), "--out=/tmp/a-b_c.txt");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a b"), "'a b'");
}

TEST(ShellWord, AShellReadsBackWhatWasMeant) {
  for (const std::string word : {"", "a b", "it's", "$HOME `id` \"q\" \\", "日本 語", "a\nb\tc", "back\\nslash\n",
                                 "\x1b[31m'", "\xff", "*", "~", "-n", ";|&<>(){}[]#!"}) {
    const std::string file = testing::TempDir() + "perfbench_shell_word.sh";
    std::FILE* script = std::fopen(file.c_str(), "w");
    ASSERT_NE(script, nullptr);
    std::fputs(("printf %s " + shell_word(word)).c_str(), script);
    std::fclose(script);
    EXPECT_EQ(output_of("bash " + file), word) << shell_word(word);
    std::remove(file.c_str());
  }
}

TEST(QuoteWords, QuotesEachThatNeedsIt) { EXPECT_EQ(quote_words({"ls", "-l", "a b", ""}), "ls -l 'a b' ''"); }

}  // namespace
}  // namespace perfbench
