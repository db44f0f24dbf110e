// Where a worker's stdout and stderr go, and what is kept of them: the tail, or the whole log when asked for.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "model/error.h"
#include "model/plan.h"
#include "runner/file_descriptor.h"

namespace perfbench {

// One stream of one worker. Output goes to a file by default: a worker never waits for a reader, and a file costs it
// less than a drained pipe. Consumed parts are given back to the file system, so gigabytes do not fill the disk.
class WorkerStream {
 public:
  // A nameless file in `directory`.
  static Result<WorkerStream> temporary_file(const std::filesystem::path& directory);
  // A log that stays, whole.
  static Result<WorkerStream> log_file(const std::filesystem::path& path);
  static WorkerStream null() { return {}; }
  // A pipe that take_available() must drain.
  static Result<WorkerStream> pipe();

  // The end for the worker; -1 for the null device.
  int worker_end() const { return worker_end_.get(); }

  // The pipe's readable end; -1 for files.
  int readable_end() const { return pipe_end_.get(); }
  // Whether its content may be given back, but for the tail.
  bool is_temporary() const { return temporary_; }

  // Reads what the pipe holds now, without waiting, and not for ever.
  void take_available();

  // From now on all that is written is handed to `reader`, by and by: when it is trimmed or taken, and by read_rest()
  // for what is left at the end.
  void hand_to(std::function<void(std::string_view)> reader) { reader_ = std::move(reader); }
  void read_rest();

  // Gives all but the tail of a temporary file back to the file system.
  void trim();

  // Gives the whole of a temporary file back, whose worker has ended. False when it is none, or cannot be emptied.
  bool discard();

  // Prepares a temporary file for another worker: making a file costs a file system many times as much. False when it
  // cannot serve again.
  bool make_reusable();

  // Removes a log that nothing was written to.
  void drop_if_empty() const;

  // The last `lines` lines, at most 4 KiB, as valid UTF-8.
  std::string tail(int lines) const;

 private:
  FileDescriptor worker_end_;  // for files also read from here
  FileDescriptor pipe_end_;
  std::filesystem::path log_;  // empty: none
  bool temporary_ = false;
  bool trimmable_ = false;
  off_t trimmed_ = 0;
  std::function<void(std::string_view)> reader_;  // none: nobody reads it
  off_t read_ = 0;
  std::string pipe_tail_;
};

}  // namespace perfbench
