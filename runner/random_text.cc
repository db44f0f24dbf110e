#include "runner/random_text.h"

#include <sys/random.h>

#include <algorithm>

#include "model/hex.h"

namespace perfbench {

std::string random_hex(std::size_t digits) {
  std::string bytes((digits + 1) / 2, '\0');
  do {
    for (std::size_t got = 0; got < bytes.size();) {
      const ssize_t count = ::getrandom(bytes.data() + got, bytes.size() - got, 0);
      if (count > 0) got += static_cast<std::size_t>(count);
    }
  } while (std::ranges::all_of(bytes, [](char byte) { return byte == 0; }));
  return hex_of(bytes).substr(0, digits);
}

}  // namespace perfbench
