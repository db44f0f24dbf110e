// Base64 of RFC 4648, as bytes stand in JSON.
#pragma once

#include <string>
#include <string_view>

namespace perfbench::otlp {

void append_base64(std::string& out, std::string_view bytes);

// Appends `text` as append_base64() writes its bytes: the usual alphabet, padded. Takes the URL-safe alphabet and
// absent padding as well. False where it is no base64.
bool append_as_base64(std::string& out, std::string_view text);

}  // namespace perfbench::otlp
