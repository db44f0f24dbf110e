// Executes a program to which the kernel refuses system calls, by a seccomp filter as containers have one; nothing of
// the machine is changed.
//   refuse EACCES|EPERM|ENOSYS perf_event_open|ptrace [...] -- PROGRAM [ARGUMENT ...]
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  const std::map<std::string, std::uint32_t> errors = {{"EACCES", EACCES}, {"EPERM", EPERM}, {"ENOSYS", ENOSYS}};
  const std::map<std::string, std::uint32_t> calls = {{"perf_event_open", SYS_perf_event_open}, {"ptrace", SYS_ptrace}};
  if (argc < 2 || !errors.contains(argv[1])) return 64;
  std::vector<sock_filter> filter = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  int next = 2;
  for (; next < argc && calls.contains(argv[next]); ++next) {
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls.at(argv[next]), 0, 1));
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | errors.at(argv[1])));
  }
  filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  if (next + 1 >= argc || std::string(argv[next]) != "--") return 64;
  sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) {
    std::perror("refuse");
    return 65;
  }
  ::execvp(argv[next + 1], argv + next + 1);
  std::perror(argv[next + 1]);
  return 66;
}
