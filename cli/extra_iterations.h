// What the plan asks of tools, in iterations after the measured ones.
#pragma once

#include <chrono>
#include <filesystem>

#include "installation.h"
#include "model/plan.h"
#include "model/run_record.h"

namespace perfbench {

// Adds what they tell to `record`, or why they tell nothing. Nothing of a run that was cut short.
void add_extra_iterations(const Plan& plan, const Installation& installation,
                          std::chrono::steady_clock::time_point began, const std::filesystem::path& run_dir,
                          RunRecord& record);

}  // namespace perfbench
