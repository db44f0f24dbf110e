#include "collector/connection_stream.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace perfbench::collector {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLingerAtMost(1000);
constexpr std::size_t kLingerBytes = std::size_t{4} << 20;

int poll_timeout(ConnectionStream::Clock::time_point deadline) {
  const auto now = ConnectionStream::Clock::now();
  if (deadline <= now) return 0;
  const auto left = std::chrono::ceil<milliseconds>(deadline - now).count();
  return static_cast<int>(std::min<decltype(left)>(left, 3'600'000));
}

}  // namespace

bool ConnectionStream::await(short events) {
  pollfd ready{socket_, events, 0};
  while (true) {
    const int count = ::poll(&ready, 1, poll_timeout(deadline_));
    if (count > 0) return true;
    if (count < 0 && errno == EINTR) continue;
    if (Clock::now() < deadline_) continue;
    timed_out_ = true;
    return false;
  }
}

ssize_t ConnectionStream::receive(char* target, std::size_t size) {
  while (true) {
    const ssize_t got = ::recv(socket_, target, size, MSG_DONTWAIT);
    if (got >= 0) return got;
    if (errno == EINTR) continue;
    if (errno != EAGAIN || !await(POLLIN)) return -1;
  }
}

bool ConnectionStream::await_input(milliseconds at_most) {
  deadline_ = Clock::now() + at_most;
  return await(POLLIN);
}

void ConnectionStream::begin_head(Clock::time_point deadline, std::size_t head_limit) {
  deadline_ = deadline;
  may_read_ = head_limit;
}

void ConnectionStream::begin_body(Clock::time_point deadline) {
  deadline_ = deadline;
  may_read_ = SIZE_MAX;
}

void ConnectionStream::remember_end_of(std::string_view bytes) {
  for (const char c : bytes.substr(bytes.size() - std::min(bytes.size(), sizeof last_four_))) {
    last_four_ = last_four_ << 8 | static_cast<unsigned char>(c);
  }
}

ssize_t ConnectionStream::read(char* target, std::size_t size) {
  size = std::min(size, may_read_);
  if (size == 0) return -1;
  if (input_begin_ == input_end_) {
    // The other side may wait for what was written, as for "100 Continue".
    if (!flush()) return -1;
    if (timed_out_ || Clock::now() >= deadline_) {
      timed_out_ = true;
      return -1;
    }
    const ssize_t got = receive(input_.data(), input_.size());
    if (got <= 0) return got;
    input_begin_ = 0;
    input_end_ = static_cast<std::size_t>(got);
  }
  const std::size_t taken = std::min(size, input_end_ - input_begin_);
  std::memcpy(target, input_.data() + input_begin_, taken);
  remember_end_of({target, taken});
  input_begin_ += taken;
  may_read_ -= may_read_ == SIZE_MAX ? 0 : taken;
  return static_cast<ssize_t>(taken);
}

ssize_t ConnectionStream::write(const char* bytes, std::size_t size) {
  output_.append(bytes, size);
  return static_cast<ssize_t>(size);
}

bool ConnectionStream::flush() {
  std::size_t sent = 0;
  while (sent < output_.size()) {
    const ssize_t count = ::send(socket_, output_.data() + sent, output_.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count >= 0) {
      sent += static_cast<std::size_t>(count);
    } else if (errno != EINTR && (errno != EAGAIN || !await(POLLOUT))) {
      output_.clear();
      return false;
    }
  }
  output_.clear();
  return true;
}

void ConnectionStream::linger() {
  ::shutdown(socket_, SHUT_WR);
  deadline_ = Clock::now() + kLingerAtMost;
  std::size_t seen = 0;
  while (seen < kLingerBytes) {
    const ssize_t got = receive(input_.data(), input_.size());
    if (got <= 0) return;
    seen += static_cast<std::size_t>(got);
  }
}

}  // namespace perfbench::collector
