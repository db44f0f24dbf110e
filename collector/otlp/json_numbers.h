// Numbers as they stand in JSON: as such, or in quotes. Each function is null where a text is none of its kind.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace perfbench::otlp {

// By JSON's grammar.
bool is_json_number(std::string_view text);

// Integers may be written with an exponent or a fraction of zeros.
std::optional<std::uint64_t> uint64_of(std::string_view text);
std::optional<std::int64_t> int64_of(std::string_view text);

// "NaN", "Infinity" and "-Infinity", too. Too small a number is 0; too large a one is none.
std::optional<double> double_of(std::string_view text);

}  // namespace perfbench::otlp
