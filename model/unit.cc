#include "model/unit.h"

#include <array>

namespace perfbench {

namespace {

enum class Dimension { time, memory, percent, rate };

struct Suffix {
  std::string_view text;
  Dimension dimension;
  double in_base;  // base units: ms, KB, %, runs/s
};

constexpr double kKilobytesPerMegabyte = 1024;
constexpr double kKilobytesPerGigabyte = 1024.0 * 1024;
constexpr double kMillisecondsPerSecond = 1000;

constexpr std::array kSuffixes = {
    Suffix{"s", Dimension::time, kMillisecondsPerSecond},
    Suffix{"ms", Dimension::time, 1},
    Suffix{"us", Dimension::time, 1e-3},
    Suffix{"ns", Dimension::time, 1e-6},
    Suffix{"B", Dimension::memory, 1 / kKilobytesPerMegabyte},
    Suffix{"KB", Dimension::memory, 1},
    Suffix{"MB", Dimension::memory, kKilobytesPerMegabyte},
    Suffix{"GB", Dimension::memory, kKilobytesPerGigabyte},
    Suffix{"%", Dimension::percent, 1},
    Suffix{"runs/s", Dimension::rate, 1},
};

const Suffix* find_suffix(std::string_view text) {
  for (const Suffix& suffix : kSuffixes) {
    if (suffix.text == text) return &suffix;
  }
  return nullptr;
}

}  // namespace

std::string_view symbol(Unit unit) {
  switch (unit) {
    case Unit::milliseconds:
      return "ms";
    case Unit::seconds:
      return "s";
    case Unit::kilobytes:
      return "KB";
    case Unit::megabytes:
      return "MB";
    case Unit::percent:
      return "%";
    case Unit::runs_per_second:
      return "runs/s";
    case Unit::count:
    case Unit::none:
      break;
  }
  return "";
}

std::optional<double> conversion_factor(std::string_view suffix, Unit unit) {
  if (suffix.empty()) return 1;
  const Suffix* from = find_suffix(suffix);
  const Suffix* to = find_suffix(symbol(unit));
  if (from == nullptr || to == nullptr || from->dimension != to->dimension) return std::nullopt;
  return from->in_base / to->in_base;
}

std::vector<std::string_view> suffixes_of(Unit unit) {
  std::vector<std::string_view> suffixes;
  for (const Suffix& suffix : kSuffixes) {
    if (conversion_factor(suffix.text, unit)) suffixes.push_back(suffix.text);
  }
  return suffixes;
}

}  // namespace perfbench
