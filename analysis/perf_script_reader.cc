#include "analysis/perf_script_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace perfbench {

namespace {

constexpr std::size_t kLongestLine = 1 << 20;
// Of frames that one sample may have before its stack is cut: perf stops at 1000.
constexpr std::size_t kMostFramesOfSample = 10'000;
constexpr std::size_t kMostBuildIds = 10'000;
constexpr std::string_view kInlined = "inlined";

// The number that `text` begins with, which is taken away from it.
std::optional<std::uint64_t> take_number(std::string_view& text, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end == text.data()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

void skip_blanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size())); }

struct SymbolText {
  std::string_view function;
  std::string_view path;
};

// "function+0x1f (/a/module)". Both names may hold any of these signs: the last offset counts.
std::optional<SymbolText> parse_symbol(std::string_view text) {
  if (!text.ends_with(')')) return std::nullopt;
  constexpr std::string_view kUnknown = "[unknown] (";
  if (text.starts_with(kUnknown)) {
    return SymbolText{.function = {}, .path = text.substr(kUnknown.size(), text.size() - kUnknown.size() - 1)};
  }
  constexpr std::string_view kOffset = "+0x";
  for (std::size_t at = text.rfind(kOffset); at != std::string_view::npos;) {
    const std::size_t digits = at + kOffset.size();
    const std::size_t end = std::min(text.find_first_not_of("0123456789abcdef", digits), text.size());
    if (end > digits && text.substr(end, 2) == " (") {
      return SymbolText{.function = text.substr(0, at), .path = text.substr(end + 2, text.size() - end - 3)};
    }
    at = at == 0 ? std::string_view::npos : text.rfind(kOffset, at - 1);
  }
  return std::nullopt;
}

bool is_jit_map(std::string_view name) {
  constexpr std::string_view kPrefix = "perf-";
  constexpr std::string_view kSuffix = ".map";
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return false;
  name.remove_prefix(kPrefix.size());
  return name.find_first_not_of("0123456789") == name.size() - kSuffix.size();
}

// Of the same text in every run: no process ids, no folders.
std::string_view module_name(std::string_view path) {
  constexpr std::string_view kDeleted = " (deleted)";
  if (path.ends_with(kDeleted)) path.remove_suffix(kDeleted.size());
  if (path == kUnknownFunction) return {};
  if (path.starts_with("//anon") || path.starts_with("/memfd:") || path.starts_with("/dev/zero")) return "[anonymous]";
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  return is_jit_map(name) ? "[jit]" : name;
}

}  // namespace

void PerfScriptReader::read(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view piece = bytes.substr(0, end);
    const bool ends = end < bytes.size();
    bytes.remove_prefix(ends ? end + 1 : end);
    if (ends && line_.empty()) {
      read_line(piece.substr(0, kLongestLine));
      continue;
    }
    line_ += piece.substr(0, kLongestLine - std::min(line_.size(), kLongestLine));
    if (!ends) continue;
    read_line(line_);
    line_.clear();
  }
}

Result<StackProfile> PerfScriptReader::finish() && {
  if (!line_.empty()) read_line(line_);
  end_sample();
  if (profile_.losses.unread_lines > 0 && profile_.total().samples == 0) {
    return fail({.kind = ErrorKind::plan,
                 .what = "this is no output of perf script with the fields period, ip, sym, symoff and dso",
                 .where = fmt::format("{}:{}", origin_, first_unread_line_),
                 .cause = "",
                 .advice = ""});
  }
  profile_.runs = 1;
  return std::move(profile_);
}

void PerfScriptReader::read_line(std::string_view line) {
  ++lines_;
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
    end_sample();
  } else if (line.starts_with("PERF_RECORD_")) {
    read_event(line);
  } else if (!(line.starts_with('\t') ? read_frame(line) : begin_sample(line))) {
    if (++profile_.losses.unread_lines == 1) first_unread_line_ = lines_;
  }
}

