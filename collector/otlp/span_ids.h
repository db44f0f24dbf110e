// Ids of traces and spans.
#pragma once

#include <span>
#include <string_view>

namespace perfbench::otlp {

// An id of zeros stands for none.
std::string_view id_or_none(std::string_view id);

// The bytes of an id in hexadecimal digits of any case, in `buffer`. What is no such id, or has no room there, comes as
// one byte, which no id is.
std::string_view id_of_hex(std::string_view hex, std::span<char> buffer);

}  // namespace perfbench::otlp
