#include "extra_iterations.h"

#include "heap_capture.h"
#include "hotspot_capture.h"
#include "instruction_count.h"
#include "tool.h"

namespace perfbench {

void add_extra_iterations(const Plan& plan, const Installation& installation,
                          std::chrono::steady_clock::time_point began, const std::filesystem::path& run_dir,
                          RunRecord& record) {
  if (record.iterations.empty() || record.ending != Ending::complete) return;
  if (plan.probes.hotspots) {
    HotspotCapture capture = capture_hotspots(plan, installation, record, began, run_dir / "traces", true);
    record.profile = std::move(capture.profile);
    if (!capture.trace.empty()) record.trace_paths.push_back(capture.trace.string());
    if (!capture.why_none.empty()) record.absent.emplace("xctrace", std::move(capture.why_none));
  }
  if (plan.probes.heap) {
    auto heap = capture_heap(plan, installation, record, began);
    if (heap) {
      record.heap = std::move(*heap);
    } else {
      record.absent.emplace("heap", reason_text(heap.error()));
    }
  }
  if (plan.probes.callgrind) {
    const auto instructions = count_instructions(plan, installation, record, began);
    if (instructions) {
      record.callgrind_instructions = *instructions;
      record.absent.erase("counters.instructions");
      record.sources["counters.instructions"] = "valgrind --tool=callgrind, in an iteration after the measured ones";
    } else {
      record.absent.insert_or_assign("counters.instructions", reason_text(instructions.error()));
    }
  }
}

}  // namespace perfbench
