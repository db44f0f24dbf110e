#include "otlp/tally.h"

namespace perfbench::otlp {

namespace {

// A name is what a stranger sent, and the reason is shown in one line.
std::string printable_name(std::string_view name) {
  constexpr std::size_t kMost = 80;
  std::string printable(name.substr(0, kMost));
  for (char& c : printable) {
    if (c < ' ' || c > '~' || c == '"') c = '?';
  }
  return name.size() > kMost ? printable + "..." : printable;
}

}  // namespace

void Tally::reject(std::string_view kind, std::string_view name, const char* reason) {
  if (decoded_.rejected++ > 0) return;
  decoded_.rejection = std::string(kind) + " \"" + printable_name(name) + "\": " + reason;
}

std::string malformed_text(std::string_view body, const char* at, std::string_view what) {
  const std::string place = at == nullptr ? "" : "byte " + std::to_string(at - body.data()) + ": ";
  return place + std::string(what);
}

}  // namespace perfbench::otlp
