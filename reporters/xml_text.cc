#include "reporters/xml_text.h"

#include "model/clean_text.h"

namespace perfbench {

std::string xml_escaped_line(std::string_view text) {
  std::string escaped;
  for (const char c : clean_line(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace perfbench
