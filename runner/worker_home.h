// The temporary folder of a run, and the fresh home that each worker gets in it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/plan.h"
#include "runner/home_files.h"
#include "runner/launcher.h"
#include "runner/telemetry_address.h"

namespace perfbench {

// A new folder, mode 0700, below $TMPDIR or /tmp; removed with all it holds when this object goes, unless kept.
class TemporaryRoot {
 public:
  static Result<TemporaryRoot> create(bool keep);
  TemporaryRoot(TemporaryRoot&& other) noexcept : path_(std::move(other.path_)), keep_(other.keep_) {
    other.path_.clear();
  }
  TemporaryRoot& operator=(TemporaryRoot&&) = delete;
  ~TemporaryRoot();

  const std::filesystem::path& path() const { return path_; }

 private:
  TemporaryRoot(std::filesystem::path path, bool keep) : path_(std::move(path)), keep_(keep) {}

  std::filesystem::path path_;
  bool keep_;
};

// Removes a folder and all in it, also what a worker made read-only.
void remove_tree(const std::filesystem::path& path);

// The plan's home files are read once, so that each home is made from memory.
class WorkerHomes {
 public:
  // Errors: of read_home_files().
  static Result<WorkerHomes> create(const std::vector<HomeFile>& files, const std::filesystem::path& root);

  // A fresh home, mode 0700, with the files in it, in which placeholders are replaced: @HOME@, @WORKER_ID@ and, empty
  // where there is no telemetry, @OTLP_ENDPOINT@, @OTLP_METRICS_ENDPOINT@, @OTLP_TRACES_ENDPOINT@ and @OTLP_HEADERS@.
  // Errors: harness.
  Result<std::filesystem::path> make(WorkerId id, const TelemetryAddress& telemetry);

  // Removes a home. One that is still as it was made may serve another worker instead: making and removing a folder can
  // cost a file system milliseconds.
  void retire(const std::filesystem::path& home);

 private:
  Result<void> fill(const std::filesystem::path& home, WorkerId id, const TelemetryAddress& telemetry) const;

  std::vector<HomeFileContent> contents_;
  std::filesystem::path root_;
  std::vector<std::filesystem::path> untouched_;
  int made_ = 0;
};

}  // namespace perfbench
