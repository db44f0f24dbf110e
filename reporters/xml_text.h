// Text for XML that is written by hand.
#pragma once

#include <string>
#include <string_view>

namespace perfbench {

// In one line (clean_text.h), escaped for an element's text and for an attribute in double quotes. Holds no '<' and no
// '>'.
std::string xml_escaped_line(std::string_view text);

}  // namespace perfbench
