#include "collector/body.h"

#include <algorithm>
#include <cstring>

namespace perfbench::collector {

namespace {

constexpr std::size_t kFirstRoom = std::size_t{16} << 10;

}  // namespace

Body::Body(BodyStore& store, std::chrono::steady_clock::time_point deadline) : store_(store), deadline_(deadline) {}

Body::~Body() {
  bytes_.reset();  // before another takes as much
  if (booked_ > 0) store_.give_back(*this);
}

BodyRoom Body::reserve(std::size_t bytes) {
  if (bytes <= capacity_) return BodyRoom::granted;
  if (bytes > store_.limits().largest) return BodyRoom::too_large;
  constexpr std::size_t kGrowth = 4;
  const std::size_t most = expected_ > 0 ? expected_ : store_.limits().largest;
  const std::size_t wanted = std::max(bytes, std::min(most, std::max(capacity_ * kGrowth, kFirstRoom)));
  if (const BodyRoom room = store_.book(*this, wanted); room != BodyRoom::granted) return room;
  std::unique_ptr<char[]> larger(new char[wanted + kPadding]);
  if (size_ > 0) std::memcpy(larger.get(), bytes_.get(), size_);
  std::memset(larger.get() + size_, 0, kPadding);
  bytes_ = std::move(larger);
  capacity_ = wanted;
  return BodyRoom::granted;
}

void Body::append(std::string_view bytes) {
  if (bytes.empty()) return;
  std::memcpy(bytes_.get() + size_, bytes.data(), bytes.size());
  size_ += bytes.size();
  std::memset(bytes_.get() + size_, 0, kPadding);
}

BodyRoom BodyStore::book(Body& body, std::size_t bytes) {
  if (bytes <= limits_.small) return BodyRoom::granted;
  std::unique_lock lock(mutex_);
  if (body.booked_ == 0) large_.push_back(&body);
  const std::size_t more = bytes - body.booked_;
  const auto may_grow = [&] { return booked_ + more <= limits_.total || large_.front() == &body; };
  const bool granted = freed_.wait_until(lock, body.deadline_, may_grow);
  if (!granted) {
    if (body.booked_ == 0) large_.remove(&body);
    freed_.notify_all();  // another may be the first now
    return BodyRoom::no_memory_in_time;
  }
  booked_ += more;
  body.booked_ = bytes;
  return BodyRoom::granted;
}

void BodyStore::give_back(Body& body) {
  {
    const std::lock_guard lock(mutex_);
    large_.remove(&body);
    booked_ -= body.booked_;
  }
  freed_.notify_all();
}

}  // namespace perfbench::collector
