// A server on this machine's loopback with a receiver that tells what it got, and clients of raw bytes.
#pragma once

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "collector/server.h"
#include "link/listener.h"

namespace perfbench::collector {

inline constexpr const char* kTaken = "taken";

// Takes what is posted to any path but /refused; at /held, not before release().
class RecordingReceiver final : public Receiver {
 public:
  std::optional<Answer> refuse(const RequestHead& head) override {
    if (head.method != "POST") return refused(405, otlp::Encoding::json, "only POST");
    if (head.path == "/refused") return refused(403, otlp::Encoding::json, "refused");
    return std::nullopt;
  }

  Answer take(const RequestHead& head, Body& body) override {
    while (head.path == "/held" && !released_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const std::lock_guard lock(mutex_);
    bodies_.emplace_back(body.view());
    heads_.push_back(head);
    return {.status = 200, .content_type = "text/plain", .body = kTaken};
  }

  void release() { released_ = true; }
  std::vector<std::string> bodies() {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }
  std::vector<RequestHead> heads() {
    const std::lock_guard lock(mutex_);
    return heads_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> bodies_;
  std::vector<RequestHead> heads_;
  std::atomic<bool> released_ = false;
};

struct HttpAnswer {
  int status = 0;  // 0: none came, the connection has ended
  std::string head;
  std::string body;

  bool has(const std::string& line) const { return head.find("\r\n" + line + "\r\n") != std::string::npos; }
};

class Client {
 public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    constexpr timeval kAnswerWithin{.tv_sec = 30, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kAnswerWithin, sizeof kAnswerWithin);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  Client(Client&& other) noexcept : socket_(std::exchange(other.socket_, -1)), got_(std::move(other.got_)) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  Client& operator=(Client&&) = delete;
  ~Client() { hang_up(); }

  // False when the other side has ended the connection.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  void send_no_more() const { ::shutdown(socket_, SHUT_WR); }
  void hang_up() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  HttpAnswer answer() {
    HttpAnswer answer;
    std::size_t head_end = 0;
    while ((head_end = got_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive()) return answer;
    }
    answer.head = got_.substr(0, head_end + 2);
    answer.status = std::atoi(answer.head.c_str() + std::string_view("HTTP/1.1 ").size());
    got_.erase(0, head_end + 4);
    if (answer.status == 100) return answer;
    const std::size_t length_at = answer.head.find("Content-Length: ");
    if (length_at == std::string::npos) return answer;
    const std::size_t length = std::strtoul(answer.head.c_str() + length_at + 16, nullptr, 10);
    while (got_.size() < length && receive()) continue;
    answer.body = got_.substr(0, length);
    got_.erase(0, answer.body.size());
    return answer;
  }

  // Whether nothing came any more before the other side ended the connection.
  bool has_ended() {
    while (receive()) continue;
    return got_.empty();
  }

 private:
  bool receive() {
    std::array<char, 16384> piece;
    const ssize_t count = ::recv(socket_, piece.data(), piece.size(), 0);
    if (count <= 0) return false;
    got_.append(piece.data(), static_cast<std::size_t>(count));
    return true;
  }

  int socket_;
  std::string got_;
};

inline std::string post(const std::string& path, const std::string& headers, std::string_view body) {
  return "POST " + path + " HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n" + headers + "\r\n" +
         std::string(body);
}
inline std::string post(std::string_view body) {
  return post("/v1/metrics", "Content-Length: " + std::to_string(body.size()) + "\r\n", body);
}

// With a thread that accepts.
class Loopback {
 public:
  explicit Loopback(const ConnectionLimits& limits = {}, const BodyStore::Limits& bodies = BodyStore::Limits())
      : listener_(link::listen_on("127.0.0.1", 0).value_or(link::Listener())),
        server_(std::make_unique<Server>(listener_.socket, receiver_, bodies, limits)),
        accepting_([this](const std::stop_token& stop) { accept_until(stop); }) {}
  Loopback(const Loopback&) = delete;
  Loopback& operator=(const Loopback&) = delete;
  ~Loopback() {
    receiver_.release();
    end();
    ::close(listener_.socket);
  }

  Client connect() const { return Client(listener_.port); }
  RecordingReceiver& receiver() { return receiver_; }
  Server& server() { return *server_; }

  // Ends the server with all its connections.
  void end() {
    accepting_.request_stop();
    if (accepting_.joinable()) accepting_.join();
    server_.reset();
  }

 private:
  void accept_until(const std::stop_token& stop) {
    constexpr int kLookAgainMs = 5;
    while (!stop.stop_requested()) {
      pollfd ready{listener_.socket, POLLIN, 0};
      if (server_->has_room()) {
        ::poll(&ready, 1, kLookAgainMs);
      } else {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      server_->accept_waiting();
    }
  }

  RecordingReceiver receiver_;
  link::Listener listener_;
  std::unique_ptr<Server> server_;
  std::jthread accepting_;
};

}  // namespace perfbench::collector
