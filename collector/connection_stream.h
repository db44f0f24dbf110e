// A connection as cpp-httplib reads and writes it: buffered, with a deadline for the whole of a request instead of one
// for each read, and a limit of its head.
#pragma once

#include <httplib.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace perfbench::collector {

class ConnectionStream final : public httplib::Stream {
 public:
  using Clock = std::chrono::steady_clock;

  // `socket` stays the caller's; it may be blocking or not.
  explicit ConnectionStream(int socket) : socket_(socket) {}

  // Bytes of a request that came with the one before.
  bool has_input() const { return input_begin_ < input_end_; }

  // Waits for bytes, or the end of the connection, and takes none of them. False when nothing came in time.
  bool await_input(std::chrono::milliseconds at_most);

  // From here on, no more than `head_limit` bytes are read, until the deadline.
  void begin_head(Clock::time_point deadline, std::size_t head_limit);
  void begin_body(Clock::time_point deadline);
  Clock::time_point deadline() const { return deadline_; }

  // Whether what was read so far ends in a blank line.
  bool is_at_blank_line() const { return last_four_ == kBlankLine; }

  // Why reading failed, if it did.
  bool timed_out() const { return timed_out_; }

  // Sends what was written.
  bool flush();

  // Before a close: tells the other side that nothing more comes, and reads what it still sends, a while. (A close with
  // bytes unread resets the connection, and the other side might lose the answer.)
  void linger();

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* target, std::size_t size) override;
  ssize_t write(const char* bytes, std::size_t size) override;
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  int socket() const override { return socket_; }

 private:
  static constexpr std::uint32_t kBlankLine = 0x0D0A0D0A;  // CR LF CR LF

  bool await(short events);
  ssize_t receive(char* target, std::size_t size);
  void remember_end_of(std::string_view bytes);

  int socket_;
  std::array<char, 16384> input_;
  std::size_t input_begin_ = 0;
  std::size_t input_end_ = 0;
  std::string output_;
  Clock::time_point deadline_ = Clock::time_point::max();
  std::size_t may_read_ = SIZE_MAX;
  bool timed_out_ = false;
  std::uint32_t last_four_ = 0;  // bytes
};

}  // namespace perfbench::collector
