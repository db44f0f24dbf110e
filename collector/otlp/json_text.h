// JSON text of attribute values that are arrays or maps: the same for both encodings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace perfbench::otlp {

// In quotes. Bytes that are no UTF-8 stay as they are.
void append_json_string(std::string& out, std::string_view text);

// The shortest that is read back as the same; what is not finite as "NaN", "Infinity" or "-Infinity", in quotes.
void append_json_number(std::string& out, double number);
void append_json_number(std::string& out, std::int64_t number);

}  // namespace perfbench::otlp
