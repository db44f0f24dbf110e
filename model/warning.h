// Something a reader of the figures must know, with what to do about it; every reporter shows it the same way.
#pragma once

#include <string>

namespace perfbench {

struct Warning {
  std::string code;     // stable, for machines: "oversubscribed"
  std::string message;  // one sentence
  std::string advice;   // may be empty
};

}  // namespace perfbench
