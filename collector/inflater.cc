#include "collector/inflater.h"

namespace perfbench::collector {

namespace {

constexpr int kGzipOrZlib = 15 + 32;  // the largest window, and the format by its header

}  // namespace

Inflater::Inflater() {
  if (::inflateInit2(&stream_, kGzipOrZlib) != Z_OK) state_ = State::broken;
}

Inflater::~Inflater() { ::inflateEnd(&stream_); }

bool Inflater::feed(std::string_view bytes, const std::function<bool(std::string_view)>& sink) {
  // zlib does not write to its input.
  stream_.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
  stream_.avail_in = static_cast<unsigned>(bytes.size());
  while (state_ != State::broken && stream_.avail_in > 0) {
    if (state_ == State::member_ended) {
      ::inflateReset(&stream_);
      state_ = State::under_way;
    }
    stream_.next_out = piece_.data();
    stream_.avail_out = static_cast<unsigned>(piece_.size());
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      state_ = State::member_ended;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      state_ = State::broken;
      break;
    }
    const std::string_view expanded(reinterpret_cast<const char*>(piece_.data()), piece_.size() - stream_.avail_out);
    if (!expanded.empty() && !sink(expanded)) state_ = State::broken;
  }
  return state_ != State::broken;
}

}  // namespace perfbench::collector
