// A check in words, the same in every reporter. All of it one line of harmless text (clean_text.h).
#pragma once

#include <string>

#include "model/verdict.h"

namespace perfbench {

// "latency_ms.p95".
std::string figure_name(const Check& check);
// "312.5 ms", or the status where there is no figure. As many digits as it takes to be told from the limit.
std::string figure_text(const Check& check);
std::string limit_text(const Check& check);   // "<= 250 ms"
std::string margin_text(const Check& check);  // "-25.0 %"; empty where there is none

// The rule as written, else "latency_ms.p95 <= 250 ms".
std::string rule_text(const SlaRule& rule);
// "latency_ms.p95 is 312.5 ms, limit <= 250 ms, margin -25.0 %".
std::string check_sentence(const Check& check);

}  // namespace perfbench
