#include "collector/span_names.h"

#include "model/clean_text.h"
#include "model/utf8.h"

namespace perfbench::collector {

namespace {

constexpr std::size_t kMostNames = 2000;
constexpr std::size_t kLongestPhase = 255;
constexpr std::size_t kLongestCharacter = 4;
constexpr std::uint32_t kOthers = 0;

}  // namespace

SpanNames::SpanNames() : names_{"(other)"} {}

std::uint32_t SpanNames::find(std::string_view name) {
  if (name.size() > kLongestPhase) {
    name = cut_to_bytes(name.substr(0, kLongestPhase + kLongestCharacter), kLongestPhase);
  }
  const std::lock_guard lock(mutex_);
  if (const auto known = numbers_.find(name); known != numbers_.end()) return known->second;
  if (numbers_.size() >= kMostNames) {
    overflowed_ = true;
    return kOthers;
  }
  std::string clean = clean_line(name);
  const auto [same, is_new] = numbers_.emplace(clean, static_cast<std::uint32_t>(names_.size()));
  const std::uint32_t number = same->second;
  if (is_new) names_.push_back(std::move(clean));
  numbers_.emplace(name, number);  // which spares the next one of it the cleaning
  return number;
}

std::string SpanNames::name(std::uint32_t number) const {
  const std::lock_guard lock(mutex_);
  return number < names_.size() ? names_[number] : names_[kOthers];
}

bool SpanNames::overflowed() const {
  const std::lock_guard lock(mutex_);
  return overflowed_;
}

}  // namespace perfbench::collector
