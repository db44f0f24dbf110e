#include "group_reader.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace perfbench::launcher {

namespace {

enum GroupFile : unsigned {
  kEvents,
  kCpuStat,
  kCpuacctUsage,
  kCpuacctUser,
  kCpuacctSystem,
  kMemoryPeak,
  kMemoryMaxUsage,
  kMemoryEvents,
  kMemoryOomControl,
  kPidsPeak,
  kCpuPressure,
  kIoPressure,
  kMemoryPressure,
};
constexpr const char* kGroupFileNames[] = {"cgroup.events",
                                           "cpu.stat",
                                           "cpuacct.usage",
                                           "cpuacct.usage_user",
                                           "cpuacct.usage_sys",
                                           "memory.peak",
                                           "memory.max_usage_in_bytes",
                                           "memory.events",
                                           "memory.oom_control",
                                           "pids.peak",
                                           "cpu.pressure",
                                           "io.pressure",
                                           "memory.pressure"};

struct GroupField {
  std::uint32_t use;
  GroupFile file;      // those of a file one after the other
  const char* before;  // what stands before the number; empty: it begins the file
  std::int64_t GroupLook::*member;
  std::int64_t divisor;
};
constexpr std::int64_t kNsPerUs = 1000;
constexpr GroupField kGroupFields[] = {
    {kGroupV2, kCpuStat, "usage_usec ", &GroupLook::cpu_us, 1},
    {kGroupV2, kCpuStat, "user_usec ", &GroupLook::user_us, 1},
    {kGroupV2, kCpuStat, "system_usec ", &GroupLook::system_us, 1},
    {kGroupCpu, kCpuStat, "throttled_usec ", &GroupLook::throttled_us, 1},
    {kGroupCpu, kCpuStat, "throttled_time ", &GroupLook::throttled_us, kNsPerUs},
    {kGroupCpuacct, kCpuacctUsage, "", &GroupLook::cpu_us, kNsPerUs},
    {kGroupCpuacct, kCpuacctUser, "", &GroupLook::user_us, kNsPerUs},
    {kGroupCpuacct, kCpuacctSystem, "", &GroupLook::system_us, kNsPerUs},
    {kGroupMemory, kMemoryPeak, "", &GroupLook::memory_peak_bytes, 1},
    {kGroupMemory, kMemoryMaxUsage, "", &GroupLook::memory_peak_bytes, 1},
    {kGroupMemory, kMemoryEvents, "oom_kill ", &GroupLook::oom_kills, 1},
    {kGroupMemory, kMemoryOomControl, "oom_kill ", &GroupLook::oom_kills, 1},
    {kGroupPids, kPidsPeak, "", &GroupLook::peak_pids, 1},
    {kGroupV2, kCpuPressure, "total=", &GroupLook::cpu_pressure_us, 1},
    {kGroupV2, kIoPressure, "total=", &GroupLook::io_pressure_us, 1},
    {kGroupV2, kMemoryPressure, "total=", &GroupLook::memory_pressure_us, 1},
};

}  // namespace

GroupReader& GroupReader::operator=(GroupReader&& other) noexcept {
  for (unsigned i = 0; i < kFileCount; ++i) {
    const int mine = files_[i];
    files_[i] = other.files_[i];
    other.files_[i] = mine;
  }
  return *this;
}

void GroupReader::close() {
  for (int& file : files_) {
    if (file >= 0) ::close(file);
    file = -1;
  }
}

bool GroupReader::read(unsigned file, int folder, char (&text)[1024]) {
  static_assert(sizeof kGroupFileNames / sizeof *kGroupFileNames == kFileCount);
  int& descriptor = files_[file];
  if (descriptor < 0) descriptor = ::openat(folder, kGroupFileNames[file], O_RDONLY | O_CLOEXEC);
  const ssize_t got = descriptor < 0 ? -1 : ::pread(descriptor, text, sizeof text - 1, 0);
  text[got > 0 ? got : 0] = '\0';
  return got > 0;
}

void GroupReader::look(int folder, std::uint32_t uses, GroupLook& look) {
  char text[1024];
  unsigned last = kFileCount;
  bool is_read = false;
  for (const GroupField& field : kGroupFields) {
    if ((field.use & uses) == 0) continue;
    if (field.file != last) is_read = read(field.file, folder, text);
    last = field.file;
    const char* found = is_read ? ::strstr(text, field.before) : nullptr;
    if (found != nullptr) look.*field.member = ::strtoll(found + ::strlen(field.before), nullptr, 10) / field.divisor;
  }
}

bool GroupReader::is_empty(int folder) {
  char text[1024];
  return read(kEvents, folder, text) && ::strstr(text, "populated 0") != nullptr;
}

}  // namespace perfbench::launcher
