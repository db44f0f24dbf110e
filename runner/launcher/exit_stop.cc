#include "exit_stop.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "memory_look.h"
#include "spawn.h"

namespace perfbench::launcher {

namespace {

void look(pid_t pid, ExitLook& exit_look) {
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
