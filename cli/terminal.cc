#include "terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace perfbench {

namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// As setlocale resolves it: LC_ALL, then LC_CTYPE, then LANG.
bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view locale = environment(name);
    if (locale.empty()) continue;
    return locale.find("UTF-8") != std::string_view::npos || locale.find("utf8") != std::string_view::npos;
  }
  return false;
}

}  // namespace

TerminalTraits describe_terminal(int descriptor) {
  TerminalTraits terminal;
  terminal.style.unicode = locale_is_utf8();
  if (::isatty(descriptor) == 0) return terminal;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) terminal.style.width = size.ws_col;
  terminal.interactive = environment("TERM") != "dumb" && !environment("TERM").empty();
  terminal.style.colour = terminal.interactive && environment("NO_COLOR").empty();
  return terminal;
}

}  // namespace perfbench
