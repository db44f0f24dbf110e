// A launcher that runs nothing: it interrupts the session when it has all requests, waits until the stop has come,
// tells of the end of a worker, and ends with the stop unread.
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <vector>

#include "protocol.h"

int main() {
  using namespace perfbench::launcher;
  std::signal(kLookSignal, SIG_IGN);
  std::vector<char> packet(kMaxPacketBytes);
  Request request;
  while (request.kind != RequestKind::finish) {
    if (::recv(kSocketDescriptor, packet.data(), packet.size(), 0) < static_cast<ssize_t>(sizeof request)) return 1;
    std::memcpy(&request, packet.data(), sizeof request);
  }
  ::kill(::getppid(), SIGINT);
  pollfd stop{kSocketDescriptor, POLLIN, 0};
  ::poll(&stop, 1, -1);
  Event events[3];
  events[0].kind = EventKind::started;
  events[1].kind = EventKind::exited;
  events[2].kind = EventKind::batch_done;
  return ::send(kSocketDescriptor, events, sizeof events, MSG_NOSIGNAL) == sizeof events ? 0 : 1;
}
