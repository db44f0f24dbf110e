#include "runner/random_text.h"

#include <sys/random.h>

#include <algorithm>
#include <vector>

namespace perfbench {

std::string random_hex(std::size_t digits) {
  std::vector<unsigned char> bytes((digits + 1) / 2);
  do {
    for (std::size_t got = 0; got < bytes.size();) {
      const ssize_t count = ::getrandom(bytes.data() + got, bytes.size() - got, 0);
      if (count > 0) got += static_cast<std::size_t>(count);
    }
  } while (std::ranges::all_of(bytes, [](unsigned char byte) { return byte == 0; }));
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < digits; ++i) text += kDigits[i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 0xF];
  return text;
}

}  // namespace perfbench
