// Digests of bytes.
#pragma once

#include <string>
#include <string_view>

namespace perfbench {

// 32 hexadecimal digits: what CDash compares a document with.
std::string md5_hex(std::string_view bytes);

}  // namespace perfbench
