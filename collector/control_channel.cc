#include "collector/control_channel.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace perfbench::collector {

bool ControlChannel::take_news(const Handler& handler) {
  const std::lock_guard lock(mutex_);
  std::array<char, 65536> piece;
  while (true) {
    const ssize_t got = ::recv(socket_, piece.data(), piece.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return true;
    if (got <= 0) return false;
    unread_.append(piece.data(), static_cast<std::size_t>(got));
    if (!take_lines(handler)) return false;
  }
}

bool ControlChannel::take_lines(const Handler& handler) {
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = unread_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const auto message = link::read_message(std::string_view(unread_).substr(begin, end - begin));
    if (!message) return false;
    handler(*message);
  }
  unread_.erase(0, begin);
  return true;
}

void ControlChannel::await_news() const {
  pollfd ready{socket_, POLLIN, 0};
  while (::poll(&ready, 1, -1) < 0 && errno == EINTR) continue;
}

bool ControlChannel::tell(const std::string& line) const {
  std::size_t sent = 0;
  while (sent < line.size()) {
    const ssize_t count = ::send(socket_, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace perfbench::collector
