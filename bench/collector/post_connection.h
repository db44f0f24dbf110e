// An exporter's connection, kept alive: one POST after another, without ever blocking.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace perfbench::bench {

// Head and body of a POST as they go over the wire.
std::string post_request(std::string_view path, std::string_view content_type, std::string_view token,
                         std::string_view body);

enum class Progress { under_way, answered, failed };

class PostConnection {
 public:
  using Clock = std::chrono::steady_clock;

  // Connects to 127.0.0.1. Throws std::system_error when that fails.
  explicit PostConnection(int port);
  PostConnection(PostConnection&& other) noexcept;
  PostConnection(const PostConnection&) = delete;
  ~PostConnection();

  int socket() const { return socket_; }

  // Sends what can be sent at once; whether that failed, advance() tells. `request` must stay until it is answered.
  void begin(std::string_view request, Clock::time_point now = Clock::now());

  // As far as it goes for now. An answer other than 200 is a failure.
  Progress advance();

  // What is awaited: EPOLLIN, and EPOLLOUT while there is something to send.
  unsigned events() const;

  Clock::time_point begun() const { return begun_; }

 private:
  bool send_rest();
  Progress read_answer();

  int socket_;
  std::string_view unsent_;
  std::string answer_;
  Clock::time_point begun_;
};

}  // namespace perfbench::bench
