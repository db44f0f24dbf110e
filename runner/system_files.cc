#include "runner/system_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "runner/file_descriptor.h"

namespace perfbench {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  const std::string_view digits = trimmed(text);
  Number number{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

bool is_file(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

std::string SystemFiles::full_path(std::string_view path) const {
  if (root_ == "/") return std::string(path);
  return root_.native() + std::string(path);
}

std::optional<std::string> SystemFiles::text(std::string_view path, std::size_t most) const {
  const FileDescriptor file(::open(full_path(path).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.is_open() || !is_file(file.get())) return std::nullopt;
  std::string text;
  constexpr std::size_t kPiece = 4096;
  while (text.size() < most) {
    const std::size_t before = text.size();
    text.resize(before + kPiece);
    const ssize_t got = ::read(file.get(), text.data() + before, kPiece);
    text.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) return text;
  }
  text.resize(text.rfind('\n', most - 1) + 1);
  return text;
}

std::string SystemFiles::first_line(std::string_view path) const {
  const auto whole = text(path);
  return whole ? std::string(trimmed(std::string_view(*whole).substr(0, whole->find('\n')))) : std::string();
}

std::optional<std::int64_t> SystemFiles::number(std::string_view path) const { return integer_of(first_line(path)); }

bool SystemFiles::exists(std::string_view path) const { return ::access(full_path(path).c_str(), F_OK) == 0; }

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t begin = line.find_first_not_of(kBlanks); begin != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(kBlanks, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(kBlanks, end);
  }
  return words;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::optional<std::int64_t> integer_of(std::string_view text) { return number_of<std::int64_t>(text); }

std::optional<double> decimal_of(std::string_view text) { return number_of<double>(text); }

std::string value_of_key(std::string_view text, std::string_view key, char separator) {
  for (const std::string_view line : lines_of(text)) {
    const std::size_t at = line.find(separator);
    if (!line.starts_with(key) || at == std::string_view::npos) continue;
    std::string_view value = trimmed(line.substr(at + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return std::string(value);
  }
  return {};
}

std::optional<std::int64_t> counter_of(std::string_view text, std::string_view key) {
  for (const std::string_view line : lines_of(text)) {
    if (!line.starts_with(key)) continue;
    const auto words = words_of(line);
    if (words.size() >= 2 && words[0] == key) return integer_of(words[1]);
  }
  return std::nullopt;
}

std::optional<std::int64_t> meminfo_bytes(std::string_view meminfo, std::string_view key) {
  constexpr std::int64_t kBytesPerKilobyte = 1024;
  const auto kilobytes = counter_of(meminfo, key);
  return kilobytes ? std::optional(*kilobytes * kBytesPerKilobyte) : std::nullopt;
}

}  // namespace perfbench
