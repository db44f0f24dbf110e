#include <fmt/format.h>

#include "analysis/advise_parts.h"

namespace perfbench {

std::vector<Warning> advise_on_build(const Plan& plan) {
  const auto& build = plan.worker.build_info;
  const auto told = [&](const char* key) { return build.contains(key) ? build.at(key) : std::string(); };
  if (told("optimised") != "no") return {};
  const std::string target = told("target").empty() ? "the program" : fmt::format("the target '{}'", told("target"));
  return {{.code = "unoptimised_target",
           .message = fmt::format("{} is built without optimisation (build type '{}', flags '{}')", target,
                                  told("build_type"), told("flags")),
           .advice =
               "Configure with -DCMAKE_BUILD_TYPE=RelWithDebInfo or Release: its figures say little about what is "
               "released."}};
}

}  // namespace perfbench
