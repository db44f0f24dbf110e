#include "analysis/folded_stacks_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace perfbench {

namespace {

constexpr long long kMostMicroseconds = 1'000'000'000'000'000;
constexpr long long kMostSamples = 1'000'000'000'000'000;

// Of the whole text and nothing else.
template <class Number>
std::optional<Number> whole_text_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string unescaped_name(std::string_view text) {
  std::string name;
  while (!text.empty()) {
    char c = text.front();
    std::size_t taken = 1;
    for (const auto& [code, sign] : {std::pair{"%25", '%'}, {"%3B", ';'}, {"%23", '#'}, {"%20", ' '}}) {
      if (!text.starts_with(code)) continue;
      c = sign;
      taken = 3;
    }
    name += c;
    text.remove_prefix(taken);
  }
  return name;
}

class FoldedStacksReader {
 public:
  explicit FoldedStacksReader(const std::string& origin) : origin_(origin) {}

  Result<StackProfile> read(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      ++line_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      const char* wrong = line.starts_with('#') ? read_comment(line) : read_stack(line);
      if (wrong != nullptr) return fail(error(wrong));
    }
    if (!ours_) profile_.runs = 1;
    return std::move(profile_);
  }

 private:
  // What is wrong with the line; null where nothing is.
  const char* read_comment(std::string_view line) {
    constexpr std::string_view kOurs = "# perfbench folded stacks ";
    constexpr std::string_view kSamples = "# samples=";
    if (line.starts_with(kOurs)) return read_header(line.substr(kOurs.size()));
    if (ours_ && line.starts_with(kSamples) && line.ends_with(';')) {
      line.remove_prefix(kSamples.size());
      line.remove_suffix(1);
      samples_ = whole_text_number<long long>(line);
      if (!samples_ || *samples_ < 0 || *samples_ > kMostSamples) return "a number of samples that is none";
    }
    return nullptr;
  }

  // "1; runs=3; period_us=1001.001;"
  const char* read_header(std::string_view line) {
    ours_ = true;
    period_us_ = 0;
    bool first = true;
    while (!line.empty()) {
      const std::size_t end = std::min(line.find(';'), line.size());
      std::string_view part = line.substr(0, end);
      line.remove_prefix(std::min(end + 1, line.size()));
      part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
      if (first && part != "1") return "a version of folded stacks that is not known";
      if (!first && !read_setting(part)) return "a setting whose number is none";
      first = false;
    }
    return first ? "a version of folded stacks that is not known" : nullptr;
  }

  bool read_setting(std::string_view part) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) return true;
    const std::string_view name = part.substr(0, equals);
    const auto number = whole_text_number<double>(part.substr(equals + 1));
    if (name == "period_us") {
      if (!number || !(*number > 0) || *number > static_cast<double>(kMostMicroseconds)) return false;
      period_us_ = *number;
    }
    if (name == "runs") {
      constexpr int kMostRuns = 1'000'000'000;
      if (!number || !(*number >= 0) || *number > kMostRuns) return false;
      profile_.runs = std::min(profile_.runs, kMostRuns) + static_cast<int>(*number);
    }
    if (name == "without_kernel") profile_.losses.without_kernel = true;
    if (name == "unseen_pct") {
      constexpr double kAll = 100;
      if (!number || !(*number >= 0) || *number > kAll) return false;
      profile_.losses.unseen_pct = std::max(profile_.losses.unseen_pct, static_cast<long long>(*number));
    }
    for (const auto& [loss, count] : losses_) {
      if (name != loss) continue;
      if (!number || !(*number >= 0) || *number > static_cast<double>(kMostSamples)) return false;
      long long& sum = profile_.losses.*count;
      sum = std::min(sum + static_cast<long long>(*number), kMostSamples);
    }
    return true;
  }

  const char* read_stack(std::string_view line) {
    if (line.find_first_not_of(" \t") == std::string_view::npos) return nullptr;
    const std::size_t blank = line.rfind(' ');
    if (blank == std::string_view::npos) return "a stack without its weight";
    const auto us = whole_text_number<long long>(line.substr(blank + 1));
    if (!us || *us < 0) return "a stack without its weight, a whole number";
    if (*us > kMostMicroseconds) return "a weight that is too large";
    const std::string_view functions = line.substr(0, blank);
    if (functions.find_first_not_of(" ;") == std::string_view::npos) return "a weight without its stack";
    read_frames(functions);
    constexpr double kUsPerMs = 1e3;
    profile_.add(stack_, {.weight_ms = static_cast<double>(*us) / kUsPerMs, .samples = samples_of(*us)});
    samples_.reset();
    return nullptr;
  }

  long long samples_of(long long us) const {
    if (samples_) return *samples_;
    if (!ours_) return std::min(us, kMostSamples);
    if (period_us_ <= 0) return 0;
    return std::llround(std::min(static_cast<double>(us) / period_us_, static_cast<double>(kMostSamples)));
  }

  void read_frames(std::string_view functions) {
    stack_.clear();
    // Who made a line of a great many frames gets their ends; the profile says that it was cut.
    constexpr std::size_t kMostFrames = 2 * StackProfile::kDeepestStack;
    while (!functions.empty()) {
      const std::size_t end = std::min(functions.find(';'), functions.size());
      const std::string_view frame = functions.substr(0, end);
      functions.remove_prefix(std::min(end + 1, functions.size()));
      if (frame.empty()) continue;
      if (stack_.size() == kMostFrames) stack_.erase(stack_.begin() + StackProfile::kDeepestStack);
      stack_.push_back(index_of(frame));
    }
  }

  FrameIndex index_of(std::string_view frame) {
    if (!ours_) return profile_.index_of(frame, "");
    const std::size_t at = frame.ends_with(']') ? frame.rfind(" [") : std::string_view::npos;
    if (at == std::string_view::npos) return profile_.index_of(unescaped_name(frame), "");
    return profile_.index_of(unescaped_name(frame.substr(0, at)),
                             unescaped_name(frame.substr(at + 2, frame.size() - at - 3)));
  }

  Error error(const char* what) const {
    return {.kind = ErrorKind::plan,
            .what = std::string("these are no folded stacks: ") + what,
            .where = fmt::format("{}:{}", origin_, line_),
            .cause = "",
            .advice = ""};
  }

  static constexpr std::pair<std::string_view, long long ProfileLosses::*> losses_[] = {
      {"lost_samples", &ProfileLosses::lost_samples}, {"cut_runs", &ProfileLosses::cut_runs},
      {"cut_names", &ProfileLosses::cut_names},       {"folded_frames", &ProfileLosses::folded_frames},
      {"cut_stacks", &ProfileLosses::cut_stacks},     {"unread_lines", &ProfileLosses::unread_lines}};

  const std::string& origin_;
  StackProfile profile_;
  CallStack stack_;
  long long line_ = 0;
  bool ours_ = false;
  double period_us_ = 0;
  std::optional<long long> samples_;  // of the next stack
};

}  // namespace

Result<StackProfile> read_folded_stacks(std::string_view text, const std::string& origin) {
  return FoldedStacksReader(origin).read(text);
}

}  // namespace perfbench
