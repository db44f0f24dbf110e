// gzip, for bodies that are sent.
#pragma once

#include <string>
#include <string_view>

namespace perfbench {

// "Content-Encoding: gzip". Throws std::bad_alloc alone.
std::string gzipped(std::string_view bytes);

}  // namespace perfbench
