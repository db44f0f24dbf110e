#include "cdash/names.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "cdash/digest.h"

namespace perfbench {

namespace {

constexpr std::size_t kMostDashboardNameCharacters = 200;

std::string shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte < 0x7f ? fmt::format("'{}'", c) : fmt::format("the byte 0x{:02x}", byte);
}

}  // namespace

Result<void> check_dashboard_name(const std::string& option, std::string_view name) {
  const auto refuse = [&](const std::string& what) {
    return fail(
        {.kind = ErrorKind::usage,
         .what = what,
         .where = option,
         .cause = "",
         .advice = "CDash joins builds into a trend by such names: keep to letters, digits, spaces and - _ . +"});
  };
  if (name.empty()) return refuse("the name is empty");
  if (name.size() > kMostDashboardNameCharacters) {
    return refuse(fmt::format("the name is longer than {} characters", kMostDashboardNameCharacters));
  }
  if (name.front() == ' ' || name.back() == ' ') return refuse("the name begins or ends with a space");
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte >= 0x7f || std::string_view("\\:*?\"<>|&#").find(c) != std::string_view::npos) {
      return refuse("the name must not hold " + shown(c));
    }
  }
  return {};
}

std::string build_stamp(std::chrono::system_clock::time_point start, std::string_view identity,
                        std::string_view group) {
  constexpr unsigned long kMillion = 1'000'000;
  constexpr int kHex = 16;
  constexpr std::size_t kDigitsUsed = 12;
  const unsigned long digits = std::stoul(md5_hex(identity).substr(0, kDigitsUsed), nullptr, kHex) % kMillion;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(start);
  return fmt::format("{:%Y%m%d-%H%M%S}{:06}-{}", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), digits,
                     group);
}

}  // namespace perfbench
