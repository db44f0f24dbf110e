// One SLA: "<path under summary> <op> <limit>".
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "model/figure_path.h"
#include "model/run_figures.h"
#include "model/unit.h"

namespace perfbench {

enum class Comparison { less_equal, less, greater_equal, greater, equal, not_equal };

inline constexpr std::array kComparisons = {Comparison::less_equal, Comparison::less,  Comparison::greater_equal,
                                            Comparison::greater,    Comparison::equal, Comparison::not_equal};

std::string_view symbol(Comparison comparison);  // "<=" ...
bool holds(Comparison comparison, double figure, double limit);

// Who asked for the rule: decides what an unsampled figure means.
enum class RuleOrigin { user, profile, builtin };

struct SlaRule {
  FigurePath path;
  Comparison comparison = Comparison::less_equal;
  double limit = 0;  // in `unit`
  Unit unit = Unit::none;
  Probe probe = Probe::always;
  RuleOrigin origin = RuleOrigin::user;
  std::string text;         // as written
  std::string origin_name;  // profile's name; empty for the user's own
};

}  // namespace perfbench
