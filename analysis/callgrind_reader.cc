#include "analysis/callgrind_reader.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace perfbench {

namespace {

// What stands behind `key` at the beginning of a line.
std::optional<std::string_view> line_behind(std::string_view text, std::string_view key) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (line.starts_with(key)) return line.substr(key.size());
    at = end + 1;
  }
  return std::nullopt;
}

std::optional<double> first_count(std::string_view numbers) {
  while (numbers.starts_with(' ')) numbers.remove_prefix(1);
  unsigned long long count = 0;
  const auto [end, error] = std::from_chars(numbers.data(), numbers.data() + numbers.size(), count);
  if (error != std::errc() || end == numbers.data()) return std::nullopt;
  return static_cast<double>(count);
}

std::string command_in(std::string_view text) {
  const std::string_view command = line_behind(text, "cmd:").value_or("");
  return std::string(command.substr(std::min(command.find_first_not_of(' '), command.size())));
}

}  // namespace

Result<CallgrindCount> read_callgrind(std::string_view text, const std::string& origin) {
  const auto refused = [&](const char* what) {
    return fail(Error{.kind = ErrorKind::plan, .what = what, .where = origin, .cause = "", .advice = ""});
  };
  if (text.empty()) return refused("it is empty: the process was killed, perhaps");
  const auto events = line_behind(text, "events:");
  if (!events) return refused("this is no file of callgrind");
  if (!events->starts_with(" Ir")) return refused("it counts something other than instructions first");
  for (const std::string_view key : {"totals:", "summary:"}) {
    const auto numbers = line_behind(text, key);
    const auto count = numbers ? first_count(*numbers) : std::nullopt;
    if (count) return CallgrindCount{.instructions = *count, .command = command_in(text)};
  }
  return refused("it tells no total: the process was killed, perhaps");
}

}  // namespace perfbench
