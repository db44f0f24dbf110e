#include "cdash/json_answer.h"

namespace perfbench {

nlohmann::json parse_json_answer(const std::string& text) {
  constexpr int kDeepest = 32;
  return nlohmann::json::parse(
      text, [](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) { return depth < kDeepest; }, false);
}

}  // namespace perfbench
