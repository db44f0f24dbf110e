#include "instruction_count.h"

#include <filesystem>
#include <string>

#include "analysis/callgrind_reader.h"
#include "analysis/text_file.h"
#include "extra_session.h"
#include "runner/worker_home.h"
#include "tool.h"

namespace perfbench {

Result<double> count_instructions(const Plan& plan, const Installation& installation,
                                  std::chrono::steady_clock::time_point began) {
  const auto valgrind = find_tool("valgrind", "valgrind");
  if (!valgrind) return fail(valgrind.error());
  const auto folder = TemporaryRoot::create(false);
  if (!folder) return fail(folder.error());
  const std::string files = "--callgrind-out-file=" + (folder->path() / "%p.out").string();
  auto ran =
      run_under_tool(plan, installation, {*valgrind, "-q", "--tool=callgrind", "--trace-children=yes", files}, began);
  if (!ran) return fail(ran.error());
  double instructions = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder->path())) {
    const auto text = read_text_file(entry.path(), "output of callgrind");
    if (!text) return fail(text.error());
    const auto counted = read_callgrind(*text, "callgrind");
    if (!counted) return fail(counted.error());
    instructions += *counted;
  }
  if (instructions > 0) return instructions;
  return fail(
      {.kind = ErrorKind::harness, .what = "valgrind has counted nothing", .where = "", .cause = "", .advice = ""});
}

}  // namespace perfbench
