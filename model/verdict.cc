#include "model/verdict.h"

namespace perfbench {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::inconclusive:
      return "inconclusive";
    case Verdict::error:
      break;
  }
  return "error";
}

std::string_view to_string(CheckStatus status) {
  switch (status) {
    case CheckStatus::pass:
      return "pass";
    case CheckStatus::fail:
      return "fail";
    case CheckStatus::unavailable:
      return "unavailable";
    case CheckStatus::not_sampled:
      return "not sampled";
    case CheckStatus::not_gated:
      break;
  }
  return "not gated";
}

bool is_broken(CheckStatus status) { return status == CheckStatus::fail || status == CheckStatus::unavailable; }

}  // namespace perfbench
