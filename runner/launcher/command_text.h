// A command as its `define` request brought it: what its workers share.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>

#include <vector>

#include "protocol.h"

namespace perfbench::launcher {

inline void take_strings(char*& next, std::uint32_t count, std::vector<char*>& strings) {
  for (std::uint32_t i = 0; i < count; ++i) {
    strings.push_back(next);
    while (*next != '\0') ++next;
    ++next;
  }
}

// A hierarchy in which each worker gets a control group below `folder`.
struct GroupFolder {
  const char* path = nullptr;
  int descriptor = -1;     // -1: it cannot be opened
  std::uint32_t uses = 0;  // GroupUse
};

// Lives as long as the launcher: its strings stay mapped.
struct CommandText {
  Command command;
  char* program = nullptr;
  char* working_directory = nullptr;
  std::vector<char*> argv;  // ends with nullptr
  std::vector<char*> envp;  // without one: a worker's own strings follow
  std::vector<GroupFolder> groups;

  // Without which no worker is to run.
  bool has_group_limits() const {
    const GroupLimits& limits = command.group_limits;
    return limits.memory_bytes != kUnknown || limits.cpu_quota_us != kUnknown || limits.pids != kUnknown;
  }
};

// Maps the strings of a command from the descriptor that carries them. False, and errno, when they cannot be had.
inline bool read_command(const Command& command, int text_descriptor, CommandText& text) {
  void* mapped = ::mmap(nullptr, command.text_bytes, PROT_READ, MAP_PRIVATE, text_descriptor, 0);
  if (mapped == MAP_FAILED) return false;
  text.command = command;
  char* next = static_cast<char*>(mapped);
  std::vector<char*> paths;
  take_strings(next, 2, paths);
  text.program = paths[0];
  text.working_directory = paths[1];
  take_strings(next, command.argc, text.argv);
  text.argv.push_back(nullptr);
  take_strings(next, command.envc, text.envp);
  std::vector<char*> folders;
  take_strings(next, command.group_count, folders);
  for (std::size_t i = 0; i < folders.size(); ++i) {
    const int folder = ::open(folders[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    text.groups.push_back({.path = folders[i], .descriptor = folder, .uses = command.group_uses[i]});
    // Stays open: what the kernel asks for at each birth in a group it then has at hand, which saves 2 us.
    [[maybe_unused]] const int members = ::openat(folder, "../cgroup.procs", O_PATH | O_CLOEXEC);
  }
  return true;
}

}  // namespace perfbench::launcher
