// Bytes as hexadecimal digits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace perfbench {

std::string hex_of(std::string_view bytes);  // in lower case

// Of digits of either case; nothing where there are others, or an odd number of them.
std::optional<std::string> bytes_of_hex(std::string_view digits);

}  // namespace perfbench
