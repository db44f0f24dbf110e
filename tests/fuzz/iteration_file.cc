// An iteration that was read is written as a file that reads as the same iteration.
#include "analysis/iteration_reader.h"
#include "model/utf8.h"
#include "reporters/v4_json.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto iteration = read_iteration(fuzz::as_text(data, size), "input");
  if (!iteration) {
    require(iteration.error().kind == ErrorKind::plan && !iteration.error().what.empty(),
            "an error says what was wrong");
    require(iteration.error().where == "input", "an error names the text");
    return 0;
  }
  require(iteration->iteration >= 1 && !iteration->workers.empty(), "an iteration has a number and workers");
  const std::string written = render_v4_iteration(*iteration);
  require(to_valid_utf8(written) == written, "what is written is UTF-8");
  const auto again = read_iteration(written, "written");
  require(again.has_value(), "what was written can be read");
  require(render_v4_iteration(*again) == written, "an iteration is the same after it was written");
  return 0;
}
