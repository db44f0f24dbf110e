#include "analysis/text_file.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace perfbench {

Result<std::string> read_text_file(const std::filesystem::path& file, const std::string& what) {
  const auto unreadable = [&](std::string cause) {
    return fail(
        {.kind = ErrorKind::plan, .what = what, .where = file.string(), .cause = std::move(cause), .advice = ""});
  };
  std::error_code status;
  if (!std::filesystem::is_regular_file(file, status)) return unreadable(status ? status.message() : "no regular file");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream.is_open() || stream.bad()) return unreadable(std::generic_category().message(errno));
  return text;
}

}  // namespace perfbench
