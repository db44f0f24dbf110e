#include "reporters/file_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <thread>

namespace perfbench {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::chrono::system_clock::time_point kNow{1767348245s};

class FileSink : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::path(testing::TempDir()) / "perfbench-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = fs::canonical(pattern);
  }
  void TearDown() override { fs::remove_all(directory_); }

  static std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void put(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
  static std::vector<std::string> names_in(const fs::path& directory) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory)) names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
  }

  fs::path directory_;
};

using MakeRunDirectory = FileSink;
using LinkLatest = FileSink;
using WriteFile = FileSink;

TEST_F(MakeRunDirectory, MakesItAndItsParents) {
  const auto made = make_run_directory(directory_ / "a" / "b", "startup", kNow);
  ASSERT_TRUE(made);
  EXPECT_TRUE(fs::is_directory(*made));
  EXPECT_TRUE(made->is_absolute());
  EXPECT_EQ(made->parent_path(), directory_ / "a" / "b");
  EXPECT_TRUE(std::regex_match(made->filename().string(), std::regex("startup-[0-9]{8}-[0-9]{6}")));
}

TEST_F(MakeRunDirectory, ATakenNameGetsANumber) {
  const auto first = make_run_directory(directory_, "x", kNow);
  const auto second = make_run_directory(directory_, "x", kNow);
  put(first->string() + "-3", "a file in the way");
  const auto third = make_run_directory(directory_, "x", kNow);
  EXPECT_EQ(second->string(), first->string() + "-2");
  EXPECT_EQ(third->string(), first->string() + "-4");
}

TEST_F(MakeRunDirectory, TwoRunsAtOnceNeverShareOne) {
  std::vector<fs::path> made(16);
  {
    std::vector<std::jthread> threads;
    for (fs::path& path : made) {
      threads.emplace_back([&] { path = make_run_directory(directory_ / "new", "x", kNow).value(); });
    }
  }
  std::ranges::sort(made);
  EXPECT_EQ(std::ranges::adjacent_find(made), made.end());
}

TEST_F(MakeRunDirectory, NoNameLeavesTheOutputDirectory) {
  for (const std::string name :
       {"..", "../../x", "a/b", "/etc", ".", "", ".hidden", "a b\nc", "\x1b[31mred", "-rf", "\xff", "a\\b"}) {
    const auto made = make_run_directory(directory_ / "out", name, kNow);
    ASSERT_TRUE(made) << name;
    EXPECT_EQ(made->parent_path(), directory_ / "out") << name;
    const std::string directory = made->filename();
    EXPECT_EQ(directory.find_first_of("/\\ \n\x1b"), std::string::npos) << directory;
    EXPECT_NE(directory.front(), '.') << directory;
    EXPECT_NE(directory.front(), '-') << directory;
  }
}

TEST_F(MakeRunDirectory, AVeryLongNameIsCut) {
  EXPECT_TRUE(make_run_directory(directory_, std::string(5000, 'n'), kNow));
}

TEST_F(MakeRunDirectory, AFileInThePlaceOfTheOutputDirectoryIsAnError) {
  put(directory_ / "out", "");
  for (const fs::path& out_dir : {directory_ / "out", directory_ / "out" / "below"}) {
    const auto made = make_run_directory(out_dir, "x", kNow);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::harness);
    EXPECT_EQ(made.error().where, out_dir.string());
    EXPECT_EQ(made.error().cause, "Not a directory");
  }
}

TEST_F(MakeRunDirectory, ADirectoryThatTakesNoEntriesIsAnError) {
  const auto made = make_run_directory("/proc/self", "x", kNow);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().where, testing::StartsWith("/proc/"));
  EXPECT_FALSE(made.error().cause.empty());
}

TEST_F(LinkLatest, PointsToTheNewestRun) {
  const auto first = make_run_directory(directory_, "x", kNow);
  const auto second = make_run_directory(directory_, "x", kNow);
  ASSERT_TRUE(link_latest(*first));
  ASSERT_TRUE(link_latest(*second));
  EXPECT_EQ(fs::read_symlink(directory_ / "latest"), second->filename());
  EXPECT_EQ(names_in(directory_).size(), 3u);
}

TEST_F(LinkLatest, ADirectoryInItsPlaceIsAnErrorAndStays) {
  const auto run = make_run_directory(directory_, "x", kNow);
  fs::create_directory(directory_ / "latest");
  const auto linked = link_latest(*run);
  ASSERT_FALSE(linked);
  EXPECT_EQ(linked.error().where, (directory_ / "latest").string());
  EXPECT_EQ(names_in(directory_), (std::vector<std::string>{"latest", run->filename()}));
}

