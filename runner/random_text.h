// Names that nobody can guess.
#pragma once

#include <cstddef>
#include <string>

namespace perfbench {

// So many lower-case hexadecimal digits of the system's random source; not all of them 0.
std::string random_hex(std::size_t digits);

}  // namespace perfbench
