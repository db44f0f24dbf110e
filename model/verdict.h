// What the judge said of a run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/run_figures.h"
#include "model/sla_rule.h"

namespace perfbench {

enum class Verdict { pass, fail, inconclusive, error };

enum class CheckStatus {
  pass,
  fail,
  unavailable,  // a figure of the user's own rule has no value: counts as failed
  not_sampled,  // a figure of a profile's rule was not sampled (probe off, worker too short): shown, neither passed nor
                // failed
  not_gated,    // the run was emulated, and the figure is the emulator's too: shown, neither passed nor failed
};

struct Check {
  SlaRule rule;
  CheckStatus status = CheckStatus::pass;
  Measured figure;      // in rule.unit
  Measured margin_pct;  // room left in percent of the limit, negative when broken; absent for a limit of 0, for == and
                        // !=, and where not gated
  std::string reason;   // why unavailable, not sampled or not gated; empty otherwise
};

struct Judgement {
  Verdict verdict = Verdict::error;
  std::vector<Check> checks;
  std::string reason;  // one line: the first broken check, or why nothing could be judged; empty on a pass
};

std::string_view to_string(Verdict verdict);     // "pass" ...
std::string_view to_string(CheckStatus status);  // "pass", "fail", "unavailable", "not sampled", "not gated"
bool is_broken(CheckStatus status);              // fail or unavailable

}  // namespace perfbench
