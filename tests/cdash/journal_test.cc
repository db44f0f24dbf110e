#include "cdash/journal.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include "temporary_folder.h"

namespace perfbench {
namespace {

using testing::HasSubstr;

class SubmissionJournal : public TemporaryFolder {
 protected:
  std::filesystem::path file() const { return folder_ / "submission.json"; }

  Error refusal() const {
    const auto journal = Journal::open(folder_, store_in_place);
    EXPECT_FALSE(journal);
    if (journal) return {};
    EXPECT_EQ(journal.error().kind, ErrorKind::harness);
    return journal.error();
  }
};

TEST_F(SubmissionJournal, ANewOneKnowsOfNothing) {
  const auto journal = Journal::open(folder_ / "new" / "folder", store_in_place);
  ASSERT_TRUE(journal) << to_string(journal.error());
  EXPECT_EQ(journal->build_id("Build.xml"), "");
  EXPECT_EQ(journal->folder(), folder_ / "new" / "folder");
  EXPECT_TRUE(std::filesystem::is_directory(folder_ / "new" / "folder"));
}

TEST_F(SubmissionJournal, IsReadAgainByTheNextCall) {
  {
    auto journal = Journal::open(folder_, store_in_place);
    ASSERT_TRUE(journal);
    ASSERT_TRUE(journal->note("Build.xml", "4711"));
    ASSERT_TRUE(journal->note("Test.xml", "4712"));
    EXPECT_EQ(journal->build_id("Build.xml"), "4711");
  }
  auto journal = Journal::open(folder_, store_in_place);
  ASSERT_TRUE(journal);
  EXPECT_EQ(journal->build_id("Build.xml"), "4711");
  EXPECT_EQ(journal->build_id("Test.xml"), "4712");
  EXPECT_EQ(journal->build_id("Done.xml"), "");
  ASSERT_TRUE(journal->note("Done.xml", "4713"));
  EXPECT_EQ(
      content(file()),
      "{\n  \"accepted\": {\n    \"Build.xml\": \"4711\",\n    \"Done.xml\": \"4713\",\n    \"Test.xml\": \"4712\"\n"
      "  }\n}\n");
}

TEST_F(SubmissionJournal, ANoteThatCannotBeWrittenIsAnError) {
  auto journal = Journal::open(folder_, store_nothing);
  ASSERT_TRUE(journal);
  const auto noted = journal->note("Build.xml", "1");
  ASSERT_FALSE(noted);
  EXPECT_EQ(noted.error().where, file().string());
  EXPECT_EQ(noted.error().cause, "No space left on device");
}

TEST_F(SubmissionJournal, ADamagedFileIsAnErrorAndStaysAsItWas) {
  for (const std::string text : {"", "{", "[]", "null", "{}", R"({"accepted": []})",
                                 R"({"accepted": {"Build.xml": 7}})", R"({"accepted": {"Build.xml": "7"}} x)"}) {
    put(file(), text);
    const Error error = refusal();
    EXPECT_EQ(error.where, file().string()) << text;
    EXPECT_EQ(error.cause, "the file is damaged") << text;
    EXPECT_THAT(error.advice, HasSubstr("delete the file"));
    EXPECT_EQ(content(file()), text);
  }
}

// Taken for none, it would have all documents sent a second time.
TEST_F(SubmissionJournal, AFileThatCannotBeReadIsAnError) {
  std::filesystem::create_symlink("submission.json", file());
  const Error error = refusal();
  EXPECT_EQ(error.what, "what was sent cannot be told");
  EXPECT_EQ(error.cause, "Too many levels of symbolic links");
  std::filesystem::remove(file());
  std::filesystem::create_directory(file());
  EXPECT_EQ(refusal().what, "what was sent cannot be told");
}

TEST_F(SubmissionJournal, HoldsItsFolderForItself) {
  {
    const auto first = Journal::open(folder_, store_in_place);
    ASSERT_TRUE(first);
    EXPECT_EQ(refusal().what, "another perfbench submit is sending these results");
    EXPECT_EQ(refusal().where, folder_.string());
    EXPECT_TRUE(Journal::open(folder_ / "other", store_in_place));
  }
  EXPECT_TRUE(Journal::open(folder_, store_in_place));
}

TEST_F(SubmissionJournal, HoldsItsFolderWhereverItIsMoved) {
  auto first = Journal::open(folder_, store_in_place);
  ASSERT_TRUE(first);
  {
    const Journal moved = std::move(*first);
    EXPECT_EQ(refusal().what, "another perfbench submit is sending these results");
  }
  EXPECT_TRUE(Journal::open(folder_, store_in_place));
}

TEST_F(SubmissionJournal, IsNotPassedOnToProgramsThatAreStarted) {
  const auto journal = Journal::open(folder_, store_in_place);
  ASSERT_TRUE(journal);
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    if (std::filesystem::read_symlink(entry.path(), gone) != folder_) continue;
    EXPECT_TRUE(::fcntl(std::stoi(entry.path().filename().string()), F_GETFD) & FD_CLOEXEC);
    return;
  }
  FAIL() << "the folder is not open";
}

TEST_F(SubmissionJournal, AFolderThatCannotBeMadeIsAnError) {
  put(folder_ / "file", "");
  const auto journal = Journal::open(folder_ / "file" / "below", store_in_place);
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().kind, ErrorKind::harness);
  EXPECT_EQ(journal.error().what, "there is no place to keep what is sent");
  EXPECT_EQ(journal.error().cause, "Not a directory");
  EXPECT_THAT(journal.error().advice, HasSubstr("--xml-dir"));
  EXPECT_FALSE(Journal::open(folder_ / "file", store_in_place));
}

}  // namespace
}  // namespace perfbench
