// The file that callgrind writes of a process.
#include "analysis/callgrind_reader.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto count = read_callgrind(fuzz::as_text(data, size), "input");
  if (count) {
    require(count->instructions >= 0, "a count is not negative");
  } else {
    require(count.error().where == "input", "an error names the file");
  }
  return 0;
}
