#include "exit_stop.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "memory_look.h"
#include "proc_text.h"
#include "spawn.h"

namespace perfbench::launcher {

namespace {

bool is_being_killed(pid_t pid, const char* thread) {
  constexpr unsigned long long kKill = 1ULL << (SIGKILL - 1);
  char name[300];
  ::snprintf(name, sizeof name, "task/%s/status", thread);
  char text[4096];
  if (!read_proc_file(pid, name, text, sizeof text)) return true;
  const char* pending = ::strstr(text, "\nSigPnd:");
  return pending == nullptr || (::strtoull(pending + ::strlen("\nSigPnd:"), nullptr, 16) & kKill) != 0;
}

// Whether threads of the process go on when its first one, which is traced, has come to its end: one of them executes
// another program, or that has only ended itself. Else they are killed with it.
bool others_go_on(pid_t pid) {
  char path[64];
  ::snprintf(path, sizeof path, "/proc/%d/task", static_cast<int>(pid));
  DIR* threads = ::opendir(path);
  if (threads == nullptr) return false;
  bool any = false;
  while (const dirent* entry = ::readdir(threads)) {
    const long thread = ::strtol(entry->d_name, nullptr, 10);
    if (thread > 0 && thread != pid) any |= !is_being_killed(pid, entry->d_name);
  }
  ::closedir(threads);
  return any;
}

void look(pid_t pid, ExitLook& exit_look) {
  if (others_go_on(pid)) return;
  const std::int64_t begin_ns = monotonic_ns();
  const MemoryLook memory = look_at_memory(pid);
  exit_look.pss_kb = memory.pss_kb;
  exit_look.private_dirty_kb = memory.private_dirty_kb;
  exit_look.swap_kb = memory.swap_kb;
  exit_look.peak_rss_kb = read_peak_rss_kb(pid);
  exit_look.took_ns = monotonic_ns() - begin_ns;
}

}  // namespace

bool stop_at_exit(pid_t pid) { return ::ptrace(PTRACE_SEIZE, pid, nullptr, PTRACE_O_TRACEEXIT) == 0; }

void take_trap(pid_t pid, ExitLook& exit_look) {
  siginfo_t stop{};  // and not its death, should that have come meanwhile
  if (::waitid(P_PID, static_cast<id_t>(pid), &stop, WSTOPPED | WNOHANG) != 0 || stop.si_pid != pid) return;
  constexpr int kSignalBits = 8;
  const int event = stop.si_status >> kSignalBits;
  const int signal = stop.si_status & ((1 << kSignalBits) - 1);
  if (event == PTRACE_EVENT_STOP && signal != SIGTRAP) {  // by SIGSTOP and the like: it stays stopped
    ::ptrace(PTRACE_LISTEN, pid, nullptr, nullptr);
    return;
  }
  if (event == PTRACE_EVENT_EXIT) look(pid, exit_look);
  const long passed_on = event == 0 ? signal : 0;
  ::ptrace(PTRACE_CONT, pid, nullptr, passed_on);
}

}  // namespace perfbench::launcher
