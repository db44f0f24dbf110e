#include "model/sla_rule.h"

namespace perfbench {

std::string_view symbol(Comparison comparison) {
  switch (comparison) {
    case Comparison::less_equal:
      return "<=";
    case Comparison::less:
      return "<";
    case Comparison::greater_equal:
      return ">=";
    case Comparison::greater:
      return ">";
    case Comparison::equal:
      return "==";
    case Comparison::not_equal:
      break;
  }
  return "!=";
}

bool holds(Comparison comparison, double figure, double limit) {
  switch (comparison) {
    case Comparison::less_equal:
      return figure <= limit;
    case Comparison::less:
      return figure < limit;
    case Comparison::greater_equal:
      return figure >= limit;
    case Comparison::greater:
      return figure > limit;
    case Comparison::equal:
      return figure == limit;
    case Comparison::not_equal:
      break;
  }
  return figure != limit;
}

}  // namespace perfbench
