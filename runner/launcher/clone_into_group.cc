#include "clone_into_group.h"

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/syscall.h>

#include <cstdint>

namespace perfbench::launcher {

#if defined(__x86_64__)

// The C library has no function for clone3, and the child cannot return from one that is shared: it has another stack.
pid_t clone_into_group(int (*child)(void*), void* argument, char* stack, std::size_t stack_bytes, int group) {
  clone_args arguments{};
  arguments.flags = CLONE_VM | CLONE_VFORK | CLONE_INTO_CGROUP;
  arguments.exit_signal = SIGCHLD;
  arguments.stack = reinterpret_cast<std::uintptr_t>(stack);
  arguments.stack_size = stack_bytes;
  arguments.cgroup = static_cast<std::uint64_t>(group);
  long result = SYS_clone3;
  register auto kept_child asm("r12") = child;
  register void* kept_argument asm("r13") = argument;
  asm volatile(
      "syscall\n\t"
      "test %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "xor %%ebp, %%ebp\n\t"
      "mov %%r13, %%rdi\n\t"
      "call *%%r12\n\t"
      "hlt\n"
      "1:"
      : "+a"(result)
      : "D"(&arguments), "S"(sizeof arguments), "r"(kept_child), "r"(kept_argument)
      : "rcx", "r11", "memory");
  if (result >= 0) return static_cast<pid_t>(result);
  errno = static_cast<int>(-result);
  return -1;
}

#else

pid_t clone_into_group(int (*)(void*), void*, char*, std::size_t, int) {
  errno = ENOSYS;
  return -1;
}

#endif

}  // namespace perfbench::launcher
