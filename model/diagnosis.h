// Why a rule on time is broken, as far as one more look at the command tells.
#pragma once

#include <string>
#include <vector>

#include "model/sla_rule.h"

namespace perfbench {

enum class Cause {
  function,    // a function takes longer, or most of the time
  phase,       // a phase of the program's own (telemetry) takes longer
  cpu,         // time on a processor
  waiting,     // blocked: for input and output, locks, sleep, other programs
  scheduling,  // ready to run, and no processor was free
  memory,
  io,
};
std::string to_string(Cause cause);

struct Finding {
  Cause cause = Cause::cpu;
  std::string text;  // one sentence without a full stop
};

// What matters most comes first.
struct Diagnosis {
  std::string compared_with;  // the run that was good: its folder; empty where there is none
  std::string good_commit;    // of its sources; empty where unknown
  std::vector<Finding> findings;
  std::vector<std::string> gaps;  // what could not be looked at, and why
};

// Of a rule on latency, throughput or CPU use, whose breach is diagnosed.
bool is_on_time(const SlaRule& rule);

}  // namespace perfbench
