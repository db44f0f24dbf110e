#include "worker_group.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "group_files.h"
#include "proc_text.h"

namespace perfbench::launcher {

namespace {

struct GroupName {
  explicit GroupName(std::uint32_t number) { ::snprintf(text, sizeof text, "w%u", number); }
  char text[16];
};

// What grows as long as there is the group.
constexpr std::int64_t GroupLook::*kGrowing[] = {
    &GroupLook::cpu_us,          &GroupLook::user_us,        &GroupLook::system_us,         &GroupLook::throttled_us,
    &GroupLook::cpu_pressure_us, &GroupLook::io_pressure_us, &GroupLook::memory_pressure_us};

struct LimitFile {
  std::uint32_t use;
  std::int64_t GroupLimits::*limit;
  const char* file;  // of one of the versions
  const char* format;
  bool is_limit;  // else it keeps swapped pages from making one of no use
};
constexpr LimitFile kLimitFiles[] = {
    {kGroupMemory, &GroupLimits::memory_bytes, "memory.max", "%lld", true},
    {kGroupMemory, &GroupLimits::memory_bytes, "memory.limit_in_bytes", "%lld", true},
    {kGroupMemory, &GroupLimits::memory_bytes, "memory.swap.max", "0", false},
    {kGroupMemory, &GroupLimits::memory_bytes, "memory.memsw.limit_in_bytes", "%lld", false},
    {kGroupCpu, &GroupLimits::cpu_quota_us, "cpu.max", "%lld 100000", true},
    {kGroupCpu, &GroupLimits::cpu_quota_us, "cpu.cfs_quota_us", "%lld", true},
    {kGroupPids, &GroupLimits::pids, "pids.max", "%lld", true},
};
static_assert(kCpuPeriodUs == 100'000);  // that of version 1 from the beginning, too

}  // namespace

WorkerGroup& WorkerGroup::operator=(WorkerGroup&& other) noexcept {
  slots_.swap(other.slots_);
  command_ = other.command_;
  number_ = other.number_;
  error_number_ = other.error_number_;
  was_killed_ = other.was_killed_;
  before_ = other.before_;
  return *this;
}

void WorkerGroup::close() {
  for (const Slot& slot : slots_) {
    ::close(slot.folder);
    if (slot.members >= 0) ::close(slot.members);
  }
  slots_.clear();
}

bool WorkerGroup::make(const CommandText& command, std::uint32_t number) {
  command_ = &command;
  number_ = number;
  const GroupName name(number);
  constexpr mode_t kMode = 0755;
  for (const GroupFolder& above : command.groups) {
    int folder = -1;
    if (::mkdirat(above.descriptor, name.text, kMode) == 0) {
      folder = ::openat(above.descriptor, name.text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    error_number_ = errno;
    if (folder < 0) break;
    const int members = ::openat(folder, "cgroup.procs", O_PATH | O_CLOEXEC);
    slots_.push_back({.above = &above, .folder = folder, .members = members, .reader = {}});
  }
  if (slots_.size() == command.groups.size() && set_limits(command.command.group_limits)) {
    error_number_ = 0;
    return true;
  }
  remove();
  close();
  return false;
}

bool WorkerGroup::set_limits(const GroupLimits& limits) {
  std::uint32_t wanted = 0;
  std::uint32_t set = 0;
  error_number_ = ENOENT;
  for (const LimitFile& known : kLimitFiles) {
    const std::int64_t limit = limits.*known.limit;
    if (limit == kUnknown) continue;
    wanted |= known.use;
    char text[64];
    ::snprintf(text, sizeof text, known.format, static_cast<long long>(limit));
    for (const Slot& slot : slots_) {
      if ((slot.above->uses & known.use) == 0) continue;
      const bool is_written = write_group_file(slot.folder, known.file, text);
      if (is_written && known.is_limit) set |= known.use;
      if (!is_written && known.is_limit && errno != ENOENT) error_number_ = errno;
    }
  }
  return set == wanted;
}

bool WorkerGroup::enter(pid_t pid) {
  char text[16];
  ::snprintf(text, sizeof text, "%d", static_cast<int>(pid));
  for (const Slot& slot : slots_) {
    if (write_group_file(slot.folder, "cgroup.procs", text)) continue;
    error_number_ = errno;
    remove();
    close();
    return false;
  }
  before_ = raw_look();
  return true;
}

int WorkerGroup::birthplace() const {
  for (const Slot& slot : slots_) {
    if ((slot.above->uses & kGroupV2) != 0) return slot.folder;
  }
  return -1;
}

// One group is enough, since all hold the same: that with the surest way.
void WorkerGroup::kill() {
  was_killed_ = true;
  const Slot* surest = nullptr;
  for (const Slot& slot : slots_) {
    const bool is_sure = (slot.above->uses & (kGroupV2 | kGroupFreezer)) != 0;
    if (surest == nullptr || is_sure) surest = &slot;
  }
  if (surest != nullptr) kill_group(surest->folder);
}

GroupLook WorkerGroup::raw_look() {
  GroupLook look;
  look.error_number = error_number_;
  for (Slot& slot : slots_) slot.reader.look(slot.folder, slot.above->uses, look);
  return look;
}

GroupLook WorkerGroup::look() {
  GroupLook look = raw_look();
  const GroupLook now = look;
  for (const auto member : kGrowing) {
    if (before_.*member != kUnknown && look.*member != kUnknown) look.*member -= before_.*member;
  }
  before_ = now;
  return look;
}

bool WorkerGroup::is_reusable() {
  if (was_killed_) return false;
  return slots_.size() == 1 && slots_.front().above->uses == kGroupV2 &&
         slots_.front().reader.is_empty(slots_.front().folder);
}

bool WorkerGroup::remove() {
  const GroupName name(number_);
  bool all = true;
  for (const Slot& slot : slots_) all = remove_group(slot.above->descriptor, name.text) && all;
  return all;
}

// "0::/any/where/perfbench-123/w4", and what it may have made below that.
std::uint32_t group_number_of(pid_t pid, const CommandText& command) {
  char text[4096];
  if (command.groups.empty() || !read_proc_file(pid, "cgroup", text, sizeof text)) return 0;
  char beginning[64];
  ::snprintf(beginning, sizeof beginning, "%s/w", ::strrchr(command.groups.front().path, '/'));
  const char* found = ::strstr(text, beginning);
  return found == nullptr ? 0 : static_cast<std::uint32_t>(::strtoul(found + ::strlen(beginning), nullptr, 10));
}

}  // namespace perfbench::launcher
