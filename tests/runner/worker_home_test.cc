#include "runner/worker_home.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

namespace perfbench {
namespace {

class WorkerHomeTest : public testing::Test {
 protected:
  static mode_t mode(const std::filesystem::path& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 07777;
  }
  static std::string read(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  TemporaryRoot root_ = *TemporaryRoot::create(false);
};

TEST_F(WorkerHomeTest, HomesAreFreshAndPrivate) {
  auto homes = WorkerHomes::create({}, root_.path());
  ASSERT_TRUE(homes);
  const auto first = homes->make({.batch = 0, .worker = 0}, {});
  const auto second = homes->make({.batch = 0, .worker = 1}, {});
  ASSERT_TRUE(first && second);
  EXPECT_NE(*first, *second);
  EXPECT_EQ(mode(*first), 0700U);
  EXPECT_EQ(mode(root_.path()), 0700U);
}

TEST_F(WorkerHomeTest, AHomeIsNeverOneThatIsThereAlready) {
  auto homes = WorkerHomes::create({}, root_.path());
  std::filesystem::create_directory(root_.path() / "home-1");
  const auto home = homes->make({.batch = 0, .worker = 0}, {});
  ASSERT_FALSE(home);
  EXPECT_EQ(home.error().cause, "File exists");
}

TEST_F(WorkerHomeTest, AHomeThatCannotBeFilledGoes) {
  const auto source = root_.path() / "source";
  std::ofstream(source) << "x";
  auto homes = WorkerHomes::create({{source, "file"}, {source, "file/below"}}, root_.path());
  ASSERT_TRUE(homes);
  const auto home = homes->make({.batch = 0, .worker = 0}, {});
  ASSERT_FALSE(home);
  EXPECT_EQ(home.error().what, "cannot make a folder");
  EXPECT_FALSE(std::filesystem::exists(root_.path() / "home-1"));
}

TEST_F(WorkerHomeTest, OnlyAHomeThatIsAsItWasMadeServesAnotherWorker) {
  auto homes = WorkerHomes::create({}, root_.path());
  const auto left_alone = *homes->make({.batch = 0, .worker = 0}, {});
  homes->retire(left_alone);
  EXPECT_EQ(*homes->make({.batch = 1, .worker = 0}, {}), left_alone);
  const auto written = *homes->make({.batch = 2, .worker = 0}, {});
  std::ofstream(written / "file") << "x";
  const auto opened = *homes->make({.batch = 3, .worker = 0}, {});
  ::chmod(opened.c_str(), 0755);
  const auto removed = *homes->make({.batch = 4, .worker = 0}, {});
  std::filesystem::remove(removed);
  for (const auto& home : {written, opened, removed}) {
    homes->retire(home);
    EXPECT_FALSE(std::filesystem::exists(home)) << home;
  }
  const auto fresh = homes->make({.batch = 5, .worker = 0}, {});
  ASSERT_TRUE(fresh);
  EXPECT_EQ(mode(*fresh), 0700U);
  EXPECT_TRUE(std::filesystem::is_empty(*fresh));
}

TEST_F(WorkerHomeTest, AHomeWithFilesIsMadeAnew) {
  const std::filesystem::path source = root_.path() / "source";
  std::ofstream(source) << "original";
  auto homes = WorkerHomes::create({{source, "file"}}, root_.path());
  const auto first = *homes->make({.batch = 0, .worker = 0}, {});
  homes->retire(first);
  EXPECT_FALSE(std::filesystem::exists(first));
  const auto emptied = *homes->make({.batch = 1, .worker = 0}, {});
  std::filesystem::remove(emptied / "file");
  homes->retire(emptied);
  EXPECT_EQ(read(*homes->make({.batch = 2, .worker = 0}, {}) / "file"), "original");
}

// Root would not be kept out by permissions.
bool removes_what_is_read_only_as_somebody_else() {
  if (::geteuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) return false;
  std::string top = "/tmp/perfbench-home-test-XXXXXX";
  if (::mkdtemp(top.data()) == nullptr) return false;
  const std::filesystem::path inner = std::filesystem::path(top) / "inner";
  std::filesystem::create_directory(inner);
  std::ofstream(inner / "file") << "x";
  ::chmod(inner.c_str(), 0500);
  ::chmod(top.c_str(), 0500);
  remove_tree(top);
  return !std::filesystem::exists(top);
}

TEST_F(WorkerHomeTest, WhatAWorkerMadeReadOnlyIsRemovedToo) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(removes_what_is_read_only_as_somebody_else() ? 0 : 1);
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST_F(WorkerHomeTest, FilesKeepTheirBytesAndPermissions) {
  const std::string bytes("\x00\x7F@HOME\xFF@WORKER_ID@ @OTHER@", 27);
  const std::filesystem::path source = root_.path() / "source";
  std::ofstream(source, std::ios::binary) << bytes;
  ::chmod(source.c_str(), 0600);
  auto homes = WorkerHomes::create({{source, "a/b/c"}}, root_.path());
  ASSERT_TRUE(homes);
  const auto home = homes->make({.batch = 3, .worker = 6}, {});
  ASSERT_TRUE(home);
  EXPECT_EQ(read(*home / "a/b/c"), std::string("\x00\x7F@HOME\xFF"
                                               "7 @OTHER@",
                                               17));
  EXPECT_EQ(mode(*home / "a/b/c"), 0600U);
}

TEST_F(WorkerHomeTest, APlaceholderIsReplacedByTheWorkersOwnValue) {
  const std::filesystem::path source = root_.path() / "source";
  std::ofstream(source)
      << "@OTLP_ENDPOINT@ @OTLP_METRICS_ENDPOINT@ @OTLP_TRACES_ENDPOINT@ @OTLP_HEADERS@|@HOME@@WORKER_ID@"
         "|@@WORKER_ID@@OTLP@";
  auto homes = WorkerHomes::create({{source, "file"}}, root_.path());
  ASSERT_TRUE(homes);
  const auto on = *homes->make({.batch = 0, .worker = 0}, {.base_url = "http://127.0.0.1:9/@HOME@", .token = "t"});
  EXPECT_EQ(read(on / "file"),
            "http://127.0.0.1:9/@HOME@ http://127.0.0.1:9/@HOME@/v1/metrics http://127.0.0.1:9/@HOME@/v1/traces "
            "x-perfbench-token=t|" +
                on.string() + "1|@1@OTLP@");
  homes->retire(on);
  const auto next = *homes->make({.batch = 0, .worker = 1}, {.base_url = "http://[::1]", .token = "u"});
  EXPECT_EQ(read(next / "file"), "http://[::1] http://[::1]/v1/metrics http://[::1]/v1/traces x-perfbench-token=u|" +
                                     next.string() + "2|@2@OTLP@");
  const auto off = *homes->make({.batch = 0, .worker = 2}, {});
  EXPECT_EQ(read(off / "file"), "   |" + off.string() + "3|@3@OTLP@");
}

TEST_F(WorkerHomeTest, FilesOfOneDestinationAreMergedAndPermitWhatEachPermits) {
  const auto source = [this](const char* name, const char* text, mode_t permissions) {
    std::filesystem::path path = root_.path() / name;
    std::ofstream(path) << text;
    ::chmod(path.c_str(), permissions);
    return path;
  };
  auto homes =
      WorkerHomes::create({{source("own.toml", "[otel]\nendpoint = 'x'\nname = 'own'\n", 0600), "a/c.toml"},
                           {source("other", "@WORKER_ID@", 0755), "other"},
                           {source("otel.toml", "[otel]\nendpoint = '@OTLP_ENDPOINT@'", 0644), "b/..//a/c.toml"}},
                          root_.path());
  ASSERT_TRUE(homes);
  const auto home = homes->make({.batch = 0, .worker = 0}, {.base_url = "http://h", .token = "t"});
  ASSERT_TRUE(home);
  EXPECT_EQ(read(*home / "a/c.toml"), "[otel]\nendpoint = \"http://h\"\nname = \"own\"\n");
  EXPECT_EQ(mode(*home / "a/c.toml"), 0600U);
  EXPECT_EQ(read(*home / "other"), "1");
  EXPECT_EQ(mode(*home / "other"), 0755U);
}

TEST_F(WorkerHomeTest, FilesThatCannotBeMergedAreAPlanErrorWithTheirPlace) {
  const std::filesystem::path source = root_.path() / "source";
  std::ofstream(source) << "port = @WORKER_ID@";
  EXPECT_TRUE(WorkerHomes::create({{source, "a.toml"}}, root_.path()));
  const auto homes = WorkerHomes::create({{source, "a.toml"}, {source, "a.toml"}}, root_.path());
  ASSERT_FALSE(homes);
  EXPECT_EQ(homes.error().kind, ErrorKind::plan);
  EXPECT_EQ(homes.error().where, source.string() + ":1:8");
}

TEST_F(WorkerHomeTest, ADestinationOutsideTheHomeIsAPlanError) {
  const std::filesystem::path source = root_.path() / "source";
  std::ofstream(source) << "x";
  for (const std::string destination : {"", ".", "..", "../x", "a/../../x", "/etc/x", "a/"}) {
    const auto homes = WorkerHomes::create({{source, destination}}, root_.path());
    ASSERT_FALSE(homes) << destination;
    EXPECT_EQ(homes.error().kind, ErrorKind::plan);
  }
}

TEST_F(WorkerHomeTest, AMissingSourceIsAPlanErrorThatNamesIt) {
  const auto homes = WorkerHomes::create({{root_.path() / "none", "x"}}, root_.path());
  ASSERT_FALSE(homes);
  EXPECT_THAT(to_string(homes.error()), testing::HasSubstr((root_.path() / "none").string()));
}

TEST_F(WorkerHomeTest, TheTemporaryRootGoesWithItsContentUnlessKept) {
  std::filesystem::path path;
  {
    auto root = TemporaryRoot::create(false);
    path = root->path();
    std::ofstream(path / "file") << "x";
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  {
    auto root = TemporaryRoot::create(true);
    path = root->path();
  }
  EXPECT_TRUE(std::filesystem::exists(path));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace perfbench
