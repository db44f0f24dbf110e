// A figure, limit or word about a test, as a dashboard keeps it.
#pragma once

#include <string>

namespace perfbench {

struct Measurement {
  enum class Kind { number, text };

  std::string name;  // unique in its test, at most 70 characters
  Kind kind = Kind::number;
  std::string value;  // of a number a plain, finite decimal
};

}  // namespace perfbench
