#include "event_queue.h"

#include <errno.h>
#include <sys/socket.h>

#include "spawn.h"

namespace perfbench::launcher {

namespace {

constexpr std::int64_t kHeldBackNs = 5'000'000;
// About ten workers' starts and ends.
constexpr std::size_t kMostHeldBack = std::size_t{2} * kMaxEventsInPacket;

}  // namespace

void EventQueue::post(const Event& event) {
  if (unsent_.empty()) due_ns_ = monotonic_ns() + kHeldBackNs;
  unsent_.push_back(event);
}

void EventQueue::post_urgent(const Event& event) {
  post(event);
  due_ns_ = 0;
}

std::int64_t EventQueue::due_in() const {
  if (unsent_.empty()) return -1;
  const std::int64_t left = due_ns_ - monotonic_ns();
  return left > 0 && unsent_.size() < kMostHeldBack ? left : 0;
}

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
