#include "post_connection.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <utility>

namespace perfbench::bench {

namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";

// The servers measured here all write it so.
std::size_t content_length(std::string_view head) {
  constexpr std::string_view kKey = "Content-Length: ";
  const std::size_t at = head.find(kKey);
  std::size_t length = 0;
  if (at != std::string_view::npos) {
    std::from_chars(head.data() + at + kKey.size(), head.data() + head.size(), length);
  }
  return length;
}

}  // namespace

std::string post_request(std::string_view path, std::string_view content_type, std::string_view token,
                         std::string_view body) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {}\r\nx-perfbench-token: {}\r\n"
      "Content-Length: {}\r\n\r\n{}",
      path, content_type, token, body.size(), body);
}

PostConnection::PostConnection(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  if (socket_ < 0 || ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) {
    throw std::system_error(errno, std::generic_category(), "connect");
  }
}

PostConnection::PostConnection(PostConnection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      unsent_(other.unsent_),
      answer_(std::move(other.answer_)),
      begun_(other.begun_) {}

PostConnection::~PostConnection() {
  if (socket_ >= 0) ::close(socket_);
}

void PostConnection::begin(std::string_view request, Clock::time_point now) {
  unsent_ = request;
  answer_.clear();
  begun_ = now;
  send_rest();
}

unsigned PostConnection::events() const { return unsent_.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT; }

bool PostConnection::send_rest() {
  while (!unsent_.empty()) {
    const ssize_t sent = ::send(socket_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) return errno == EAGAIN || errno == EINTR;
    unsent_.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

Progress PostConnection::read_answer() {
  std::array<char, 4096> piece;
  const ssize_t got = ::recv(socket_, piece.data(), piece.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return Progress::under_way;
  if (got <= 0) return Progress::failed;
  answer_.append(piece.data(), static_cast<std::size_t>(got));
  const std::size_t end_of_head = answer_.find(kEndOfHead);
  if (end_of_head == std::string::npos) return Progress::under_way;
  const std::size_t size = end_of_head + kEndOfHead.size() + content_length(answer_);
  if (answer_.size() < size) return Progress::under_way;
  return answer_.starts_with("HTTP/1.1 200 ") && unsent_.empty() ? Progress::answered : Progress::failed;
}

Progress PostConnection::advance() { return send_rest() ? read_answer() : Progress::failed; }

}  // namespace perfbench::bench
