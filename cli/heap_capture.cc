#include "heap_capture.h"

#include <array>
#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

#include "analysis/heaptrack_reader.h"
#include "analysis/text_file.h"
#include "extra_session.h"
#include "model/heaptrack_arguments.h"
#include "runner/command.h"
#include "runner/worker_home.h"
#include "static_program.h"
#include "tool.h"

namespace perfbench {

namespace {

constexpr std::size_t kMostHeapSites = 10;
constexpr FilterLimits kPrinting = {.time = std::chrono::seconds(60), .output_bytes = std::size_t{64} << 20};

Result<std::string> stacks_of(const std::string& printer, const std::filesystem::path& recording, std::string_view cost,
                              const FilterLimits& limits) {
  const std::filesystem::path stacks = recording.parent_path() / cost;
  std::vector<std::string> arguments(kHeaptrackPrintArguments.begin(), kHeaptrackPrintArguments.end());
  arguments.insert(arguments.end(),
                   {"-f", recording.string(), "-F", stacks.string(), "--flamegraph-cost-type", std::string(cost)});
  const auto printed = output_of_tool(printer, std::move(arguments), limits, "its recording cannot be read");
  if (!printed) return fail(printed.error());
  return read_text_file(stacks, "stacks of heaptrack");
}

// heaptrack takes zstd where there is one, else gzip.
std::filesystem::path recording_in(const std::filesystem::path& folder) {
  const std::filesystem::path by_gzip = folder / "heap.gz";
  std::error_code unreadable;
  return std::filesystem::exists(by_gzip, unreadable) ? by_gzip : folder / "heap.zst";
}

// Of a program that loads no libraries heaptrack would wait for ever.
Result<void> check_that_it_preloads(const std::string& name) {
  const char* search_path = std::getenv("PATH");
  const auto program = find_program(name, search_path == nullptr ? "" : search_path);
  if (!program || !is_static_program(*program)) return {};
  return fail({.kind = ErrorKind::harness,
               .what = "heaptrack sees nothing of a program that is linked statically",
               .where = "",
               .cause = "",
               .advice = ""});
}

}  // namespace

Result<HeapFigures> capture_heap(const Plan& plan, const Installation& installation, const RunRecord& measured,
                                 std::chrono::steady_clock::time_point began) {
  const auto tracker = find_tool("heaptrack", "heaptrack");
  if (!tracker) return fail(tracker.error());
  const auto printer = find_tool("heaptrack_print", "heaptrack");
  if (!printer) return fail(printer.error());
  const auto folder = TemporaryRoot::create(false);
  if (!folder) return fail(folder.error());
  if (auto preloads = check_that_it_preloads(plan.worker.argv.front()); !preloads) return fail(preloads.error());
  auto ran = run_under_tool(plan, installation, {*tracker, "-o", (folder->path() / "heap").string()}, measured, began);
  if (!ran) return fail(ran.error());
  const std::filesystem::path recording = recording_in(folder->path());
  std::array<std::string, kHeaptrackCosts.size()> texts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto text = stacks_of(*printer, recording, kHeaptrackCosts[i], within_deadline(kPrinting, plan, began));
    if (!text) return fail(text.error());
    texts[i] = std::move(*text);
  }
  const HeaptrackStacks stacks{.peak = texts[0], .leaked = texts[1], .allocations = texts[2], .temporary = texts[3]};
  return read_heaptrack(stacks, kMostHeapSites, "heaptrack_print");
}

}  // namespace perfbench