// "PERF_RECORD_LOST lost 12", and "PERF_RECORD_MMAP2 1/1: [0x5000(0x1000) @ 0 <48dc54>]: r-xp /a/module".
void PerfScriptReader::read_event(std::string_view line) {
  constexpr std::string_view kLost = " lost ";
  constexpr std::string_view kEndOfId = ">]: ";
  constexpr std::size_t kPermissions = 5;  // and the blank behind them
  if (line.starts_with("PERF_RECORD_LOST")) {
    const std::size_t at = line.find(kLost);
    std::string_view number = line.substr(std::min(at == line.npos ? at : at + kLost.size(), line.size()));
    constexpr std::uint64_t kMost = 1'000'000'000'000;
    long long& lost = profile_.losses.lost_samples;
    lost = std::min(lost + static_cast<long long>(std::min(take_number(number, 10).value_or(0), kMost)),
                    static_cast<long long>(kMost));
    return;
  }
  const std::size_t begin = line.find('<');
  const std::size_t end = line.find(kEndOfId, std::min(begin, line.size()));
  if (!line.starts_with("PERF_RECORD_MMAP2") || end == line.npos) return;
  const std::string_view id = line.substr(begin + 1, end - begin - 1);
  const std::string_view path = line.substr(std::min(end + kEndOfId.size() + kPermissions, line.size()));
  constexpr std::size_t kLongestId = 64;
  if (path.empty() || id.empty() || id.size() > kLongestId || build_ids_.size() >= kMostBuildIds) return;
  if (id.find_first_not_of("0123456789abcdef") == id.npos) build_ids_.insert_or_assign(std::string(path), id);
}

bool PerfScriptReader::begin_sample(std::string_view line) {
  end_sample();
  skip_blanks(line);
  const auto period = take_number(line, 10);
  constexpr std::uint64_t kLongestPeriod = 1'000'000'000'000'000'000;
  if (!period || *period > kLongestPeriod || (!line.empty() && line.front() != ' ')) return false;
  constexpr double kNsPerMs = 1e6;
  weight_ = {.weight_ms = static_cast<double>(*period) / kNsPerMs, .samples = 1};
  skip_blanks(line);
  take_event(line);
  // A sample without a stack has its only frame beside its period.
  if (!line.empty() && !read_frame(line)) {
    weight_ = {};
    return false;
  }
  return true;
}

// "cpu-clock:", or "cpu-clock:u:" where perf may record what runs outside of the kernel only.
void PerfScriptReader::take_event(std::string_view& line) {
  constexpr std::string_view kEvent = "cpu-clock:";
  constexpr std::string_view kUserOnly = "u:";
  if (!line.starts_with(kEvent)) return;
  line.remove_prefix(kEvent.size());
  if (line.starts_with(kUserOnly)) {
    profile_.losses.without_kernel = true;
    line.remove_prefix(kUserOnly.size());
  }
  skip_blanks(line);
}

bool PerfScriptReader::read_frame(std::string_view line) {
  skip_blanks(line);
  const auto address = take_number(line, 16);
  if (!address || !line.starts_with(' ') || weight_.samples == 0) return false;
  line.remove_prefix(1);
  const auto symbol = parse_symbol(line);
  if (!symbol) return false;
  if (stack_.size() + inlined_.size() >= kMostFramesOfSample) return true;
  if (symbol->path == kInlined) {
    inlined_.emplace_back(symbol->function.substr(0, 4 * StackProfile::kMostNameBytes));
    return true;
  }
  for (const std::string& function : inlined_) stack_.push_back(resolved(function, symbol->path));
  inlined_.clear();
  stack_.push_back(symbol->function.empty() ? unresolved(*address, symbol->path)
                                            : resolved(symbol->function, symbol->path));
  return true;
}

FrameIndex PerfScriptReader::resolved(std::string_view function, std::string_view path) {
  constexpr std::size_t kMostKnown = 2 * StackProfile::kMostFrames;
  constexpr std::size_t kLongestKey = 4 * StackProfile::kMostNameBytes;
  if (function.size() + path.size() > kLongestKey) return profile_.index_of(function, module_name(path));
  key_ = function;
  key_ += '\n';
  key_ += path;
  if (const auto found = known_.find(key_); found != known_.end()) return found->second;
  const FrameIndex index = profile_.index_of(function, module_name(path));
  if (known_.size() < kMostKnown) known_.emplace(key_, index);
  return index;
}

FrameIndex PerfScriptReader::unresolved(std::uint64_t address, std::string_view path) {
  const std::string module(module_name(path));
  const bool of_file = path.starts_with('/') && !module.empty() && !module.starts_with('[');
  if (!of_file) return profile_.index_of(kUnknownFunction, module);
  const auto build_id = build_ids_.find(std::string(path));
  const StackFrame frame = unresolved_frame(module, address, build_id == build_ids_.end() ? "" : build_id->second);
  return profile_.index_of(frame.function, frame.module);
}

void PerfScriptReader::end_sample() {
  for (const std::string& function : inlined_) stack_.push_back(profile_.index_of(function, ""));
  inlined_.clear();
  std::ranges::reverse(stack_);
  if (weight_.samples > 0) profile_.add(stack_, weight_);
  stack_.clear();
  weight_ = {};
}

Result<StackProfile> read_perf_script(std::string_view text, const std::string& origin) {
  PerfScriptReader reader(origin);
  reader.read(text);
  return std::move(reader).finish();
}

}  // namespace perfbench
