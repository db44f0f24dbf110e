// Where the workers spend their time: iterations after the measured ones, under perf.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "installation.h"
#include "model/plan.h"
#include "model/run_record.h"
#include "model/stack_profile.h"

namespace perfbench {

struct HotspotCapture {
  std::optional<StackProfile> profile;
  std::string why_none;         // in words, with what to do about it
  std::filesystem::path trace;  // what perf recorded; empty where nothing is kept
};

// Runs the command of `plan` until its workers have used the CPU time of kWantedSamples samples, as far as `measured`
// tells, but not for longer than plan.probes.hotspot_limit, nor the run's deadline, counted from `began`. What perf
// records is kept in `folder` if `keep_trace`.
inline constexpr int kWantedSamples = 500;
HotspotCapture capture_hotspots(const Plan& plan, const Installation& installation, const RunRecord& measured,
                                std::chrono::steady_clock::time_point began, const std::filesystem::path& folder,
                                bool keep_trace);

}  // namespace perfbench
