#include "model/signal_groups.h"

#include <algorithm>

namespace perfbench {

const std::vector<SignalGroup>& builtin_signal_groups() {
  static const std::vector<SignalGroup> groups = {
      {"turn", R"(turn.*(duration|latency)|codex\.turn)"},
      {"action", R"((tool|exec_command|apply_patch|search|agent).*(duration|latency)|codex\.tool)"},
      {"stream", R"((stream|first_token|first_event|ttfb|chunk).*(duration|latency|ms))"}};
  return groups;
}

std::vector<SignalGroup> signal_groups_in_force(const TelemetryPlan& plan) {
  std::vector<SignalGroup> groups = builtin_signal_groups();
  for (const SignalGroup& group : plan.signals) {
    const auto same = std::ranges::find(groups, group.name, &SignalGroup::name);
    if (same == groups.end()) {
      groups.push_back(group);
    } else {
      same->pattern = group.pattern;
    }
  }
  return groups;
}

std::vector<SignalGroup> counted_signal_groups(const TelemetryPlan& plan) {
  std::vector<SignalGroup> groups = builtin_signal_groups();
  for (SignalGroup& group : signal_groups_in_force(plan)) groups.push_back(std::move(group));
  return groups;
}

}  // namespace perfbench
