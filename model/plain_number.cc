#include "model/plain_number.h"

#include <array>
#include <charconv>

namespace perfbench {

namespace {

// Long enough for the smallest double written out: sign, "0.", 323 zeros and 17 digits.
using Digits = std::array<char, 400>;

}  // namespace

std::string shortest_number(double value) {
  Digits digits;  // written before it is read
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

std::string plain_decimal(double value) {
  if (value == 0) return "0";
  Digits digits{};
  return {digits.data(),
          std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed).ptr};
}

}  // namespace perfbench