TEST_F(WriteFile, WritesAllAndLeavesNothingElse) {
  const std::string bytes = std::string("a\0b", 3) + std::string(3'000'000, 'x');
  ASSERT_TRUE(write_file(directory_ / "new" / "deep" / "file", bytes));
  EXPECT_EQ(content(directory_ / "new" / "deep" / "file"), bytes);
  EXPECT_EQ(names_in(directory_ / "new" / "deep"), (std::vector<std::string>{"file"}));
}

TEST_F(WriteFile, ReplacesAtOnceSoThatAReaderKeepsTheOld) {
  put(directory_ / "file", "old");
  std::ifstream reader(directory_ / "file");
  ASSERT_TRUE(write_file(directory_ / "file", "new"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), "old");
  EXPECT_EQ(content(directory_ / "file"), "new");
}

TEST_F(WriteFile, IsReadableByOthersAsTheUmaskAllows) {
  const mode_t before = ::umask(022);
  ASSERT_TRUE(write_file(directory_ / "file", ""));
  ::umask(before);
  EXPECT_EQ(fs::status(directory_ / "file").permissions(),
            fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read | fs::perms::others_read);
}

TEST_F(WriteFile, ARelativePathNeedsNoDirectory) {
  const fs::path before = fs::current_path();
  fs::current_path(directory_);
  const auto written = write_file("plain", "x");
  fs::current_path(before);
  ASSERT_TRUE(written);
  EXPECT_EQ(content(directory_ / "plain"), "x");
}

TEST_F(WriteFile, AFileAmongTheParentsIsAnError) {
  put(directory_ / "file", "kept");
  const auto written = write_file(directory_ / "file" / "below" / "x", "y");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().cause, "Not a directory");
  EXPECT_EQ(content(directory_ / "file"), "kept");
}

TEST_F(WriteFile, AFailedWriteLeavesNoTemporaryFile) {
  fs::create_directories(directory_ / "taken" / "by a directory");
  const auto written = write_file(directory_ / "taken", "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::harness);
  EXPECT_EQ(written.error().where, (directory_ / "taken").string());
  EXPECT_EQ(written.error().cause, "Is a directory");
  EXPECT_EQ(names_in(directory_), (std::vector<std::string>{"taken"}));
}

TEST_F(WriteFile, PassesByTemporaryNamesThatAreTaken) {
  put(directory_ / "victim", "kept");
  put(directory_ / "file", "old");
  for (int i = 1; i <= 2000; ++i) {
    fs::create_symlink("victim",
                       directory_ / (".perfbench-" + std::to_string(::getpid()) + "-" + std::to_string(i) + ".tmp"));
  }
  ASSERT_TRUE(write_file(directory_ / "file", "new"));
  EXPECT_EQ(content(directory_ / "file"), "new");
  EXPECT_EQ(content(directory_ / "victim"), "kept");
}

TEST_F(WriteFile, AFileSystemThatTakesNoFilesIsAnError) {
  const auto written = write_file("/proc/perfbench-test", "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().where, "/proc/perfbench-test");
  EXPECT_FALSE(written.error().cause.empty());
}

TEST_F(WriteFile, FollowsALinkInsteadOfReplacingIt) {
  put(directory_ / "target", "old");
  fs::create_symlink("target", directory_ / "link");
  ASSERT_TRUE(write_file(directory_ / "link", "new"));
  EXPECT_TRUE(fs::is_symlink(directory_ / "link"));
  EXPECT_EQ(content(directory_ / "target"), "new");
}

TEST_F(WriteFile, FollowsALinkWhoseTargetIsYetToBeMade) {
  fs::create_symlink("folder/target", directory_ / "link");
  ASSERT_TRUE(write_file(directory_ / "link", "new"));
  EXPECT_TRUE(fs::is_symlink(directory_ / "link"));
  EXPECT_EQ(content(directory_ / "folder" / "target"), "new");
}

TEST_F(WriteFile, ALinkToItselfIsAnError) {
  fs::create_symlink("link", directory_ / "link");
  const auto written = write_file(directory_ / "link", "new");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().where, (directory_ / "link").string());
  EXPECT_TRUE(fs::is_symlink(directory_ / "link"));
}

TEST_F(WriteFile, ADeviceIsWrittenToAndItsFailureReported) {
  const auto written = write_file("/dev/full", "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().cause, "No space left on device");
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(WriteFile, APipeIsWrittenTo) {
  const fs::path pipe = directory_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::string read;
  std::jthread reader([&] { read = content(pipe); });
  EXPECT_TRUE(write_file(pipe, "through"));
  reader.join();
  EXPECT_EQ(read, "through");
  EXPECT_TRUE(fs::is_fifo(pipe));
}

}  // namespace
}  // namespace perfbench
