// A tree of /proc and /sys of the tests' own.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "runner/system_files.h"
#include "runner/worker_home.h"

namespace perfbench {

class SystemTree {
 public:
  void write(const std::string& path, const std::string& text) const {
    const std::filesystem::path file(root_.path().native() + path);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  SystemFiles files() const { return SystemFiles(root_.path()); }

 private:
  TemporaryRoot root_ = *TemporaryRoot::create(false);
};

}  // namespace perfbench
