#include "event_queue.h"

#include <errno.h>
#include <sys/socket.h>

namespace perfbench::launcher {

void EventQueue::flush() {
  while (!unsent_.empty()) {
    Event packet[kMaxEventsInPacket];
    unsigned count = 0;
    for (; count < kMaxEventsInPacket && count < unsent_.size(); ++count) packet[count] = unsent_[count];
    const ssize_t sent = ::send(socket_, packet, count * sizeof *packet, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return;
    // Of a session that is gone the main loop learns by the end of the socket.
    unsent_.erase(unsent_.begin(), unsent_.begin() + count);
  }
}

}  // namespace perfbench::launcher
