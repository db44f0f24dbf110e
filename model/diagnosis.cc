#include "model/diagnosis.h"

namespace perfbench {

std::string to_string(Cause cause) {
  switch (cause) {
    case Cause::function:
      return "function";
    case Cause::phase:
      return "phase";
    case Cause::cpu:
      return "cpu";
    case Cause::waiting:
      return "waiting";
    case Cause::scheduling:
      return "scheduling";
    case Cause::memory:
      return "memory";
    case Cause::io:
      break;
  }
  return "io";
}

}  // namespace perfbench
