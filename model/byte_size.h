// Amounts of memory as people write them: "64MB". 1 MB = 1024 KB.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace perfbench {

// Whole bytes of a number above 0 and B, KB, MB or GB; nothing where it is none, or more than memory can be.
std::optional<std::int64_t> parse_byte_size(std::string_view text);

// In the largest unit of which it is a whole number.
std::string byte_size_text(std::int64_t bytes);

}  // namespace perfbench
