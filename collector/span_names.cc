#include "collector/span_names.h"

#include "model/clean_text.h"

namespace perfbench::collector {

namespace {

constexpr std::size_t kMostNames = 2000;
constexpr std::size_t kLongestPhase = 255;
constexpr std::uint32_t kOthers = 0;

}  // namespace

SpanNames::SpanNames() : names_{"(other)"} {}

std::uint32_t SpanNames::find(std::string_view name) {
  name = name.substr(0, kLongestPhase);
  const std::lock_guard lock(mutex_);
  if (const auto known = numbers_.find(name); known != numbers_.end()) return known->second;
  if (numbers_.size() >= kMostNames) {
    overflowed_ = true;
    return kOthers;
  }
  const auto number = static_cast<std::uint32_t>(names_.size());
  numbers_.emplace(name, number);
  names_.push_back(clean_line(name));
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
