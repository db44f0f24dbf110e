#include "runner/home_files.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "runner/home_file_merge.h"

namespace perfbench {

namespace {

namespace fs = std::filesystem;

Error home_file_error(std::string what, std::string where, std::string cause) {
  return {.kind = ErrorKind::plan,
          .what = std::move(what),
          .where = std::move(where),
          .cause = std::move(cause),
          .advice = ""};
}

struct HomeFileGroup {
  fs::path destination;
  fs::perms permissions = fs::perms::mask;
  std::vector<HomeFileText> texts;
};

Result<void> read_into(HomeFileGroup& group, const fs::path& source) {
  std::error_code error;
  const fs::file_status status = fs::status(source, error);
  std::ifstream stream;
  if (fs::is_regular_file(status)) stream.open(source, std::ios::binary);  // a FIFO would wait for its writer
  if (!stream.is_open()) {
    return fail(home_file_error("the home file cannot be read", source.string(),
                                error ? error.message() : "not a readable regular file"));
  }
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  group.permissions &= status.permissions();
  group.texts.push_back({source, std::move(bytes).str()});
  return {};
}

}  // namespace

bool leaves_home(const fs::path& destination) {
  const fs::path normal = destination.lexically_normal();
  return destination.empty() || destination.is_absolute() || normal.empty() || *normal.begin() == ".." ||
         normal == "." || !normal.has_filename();
}

Result<std::vector<HomeFileContent>> read_home_files(const std::vector<HomeFile>& files) {
  std::vector<HomeFileGroup> groups;
  for (const HomeFile& file : files) {
    if (leaves_home(file.destination)) {
      return fail(home_file_error("the destination must be a file inside the worker's home",
                                  "home file '" + file.source.string() + "=" + file.destination.string() + "'", ""));
    }
    const fs::path destination = file.destination.lexically_normal();
    auto group = std::ranges::find(groups, destination, &HomeFileGroup::destination);
    if (group == groups.end()) group = groups.insert(group, {.destination = destination, .texts = {}});
    if (auto read = read_into(*group, file.source); !read) return fail(read.error());
  }
  std::vector<HomeFileContent> contents;
  for (HomeFileGroup& group : groups) {
    auto merged = merge_home_files(group.destination, group.texts);
    if (!merged) return fail(merged.error());
    contents.push_back({std::move(group.destination), group.permissions, std::move(*merged)});
  }
  return contents;
}

}  // namespace perfbench
