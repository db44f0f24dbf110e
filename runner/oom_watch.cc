#include "runner/oom_watch.h"

namespace perfbench {

OomWatch::OomWatch(const SystemFiles& files) : files_(files), told_(kills_now()) {}

std::optional<std::int64_t> OomWatch::kills_now() const {
  return counter_of(files_.text("/proc/vmstat").value_or(""), "oom_kill");
}

bool OomWatch::take_one() {
  const auto now = kills_now();
  if (!told_ || !now || *now <= *told_) return false;
  ++*told_;
  return true;
}

}  // namespace perfbench
