#include "model/figure_path.h"

#include <cctype>

namespace perfbench {

namespace {

bool is_plain(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<FigurePath> parse() {
    FigurePath path;
    do {
      const bool bracketed = !at_end() && peek() == '[';
      auto segment = bracketed ? bracketed_name() : plain_name();
      if (!segment) return fail(segment.error());
      path.segments.push_back(std::move(*segment));
    } while (separator());
    if (!at_end()) return error("unexpected '" + std::string(1, peek()) + "'");
    return path;
  }

 private:
  bool at_end() const { return position_ == text_.size(); }
  char peek() const { return text_[position_]; }

  // A dot, or an opening bracket (which needs none), says that another name follows.
  bool separator() {
    if (at_end()) return false;
    if (peek() == '[') return true;
    if (peek() != '.') return false;
    ++position_;
    return true;
  }

  Result<std::string> plain_name() {
    const std::size_t start = position_;
    while (!at_end() && is_plain(peek())) ++position_;
    if (position_ == start) return error("a name is missing");
    return std::string(text_.substr(start, position_ - start));
  }

  Result<std::string> bracketed_name() {
    if (text_.substr(position_, 2) != "[\"") return error("a name in brackets is written [\"name\"]");
    position_ += 2;
    std::string name;
    while (!at_end() && peek() != '"') {
      if (peek() == '\\') ++position_;
      if (at_end()) break;
      name += peek();
      ++position_;
    }
    if (text_.substr(position_, 2) != "\"]") return error("the closing \"] is missing");
    position_ += 2;
    return name;
  }

  tl::unexpected<Error> error(const std::string& what) const {
    return fail({.kind = ErrorKind::plan,
                 .what = what + " at column " + std::to_string(position_ + 1),
                 .where = "'" + std::string(text_) + "'",
                 .cause = "",
                 .advice = "A figure is named like latency_ms.p95 or queue_cancel_metrics[\"queue.wait\"]."});
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

Result<FigurePath> parse_figure_path(std::string_view text) { return Parser(text).parse(); }

std::string to_string(const FigurePath& path) {
  std::string text;
  for (const std::string& segment : path.segments) {
    bool plain = !segment.empty();
    for (const char c : segment) plain = plain && is_plain(c);
    if (plain) {
      if (!text.empty()) text += '.';
      text += segment;
      continue;
    }
    text += "[\"";
    for (const char c : segment) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += "\"]";
  }
  return text;
}

}  // namespace perfbench
