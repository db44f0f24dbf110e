#include <fmt/format.h>

#include <map>

#include "analysis/advise_parts.h"
#include "model/counted.h"

namespace perfbench {

namespace {

// A run that only wants to explain a breach tells of a missing profile where it explains one; of control groups what
// can be had is taken, unless all of it is wanted.
bool was_asked_for(const std::string& object, const ProbePlan& plan) {
  if (object.starts_with("cgroup") || object.ends_with("_pressure_ms")) {
    return plan.cgroup == CgroupMode::full && object != "cgroup.throttled_ms";  // that goes with a limit
  }
  return object != "xctrace" || plan.hotspots;
}

}  // namespace

std::vector<Warning> advise_on_probes(const Plan& plan, const RunRecord& record) {
  std::map<std::string, std::string> objects_by_reason;
  for (const auto& [object, reason] : record.absent) {
    if (!was_asked_for(object, plan.probes)) continue;
    std::string& objects = objects_by_reason[reason];
    objects += (objects.empty() ? "" : ", ") + object;
  }
  std::vector<Warning> warnings;
  for (const auto& [reason, objects] : objects_by_reason) {
    warnings.push_back(
        {.code = "not_measured", .message = fmt::format("not measured: {} ({})", objects, reason), .advice = ""});
  }
  if (record.tree_samples_lost > 0) {
    warnings.push_back({.code = "lost_samples",
                        .message = fmt::format("samples.csv lacks {}, the figures do not",
                                               counted(static_cast<long long>(record.tree_samples_lost), "sample")),
                        .advice = "Sample more rarely: --top-interval-ms."});
  }
  return warnings;
}

}  // namespace perfbench
