#include "standard_output.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace perfbench {

Result<void> write_stdout(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {  // somebody made it non-blocking
      pollfd room{STDOUT_FILENO, POLLOUT, 0};
      ::poll(&room, 1, -1);
    } else if (errno == EPIPE) {
      return {};
    } else if (errno != EINTR) {
      return fail({.kind = ErrorKind::harness,
                   .what = "the output cannot be written",
                   .where = "stdout",
                   .cause = std::generic_category().message(errno),
                   .advice = ""});
    }
  }
  return {};
}

}  // namespace perfbench
