// Whether the kernel kills processes for want of memory, where no control group tells whose.
#pragma once

#include <cstdint>
#include <optional>

#include "runner/system_files.h"

namespace perfbench {

class OomWatch {
 public:
  // Counts from now on.
  explicit OomWatch(const SystemFiles& files = SystemFiles());

  // Whether a process of this machine was killed so, of which no earlier call has told.
  bool take_one();

 private:
  std::optional<std::int64_t> kills_now() const;

  SystemFiles files_;
  std::optional<std::int64_t> told_;  // absent where the kernel does not count them
};

}  // namespace perfbench
