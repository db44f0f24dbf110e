// Results built by hand, for the golden files and the tests of the reporters.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "../model/edit_iteration.h"
#include "model/run_result.h"

namespace perfbench::samples {

RunResult passing();      // five iterations of one worker, everything measured that is on by default
RunResult failing();      // SLAs broken, one unavailable, one not sampled; exit 3 in two iterations
RunResult hostile();      // names, rules, stderr and warnings full of markup, controls and CTest elements
RunResult concurrent();   // three workers: one timed out, one died by SIGSEGV
RunResult interrupted();  // SIGINT before the first iteration was complete
RunResult deadline();     // cut short by the deadline, no check broken
RunResult emulated();     // a rule that does not hold and is not gated
RunResult telemetry();    // metrics, phases, signals and metrics of the workers' own; one post refused

struct Sample {
  std::string name;
  RunResult result;
};
// For gtest, which would print its bytes.
void PrintTo(const Sample& sample, std::ostream* out);
std::vector<Sample> all();

// All that write_v4_json() writes.
std::string v4_text(const RunResult& result);

// One more iteration of one worker that takes `duration_ms`.
IterationRecord iteration_of(int number, double duration_ms, Outcome outcome = Exited{0}, std::string stderr_tail = {});

// What every sample has, with the summary of its iterations; not judged yet.
RunResult result_of(const std::string& name, std::vector<std::string> argv, std::string display,
                    const std::vector<IterationRecord>& iterations);

// By these checks: pass, or fail by the first one that is broken.
void judge(RunResult& result, std::vector<Check> checks);

// The one that every plan has.
Check failed_runs_check(Measured failed);

Check check_of(const std::string& text, const std::string& path, Comparison comparison, double limit, Unit unit,
               Measured figure);

}  // namespace perfbench::samples
