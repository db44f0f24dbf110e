// What a decoder counts on its way through a body.
#pragma once

#include <string_view>
#include <utility>

#include "otlp/decode.h"

namespace perfbench::otlp {

class Tally {
 public:
  void accept() { ++decoded_.accepted; }

  // `kind` and `name` are of the item, "metric" and what it is called; `reason` is the rule that it breaks.
  void reject(std::string_view kind, std::string_view name, const char* reason);

  Decoded take() { return std::exchange(decoded_, {}); }

 private:
  Decoded decoded_;
};

// Of "byte 12: what" in one line, with `at` in the body or null.
std::string malformed_text(std::string_view body, const char* at, std::string_view what);

}  // namespace perfbench::otlp
