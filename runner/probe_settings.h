// What the probes of a worker are told of the plan and the machine.
#pragma once

#include <chrono>
#include <optional>

#include "model/plan.h"

namespace perfbench {

struct ProbeSettings {
  std::chrono::nanoseconds tick{};  // of the scheduler
  int processors = 1;               // that workers may use
  std::chrono::nanoseconds tree{};
  std::chrono::nanoseconds monitor{};
  std::optional<std::chrono::nanoseconds> attach = {};  // of the time series; absent: there is none
  bool snapshots = false;                               // FootprintProbe
};

ProbeSettings probe_settings_of(const Plan& plan);

}  // namespace perfbench
