#include "collector/series_registry.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/clean_text.h"
#include "model/utf8.h"

namespace perfbench::collector {

namespace {

constexpr std::size_t kLongestName = 255;
constexpr std::size_t kLongestText = 255;
constexpr std::size_t kMostAttributes = 64;
constexpr const char* kOverflow = "otel.metric.overflow";

std::string short_text(std::string_view text, std::size_t longest) {
  return std::string(cut_to_bytes(clean_line(text.substr(0, longest * 4)), longest));
}

struct AsText {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return fmt::format("{}", value); }
  std::string operator()(std::string_view value) const { return short_text(value, kLongestText); }
};

}  // namespace

AttributeTexts texts_of(std::span<const otlp::Attribute> attributes) {
  AttributeTexts texts;
  for (const otlp::Attribute& attribute : attributes.first(std::min(attributes.size(), kMostAttributes))) {
    texts.emplace_back(short_text(attribute.key, kLongestName), std::visit(AsText(), attribute.value));
  }
  std::ranges::stable_sort(texts, {}, &std::pair<std::string, std::string>::first);
  const auto same_key = [](const auto& one, const auto& other) { return one.first == other.first; };
  texts.erase(std::unique(texts.begin(), texts.end(), same_key), texts.end());
  return texts;
}

SeriesId SeriesRegistry::find(const otlp::Metric& metric, std::span<const otlp::Attribute> attributes) {
  Key key{short_text(metric.name, kLongestName), texts_of(attributes)};
  const std::lock_guard lock(mutex_);
  if (const auto known = numbers_.find(key); known != numbers_.end()) return known->second;
  if (numbers_.size() < most_) return add(metric, std::move(key));
  return overflow_of(metric, std::move(key.first));
}

const Series& SeriesRegistry::series(SeriesId id) const {
  const std::lock_guard lock(mutex_);
  return series_.at(id);
}

bool SeriesRegistry::overflowed() const {
  const std::lock_guard lock(mutex_);
  return overflowed_;
}

SeriesId SeriesRegistry::add(const otlp::Metric& metric, Key key) {
  const auto id = static_cast<SeriesId>(series_.size());
  series_.push_back({key.first, short_text(metric.unit, kLongestText), metric.kind, key.second});
  ++names_[key.first];
  numbers_.emplace(std::move(key), id);
  return id;
}

SeriesId SeriesRegistry::overflow_of(const otlp::Metric& metric, std::string name) {
  overflowed_ = true;
  const bool is_known = names_.contains(name);
  const auto [place, is_new] = overflow_.emplace(is_known ? name : "", static_cast<SeriesId>(series_.size()));
  if (is_new) {
    series_.push_back({is_known ? std::move(name) : "(other metrics)",
                       is_known ? short_text(metric.unit, kLongestText) : "",
                       metric.kind,
                       {{kOverflow, "true"}}});
  }
  return place->second;
}

}  // namespace perfbench::collector
