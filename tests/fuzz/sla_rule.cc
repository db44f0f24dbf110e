// A rule that is understood means the same when it is read again, as written and as printed from its parts.
#include "analysis/sla_language.h"
#include "model/plain_number.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

namespace {

bool same(const SlaRule& one, const SlaRule& other) {
  return one.path == other.path && one.comparison == other.comparison && one.limit == other.limit &&
         one.unit == other.unit && one.probe == other.probe;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto rule = parse_sla_rule(fuzz::as_text(data, size));
  if (!rule) {
    require(rule.error().kind == ErrorKind::plan && !rule.error().what.empty(), "an error says what was wrong");
    return 0;
  }
  const auto as_written = parse_sla_rule(rule->text);
  require(as_written && same(*rule, *as_written) && as_written->text == rule->text, "its text is the same rule");
  const std::string printed = to_string(rule->path) + " " + std::string(symbol(rule->comparison)) + " " +
                              shortest_number(rule->limit) + std::string(symbol(rule->unit));
  const auto again = parse_sla_rule(printed);
  require(again && same(*rule, *again), "printed from its parts it is the same rule");
  return 0;
}
