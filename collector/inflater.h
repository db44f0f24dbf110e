// Content-Encoding gzip and deflate, piece by piece.
#pragma once

#include <zlib.h>

#include <array>
#include <functional>
#include <string_view>

namespace perfbench::collector {

class Inflater {
 public:
  // Takes gzip (RFC 1952, also of several members) and zlib (RFC 1950, which HTTP calls deflate), told apart by their
  // first bytes.
  Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater();

  // What it expands to goes to `sink`, in pieces; which may say false to end it. False then, or when the bytes are not
  // what they should be.
  bool feed(std::string_view bytes, const std::function<bool(std::string_view)>& sink);

  // Whether what was fed was whole.
  bool is_complete() const { return state_ == State::member_ended; }

 private:
  enum class State { under_way, member_ended, broken };

  z_stream stream_{};
  State state_ = State::under_way;
  std::array<unsigned char, 16384> piece_;
};

}  // namespace perfbench::collector
