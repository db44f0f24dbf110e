// All that the reporters show of a run.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/diagnosis.h"
#include "model/environment.h"
#include "model/plan.h"
#include "model/run_record.h"
#include "model/summary.h"
#include "model/verdict.h"
#include "model/warning.h"

namespace perfbench {

struct RunResult {
  std::chrono::system_clock::time_point generated_at;
  std::filesystem::path run_dir;  // absolute
  Plan plan;
  RunRecord record;
  Summary summary;
  Judgement judgement;
  Environment environment;
  std::optional<Diagnosis> diagnosis;        // of a broken rule on time, where it was asked for
  std::optional<StackProfile> good_profile;  // of the run that the diagnosis compares with
  std::vector<std::string> reports;          // the files written to run_dir, but those of the iterations
  std::vector<Warning> warnings;             // the record's and the analysis's, in the order to be shown
};

}  // namespace perfbench
