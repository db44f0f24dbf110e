// A worker for the tests that behaves, or misbehaves, as told: each argument is one step, done in order.
//   sleep:MS spin:MS touch:MB hwm (own VmHWM in KB on stderr) parent-hwm (the launcher's) stdout:MB stderr:MB
//   garbage:KB exit:N die:SIGNAL print:TEXT warn:TEXT child:MS (a child that sleeps; not waited for) escape:MS (the
//   same in a session of its own) escape-bare:MS (and without an environment; it takes 32 MB) close:FD ignore-term
//   on-term:TEXT (on stderr, and ends) leave-group env:NAME home-file:NAME fds (open descriptors on stderr) affinity
//   threads:N cpu-child:MS (a child that uses that much, waited for) fail-on-iteration:N
//   close-outputs children-left:N (not waited for) daemon:MS (a grandchild in a session of its own, its parent gone)
//   daemon-bare:MS (the same as escape-bare)
//   zombie (a child that has ended and is not waited for) stop (itself, by SIGSTOP) rename:NAME terminal (open
//   /dev/tty) nul (a NUL between two texts on stderr) wait-for:FILE (until it is there) touch-file:FILE
//   from-iteration:N (the steps after it are left out before) signal-runner:SIGNAL (PerfBench itself) cwd stdin (its
//   length on stderr)
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace {

using Step = std::function<void(const std::string&)>;

void sleep_ms(long milliseconds) {
  timespec left{milliseconds / 1000, milliseconds % 1000 * 1'000'000};
  while (::nanosleep(&left, &left) != 0) {
  }
}

void spin_ms(long milliseconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  while (std::chrono::steady_clock::now() < end) {
  }
}

// However long that takes on a busy machine.
void burn_cpu_ms(long milliseconds) {
  timespec used{};
  do {
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  } while (used.tv_sec * 1000 + used.tv_nsec / 1'000'000 < milliseconds);
}

// Anonymous pages that stay mapped.
void touch_mb(long megabytes) {
  const auto bytes = static_cast<std::size_t>(megabytes) << 20;
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  std::memset(memory, 1, bytes);
}

std::string status_field(const std::string& pid, const std::string& name) {
  std::ifstream status("/proc/" + pid + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return std::to_string(std::atol(line.c_str() + name.size() + 1));
  }
  return "?";
}

void write_megabytes(int descriptor, long megabytes) {
  const std::string line(1023, 'x');
  std::string block;
  for (int i = 0; i < 64; ++i) block += line + "\n";
  for (long written = 0; written < megabytes << 20; written += static_cast<long>(block.size())) {
    std::size_t done = 0;
    while (done < block.size()) {
      const ssize_t now = ::write(descriptor, block.data() + done, block.size() - done);
      if (now <= 0) ::_exit(99);
      done += static_cast<std::size_t>(now);
    }
  }
}

// Returns when the child is where it is to be.
void child(long milliseconds, bool escape) {
  int ready[2];
  if (::pipe(ready) != 0) ::_exit(98);
  if (::fork() != 0) {
    char byte = 0;
    ::close(ready[1]);
    if (::read(ready[0], &byte, 1) != 1) ::_exit(98);
    ::close(ready[0]);
    return;
  }
  if (escape) ::setsid();
  if (::write(ready[1], "x", 1) != 1) ::_exit(98);
  ::close(ready[0]);
  ::close(ready[1]);
  sleep_ms(milliseconds);
  ::_exit(0);
}

// Returns when the child has executed this program anew, in a session of its own and without an environment, and has
// taken 32 MB; as a daemon, when its parent is gone.
void bare_child(long milliseconds, bool as_daemon) {
  int ready[2];
  if (::pipe2(ready, O_CLOEXEC) != 0) ::_exit(98);
  if (const pid_t pid = ::fork(); pid != 0) {
    char byte = 0;
    ::close(ready[1]);
    if (as_daemon) ::waitpid(pid, nullptr, 0);
    if (::read(ready[0], &byte, 1) != 0) ::_exit(98);
    ::close(ready[0]);
    return;
  }
  if (as_daemon) {
    const pid_t parent = ::getpid();
    if (::fork() != 0) ::_exit(0);
    while (::getppid() == parent) sleep_ms(1);
  }
  ::setsid();
  ::fcntl(ready[1], F_SETFD, 0);
  const std::string tell = "close:" + std::to_string(ready[1]);
  const std::string sleep = "sleep:" + std::to_string(milliseconds);
  char* const none[] = {nullptr};
  ::execle("/proc/self/exe", "test_worker", "touch:32", tell.c_str(), sleep.c_str(), nullptr, none);
  ::_exit(98);
}

void waited_child(const std::function<void()>& body) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    body();
    ::_exit(0);
  }
  ::waitpid(pid, nullptr, 0);
}

// And ends itself then.
void say_at_sigterm(const std::string& text) {
  static std::string said;
  said = text + "\n";
  ::signal(SIGTERM, [](int) { ::_exit(::write(STDERR_FILENO, said.data(), said.size()) > 0 ? 0 : 98); });
}

void print_line(const std::string& text) { std::cout << text << std::endl; }

long current_iteration() {
  const char* iteration = std::getenv("PERFBENCH_ITERATION");
  return iteration == nullptr ? 0 : std::atol(iteration);
}

// The launcher's parent.
void signal_runner(int signal) {
  const std::string launcher = std::to_string(::getppid());
  ::kill(static_cast<pid_t>(std::stol(status_field(launcher, "PPid"))), signal);
}

std::string open_descriptors() {
  std::string list;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const auto target = std::filesystem::read_symlink(entry.path(), gone);
    if (!gone && !target.string().starts_with("/proc/")) list += entry.path().filename().string() + " ";
  }
  return list;
}

