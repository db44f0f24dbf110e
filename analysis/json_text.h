// What is wrong with a text that should be JSON, said so that a person finds the place.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "model/error.h"

namespace perfbench {

// What the library says of it, without its own numbers and places, and without what it quotes from the text, which may
// be anything.
std::string parser_words(std::string_view words);

// A plan error at `byte`, the 1-based count of the bytes that the parser had read, as a line and a column. `words` are
// the library's own.
Error broken_json(std::string_view text, std::size_t byte, std::string_view words, const std::string& origin);

}  // namespace perfbench
