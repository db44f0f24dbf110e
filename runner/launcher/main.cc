// perfbench-launcher: the small static process whose children the workers are. Small, because a worker's ru_maxrss
// starts at the peak of the process that spawned it; static and without iostream, because that keeps it small. It ends
// when it is told to finish and all is over, and, with everything that descends from it, when the session's end of its
// socket closes.
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <deque>

#include "command_text.h"
#include "event_queue.h"
#include "group_files.h"
#include "proc_children.h"
#include "protocol.h"
#include "spawn_job.h"
#include "worker_table.h"

namespace perfbench::launcher {
namespace {

enum class Received { request, nothing, end };

volatile sig_atomic_t told_to_look = 0;

void on_signal(int number) {
  if (number == kLookSignal) told_to_look = 1;
}

// Only SIGCHLD and kLookSignal ever interrupt, and only while waiting; what a terminal or CTest sends to the session's
// group is the session's business. Ignored signals would be inherited by the workers, so they are blocked instead.
sigset_t set_up_signals() {
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  for (const int number : {SIGCHLD, kLookSignal}) {
    ::sigaction(number, &action, nullptr);
    ::sigdelset(&all, number);
  }
  return all;
}

// What a terminal sends goes to its foreground group, and a worker is to find no terminal. A session of our own would
// do both, but the scheduler would take it for a group apart, which costs workers milliseconds on a busy machine.
void leave_terminal() {
  ::setpgid(0, 0);
  const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (terminal < 0) return;
  ::ioctl(terminal, TIOCNOTTY);
  ::close(terminal);
}

struct Packet {
  Request request;
  const char* text = nullptr;  // what follows the request
  std::size_t text_bytes = 0;
  int descriptors[kStdioCount] = {-1, -1, -1};
  unsigned descriptor_count = 0;
};

Received receive(Packet& packet) {
  static char buffer[kMaxPacketBytes];
  iovec part{buffer, sizeof buffer};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof packet.descriptors)];
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const ssize_t got = ::recvmsg(kSocketDescriptor, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (got < 0) return errno == EAGAIN || errno == EINTR ? Received::nothing : Received::end;
  if (got < static_cast<ssize_t>(sizeof packet.request)) return Received::end;
  ::memcpy(&packet.request, buffer, sizeof packet.request);
  packet.text = buffer + sizeof packet.request;
  packet.text_bytes = static_cast<std::size_t>(got) - sizeof packet.request;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    packet.descriptor_count = static_cast<unsigned>((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    ::memcpy(packet.descriptors, CMSG_DATA(header), packet.descriptor_count * sizeof(int));
  }
  return Received::request;
}

// Takes the descriptors out of the packet.
Job job_of(Packet& packet, const CommandText* command) {
  Job job;
  job.launch = packet.request.launch;
  job.command = command;
  job.environment.assign(packet.text, packet.text + packet.text_bytes);
  unsigned next = 0;
  for (unsigned i = 0; i < kStdioCount; ++i) {
    if ((job.launch.redirected & (1U << i)) == 0) continue;
    if (next == packet.descriptor_count) {
      job.complete = false;
    } else {
      job.stdio[i] = packet.descriptors[next++];
    }
  }
  return job;
}

// Nothing else is ever removed.
bool is_of_perfbench(const char* path) {
  const char* name = ::strrchr(path, '/');
  return name != nullptr && ::strncmp(name, "/perfbench-", ::strlen("/perfbench-")) == 0;
}

// Of two waiting times, of which -1 is endless.
std::int64_t sooner(std::int64_t a, std::int64_t b) {
  if (a < 0) return b;
  return b < 0 || a < b ? a : b;
}

class Server {
 public:
  explicit Server(int own_children) : events_(kSocketDescriptor), table_(events_, own_children) {}

  void serve(const sigset_t& while_waiting) {
    while (true) {
      // First the next batch, then the news: nothing stands between the end of one worker and the start of the next.
      table_.start_ready_batch();
      if (table_.is_idle() || events_.due_in() == 0) events_.flush();
      const std::int64_t tell_ns = events_.due_in();
      if (finishing_ && table_.is_idle() && tell_ns < 0) return;
      const std::int64_t wait_ns = sooner(table_.next_deadline_in(), tell_ns == 0 ? -1 : tell_ns);
      const timespec timeout{wait_ns / 1'000'000'000, wait_ns % 1'000'000'000};
      pollfd socket{kSocketDescriptor, 0, 0};  // its end is told of in any case
      if (told_to_look != 0 || table_.is_idle() || !table_.has_ready_batch()) socket.events |= POLLIN;
      if (tell_ns == 0) socket.events |= POLLOUT;  // still due: the socket had no room
      const int ready = ::ppoll(&socket, 1, wait_ns < 0 ? nullptr : &timeout, &while_waiting);
      table_.reap();
      table_.enforce_deadlines();
      if (ready > 0 && (socket.revents & ~POLLOUT) != 0 && !take_requests()) return;
    }
  }

  // All that is left of the workers ends; true when it has.
  bool end_all(int own_children) const {
    for_each_group_folder([](const GroupFolder& folder) { kill_group(folder.descriptor); });
    constexpr int kEndWithinMs = 5000;
    const bool all_gone = end_all_children(own_children, kEndWithinMs);
    constexpr int kGroupEndsWithinMs = 200;  // only what is no descendant of ours may still be in one
    for_each_group_folder([](const GroupFolder& folder) {
      if (is_of_perfbench(folder.path)) end_group(folder.path, kGroupEndsWithinMs);
    });
    return all_gone;
  }

 private:
  template <class Visit>
  void for_each_group_folder(Visit visit) const {
    for (const CommandText& command : commands_) {
      for (const GroupFolder& folder : command.groups) visit(folder);
    }
  }

  // False when the session is gone.
  bool take_requests() {
    while (true) {
      Packet packet;
      switch (receive(packet)) {
        case Received::request:
          handle(packet);
          break;
        case Received::nothing:
          return true;
        case Received::end:
          return false;
      }
    }
  }

  void handle(Packet& packet) {
    switch (packet.request.kind) {
      case RequestKind::define:
        define(packet);
        return;
      case RequestKind::launch:
        table_.enqueue(job_of(packet, command_));
        return;
      case RequestKind::try_exec:
        events_.post(try_exec(job_of(packet, command_)));
        return;
      case RequestKind::stop:
        table_.stop();
        return;
      case RequestKind::finish:
        finishing_ = true;
        return;
    }
  }

  // Workers that are queued keep the command they came with.
  void define(const Packet& packet) {
    const int descriptor = packet.descriptors[0];
    CommandText& text = commands_.emplace_back();
    command_ = descriptor >= 0 && read_command(packet.request.command, descriptor, text) ? &text : nullptr;
    if (descriptor >= 0) ::close(descriptor);
  }

  EventQueue events_;
  WorkerTable table_;
  std::deque<CommandText> commands_;
  const CommandText* command_ = nullptr;  // the last that was defined; null when it could not be read
  bool finishing_ = false;
};

int remove_entry(const char* path, const struct stat*, int, FTW*) {
  ::remove(path);
  return 0;
}

// The session writes its reports meanwhile, or was killed.
void remove_temporary_root(const char* path) {
  if (!is_of_perfbench(path)) return;
  constexpr int kOpenDirectories = 16;
  ::nftw(path, remove_entry, kOpenDirectories, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

}  // namespace
}  // namespace perfbench::launcher

int main(int argc, char** argv) {
  using namespace perfbench::launcher;
  int type = 0;
  socklen_t length = sizeof type;
  if (argc > 2 || ::getsockopt(kSocketDescriptor, SOL_SOCKET, SO_TYPE, &type, &length) != 0 || type != SOCK_SEQPACKET) {
    ::fputs(
        "perfbench-launcher is started by perfbench, which talks to it over a socket; it is no command of its own.\n",
        stderr);
    return 2;
  }
  ::fcntl(kSocketDescriptor, F_SETFD, FD_CLOEXEC);  // it is not for the workers, and neither is what was inherited
  ::close_range(kSocketDescriptor + 1, ~0U, 0);
  const sigset_t while_waiting = set_up_signals();
  leave_terminal();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  const int own_children = open_own_children();
  if (own_children < 0) {
    ::perror("perfbench-launcher: /proc/self/task/.../children");
    return 3;
  }
  Server server(own_children);
  server.serve(while_waiting);
  const bool all_gone = server.end_all(own_children);
  if (argc == 2) remove_temporary_root(argv[1]);
  return all_gone ? 0 : 3;
}
