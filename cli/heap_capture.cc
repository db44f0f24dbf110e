#include "heap_capture.h"

#include <array>
#include <string>
#include <vector>

#include "analysis/heaptrack_reader.h"
#include "analysis/text_file.h"
#include "extra_session.h"
#include "model/heaptrack_arguments.h"
#include "runner/worker_home.h"
#include "tool.h"

namespace perfbench {

namespace {

constexpr std::size_t kMostHeapSites = 10;
constexpr FilterLimits kPrinting = {.time = std::chrono::seconds(60), .output_bytes = std::size_t{64} << 20};

Result<std::string> stacks_of(const std::string& printer, const std::filesystem::path& recording,
                              std::string_view cost) {
  const std::filesystem::path stacks = recording.parent_path() / cost;
  std::vector<std::string> arguments(kHeaptrackPrintArguments.begin(), kHeaptrackPrintArguments.end());
  arguments.insert(arguments.end(),
                   {"-f", recording.string(), "-F", stacks.string(), "--flamegraph-cost-type", std::string(cost)});
  const auto printed = output_of_tool(printer, std::move(arguments), kPrinting, "its recording cannot be read");
  if (!printed) return fail(printed.error());
  return read_text_file(stacks, "stacks of heaptrack");
}

}  // namespace

Result<HeapFigures> capture_heap(const Plan& plan, const Installation& installation,
                                 std::chrono::steady_clock::time_point began) {
  const auto tracker = find_tool("heaptrack", "heaptrack");
  if (!tracker) return fail(tracker.error());
  const auto printer = find_tool("heaptrack_print", "heaptrack");
  if (!printer) return fail(printer.error());
  const auto folder = TemporaryRoot::create(false);
  if (!folder) return fail(folder.error());
  const std::filesystem::path recording = folder->path() / "heap.zst";
  auto ran = run_under_tool(plan, installation, {*tracker, "-o", (folder->path() / "heap").string()}, began);
  if (!ran) return fail(ran.error());
  std::array<std::string, kHeaptrackCosts.size()> texts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto text = stacks_of(*printer, recording, kHeaptrackCosts[i]);
    if (!text) return fail(text.error());
    texts[i] = std::move(*text);
  }
  const HeaptrackStacks stacks{.peak = texts[0], .leaked = texts[1], .allocations = texts[2], .temporary = texts[3]};
  return read_heaptrack(stacks, kMostHeapSites, "heaptrack_print");
}

}  // namespace perfbench
