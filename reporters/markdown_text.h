// Text of others inside GitHub-flavoured Markdown: nothing in it is markup.
#pragma once

#include <string>
#include <string_view>

namespace perfbench {

// In one line, with every character escaped that Markdown, HTML or GitHub could read as its own; not for
// the beginning of a block, where a number or a dash makes a list.
std::string md_escaped(std::string_view text);
// In one line between backticks; as md_escaped() where a table could split it.
std::string md_code(std::string_view text);
// Lines in a fence longer than any within. Ends in a newline.
std::string md_fenced(std::string_view text, std::string_view language);

}  // namespace perfbench
