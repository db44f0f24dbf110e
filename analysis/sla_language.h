// The SLA language: "<path under summary> <op> <number>[unit]", as in "latency_ms.p95 <= 250ms".
#pragma once

#include <string>
#include <string_view>

#include "model/error.h"
#include "model/sla_rule.h"

namespace perfbench {

// Errors (plan): no rule at all, unknown figure (with the nearest known names), bad number, a unit of another kind.
Result<SlaRule> parse_sla_rule(std::string_view text, RuleOrigin origin = RuleOrigin::user,
                               std::string origin_name = {});

}  // namespace perfbench
