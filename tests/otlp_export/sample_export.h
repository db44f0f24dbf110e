// A run with a bit of everything, for the tests of what is sent of it.
#pragma once

#include "otlp_export/exported_run.h"

namespace perfbench::otlp_export {

// Ended at 2026-01-02T10:04:08.178Z after 2.5 s; of one iteration of two workers: the first, of telemetry, exited with
// 0, the second, of no telemetry, was ended by SIGSEGV.
ExportedRun sample_export();

WorkerRecord sample_worker();

constexpr std::uint64_t kSampleEndNs = 1767348248'178'000'000;
constexpr std::uint64_t kSampleStartNs = 1767348245'678'000'000;

}  // namespace perfbench::otlp_export
