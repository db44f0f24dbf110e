// The seam to the files by which the kernel tells of the machine: /proc, /sys, /etc. Tests put a tree of their own in
// the place of the root.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfbench {

class SystemFiles {
 public:
  explicit SystemFiles(std::filesystem::path root = "/") : root_(std::move(root)) {}

  // Paths begin with "/". What cannot be read is absent, and so is a pipe or a socket in a file's place; of a long file
  // the first `most` bytes are taken, in whole lines.
  std::optional<std::string> text(std::string_view path, std::size_t most = kMostText) const;
  // Empty where there is no such file.
  std::string first_line(std::string_view path) const;
  std::optional<std::int64_t> number(std::string_view path) const;
  bool exists(std::string_view path) const;
  // As the kernel knows it, below the root.
  std::string full_path(std::string_view path) const;

 private:
  static constexpr std::size_t kMostText = std::size_t{256} * 1024;

  std::filesystem::path root_;
};

std::vector<std::string_view> lines_of(std::string_view text);
std::vector<std::string_view> words_of(std::string_view line);  // separated by blanks
std::string_view trimmed(std::string_view text);
// The whole of the text, but for blanks around it.
std::optional<std::int64_t> integer_of(std::string_view text);
std::optional<double> decimal_of(std::string_view text);
// What stands behind the separator in the first line that begins with `key`, without blanks and quotes around it.
std::string value_of_key(std::string_view text, std::string_view key, char separator);
// The second word of the line whose first is `key`: "pswpin 12".
std::optional<std::int64_t> counter_of(std::string_view text, std::string_view key);
// Of a line of /proc/meminfo: "MemTotal:  24684092 kB".
std::optional<std::int64_t> meminfo_bytes(std::string_view meminfo, std::string_view key);

}  // namespace perfbench
