// Who sends: the same for all that is told of a run.
#pragma once

#include <string>
#include <string_view>

#include "otlp_export/exported_run.h"

namespace perfbench::otlp_export {

// An Export...ServiceRequest of one resource and one scope. Of both signals, what the scope holds are its fields 2.
std::string request_of(const ExportedRun& exported, std::string_view scope_fields);

// What tells runs of a test apart.
std::string run_name(const ExportedRun& exported);

std::uint64_t unix_nanoseconds(std::chrono::system_clock::time_point time);

}  // namespace perfbench::otlp_export