std::string allowed_cpus() {
  cpu_set_t cpus;
  ::sched_getaffinity(0, sizeof cpus, &cpus);
  std::string list;
  for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &cpus)) list += std::to_string(cpu) + " ";
  }
  return list;
}

const std::map<std::string, Step>& steps() {
  static const std::map<std::string, Step> table = {
      {"sleep", [](const std::string& v) { sleep_ms(std::atol(v.c_str())); }},
      {"spin", [](const std::string& v) { spin_ms(std::atol(v.c_str())); }},
      {"touch", [](const std::string& v) { touch_mb(std::atol(v.c_str())); }},
      {"hwm", [](const std::string&) { std::cerr << "VmHWM " << status_field("self", "VmHWM") << std::endl; }},
      {"parent-hwm",
       [](const std::string&) {
         std::cerr << "parent " << status_field(std::to_string(::getppid()), "VmHWM") << std::endl;
       }},
      {"stdout", [](const std::string& v) { write_megabytes(1, std::atol(v.c_str())); }},
      {"stderr", [](const std::string& v) { write_megabytes(2, std::atol(v.c_str())); }},
      {"garbage",
       [](const std::string& v) {
         for (long i = 0; i < std::atol(v.c_str()) * 1024; ++i) std::fputc(static_cast<int>(i * 7919 % 256), stderr);
       }},
      {"exit", [](const std::string& v) { std::exit(std::atoi(v.c_str())); }},
      {"die",
       [](const std::string& v) {
         const rlimit no_core{0, 0};
         ::setrlimit(RLIMIT_CORE, &no_core);
         ::raise(std::atoi(v.c_str()));
       }},
      {"print", print_line},
      {"warn", [](const std::string& v) { std::cerr << v << std::endl; }},
      {"child", [](const std::string& v) { child(std::atol(v.c_str()), false); }},
      {"escape", [](const std::string& v) { child(std::atol(v.c_str()), true); }},
      {"escape-bare", [](const std::string& v) { bare_child(std::atol(v.c_str()), false); }},
      {"daemon-bare", [](const std::string& v) { bare_child(std::atol(v.c_str()), true); }},
      {"close", [](const std::string& v) { ::close(std::atoi(v.c_str())); }},
      {"close-outputs",
       [](const std::string&) {
         ::close(STDOUT_FILENO);
         ::close(STDERR_FILENO);
       }},
      {"children-left",
       [](const std::string& v) {
         for (long i = 0; i < std::atol(v.c_str()); ++i) child(60'000, false);
       }},
      {"daemon", [](const std::string& v) { waited_child([&] { child(std::atol(v.c_str()), true); }); }},
      {"zombie",
       [](const std::string&) {
         if (::fork() == 0) ::_exit(0);
       }},
      {"stop", [](const std::string&) { ::raise(SIGSTOP); }},
      {"rename", [](const std::string& v) { ::prctl(PR_SET_NAME, v.c_str()); }},
      {"terminal",
       [](const std::string&) {
         if (::open("/dev/tty", O_RDWR) >= 0) return;
         std::cerr << "no terminal: " << std::strerror(errno) << std::endl;
         std::exit(5);
       }},
      {"nul", [](const std::string&) { std::cerr.write("a\0b\n", 4); }},
      {"wait-for",
       [](const std::string& v) {
         while (!std::filesystem::exists(v)) sleep_ms(5);
       }},
      {"touch-file", [](const std::string& v) { std::ofstream(v) << "x"; }},
      {"ignore-term", [](const std::string&) { ::signal(SIGTERM, SIG_IGN); }},
      {"on-term", say_at_sigterm},
      {"leave-group", [](const std::string&) { ::setpgid(0, ::getpgid(::getppid())); }},
      {"env",
       [](const std::string& v) {
         const char* value = std::getenv(v.c_str());
         std::cerr << v << "=" << (value == nullptr ? "(unset)" : value) << std::endl;
       }},
      {"home-file",
       [](const std::string& v) {
         const char* home = std::getenv("PERFBENCH_WORKER_HOME");
         std::ifstream file(std::string(home == nullptr ? "" : home) + "/" + v);
         std::cerr << file.rdbuf() << std::endl;
       }},
      {"fds", [](const std::string&) { std::cerr << open_descriptors() << std::endl; }},
      {"affinity", [](const std::string&) { std::cerr << allowed_cpus() << std::endl; }},
      {"threads",
       [](const std::string& v) {
         for (long i = 0; i < std::atol(v.c_str()); ++i) std::thread([] { sleep_ms(60'000); }).detach();
       }},
      {"cpu-child", [](const std::string& v) { waited_child([&] { burn_cpu_ms(std::atol(v.c_str())); }); }},
      {"fail-on-iteration",
       [](const std::string& v) {
         if (current_iteration() == std::atol(v.c_str())) std::exit(1);
       }},
      {"from-iteration",
       [](const std::string& v) {
         if (current_iteration() < std::atol(v.c_str())) std::exit(0);
       }},
      {"signal-runner", [](const std::string& v) { signal_runner(std::atoi(v.c_str())); }},
      {"cwd", [](const std::string&) { std::cerr << std::filesystem::current_path().string() << std::endl; }},
      {"stdin",
       [](const std::string&) {
         long bytes = 0;
         while (std::getchar() != EOF) ++bytes;
         std::cerr << "stdin " << bytes << std::endl;
       }},
  };
  return table;
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string step = argv[i];
    const std::size_t colon = step.find(':');
    const auto found = steps().find(step.substr(0, colon));
    if (found == steps().end()) {
      std::cerr << "unknown step '" << step << "'" << std::endl;
      return 64;
    }
    found->second(colon == std::string::npos ? "" : step.substr(colon + 1));
  }
  return 0;
}
