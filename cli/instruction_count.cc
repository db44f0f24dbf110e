#include "instruction_count.h"

#include <filesystem>
#include <string>

#include "analysis/callgrind_reader.h"
#include "analysis/text_file.h"
#include "extra_session.h"
#include "runner/worker_home.h"
#include "tool.h"

namespace perfbench {

namespace {

// The program whose instructions a file is of, as valgrind was told.
bool is_of(const CallgrindCount& count, const std::string& program) {
  const std::string name = "/" + std::filesystem::path(program).filename().string() + " ";
  return ("/" + count.command + " ").find(name) != std::string::npos;
}

}  // namespace

Result<double> count_instructions(const Plan& plan, const Installation& installation, const RunRecord& measured,
                                  std::chrono::steady_clock::time_point began) {
  const auto valgrind = find_tool("valgrind", "valgrind");
  if (!valgrind) return fail(valgrind.error());
  const auto folder = TemporaryRoot::create(false);
  if (!folder) return fail(folder.error());
  const std::string files = "--callgrind-out-file=" + (folder->path() / "%p.out").string();
  auto ran = run_under_tool(plan, installation, {*valgrind, "-q", "--tool=callgrind", "--trace-children=yes", files},
                            measured, began);
  if (!ran) return fail(ran.error());
  double instructions = 0;
  bool has_worker = false;
  for (const auto& entry : std::filesystem::directory_iterator(folder->path())) {
    const auto text = read_text_file(entry.path(), "output of callgrind");
    if (!text) return fail(text.error());
    const auto counted = read_callgrind(*text, "callgrind");
    if (!counted) return fail(counted.error());
    instructions += counted->instructions;
    has_worker |= is_of(*counted, plan.worker.argv.front());
  }
  // The file is written when a process ends, under its pid.
  const char* lost = instructions > 0 ? "what the command did before it became another program (exec) is not counted"
                                      : "valgrind has counted nothing";
  if (instructions > 0 && has_worker) return instructions;
  return fail({.kind = ErrorKind::harness, .what = lost, .where = "", .cause = "", .advice = ""});
}

}  // namespace perfbench
