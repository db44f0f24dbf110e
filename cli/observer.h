// A process that stands by a run and tells of it when the run cannot do so itself any more.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>

#include "runner/file_descriptor.h"

namespace perfbench {

// The observer sleeps, and ends in silence when it is dismissed. If this process dies first, whatever killed it, the
// observer reports, on the stdout and stderr that both have, and ends.
class Observer {
 public:
  // What it is to do then, in a copy of this process as it was at the start. `run_dir` is empty if there is none yet.
  using Report = std::function<void(const std::filesystem::path& run_dir)>;

  // None.
  Observer() = default;
  // By a fork: to be called by a process of a single thread. Where that fails there is none.
  static Observer start(const Report& report);

  Observer(Observer&&) noexcept = default;
  Observer& operator=(Observer&&) = delete;
  ~Observer() { dismiss(); }

  void tell_run_directory(const std::filesystem::path& run_dir);
  // Once nothing would be left to be told. It has ended when this returns.
  void dismiss();

 private:
  FileDescriptor line_;   // its end is what the observer waits for
  FileDescriptor ended_;  // a pidfd
  pid_t pid_ = -1;
};

}  // namespace perfbench
