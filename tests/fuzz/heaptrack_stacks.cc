// Figures of a heap are sums of what each text says: of four times the same one four times the same.
#include "analysis/heaptrack_reader.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::as_text(data, size);
  constexpr std::size_t kAll = 10'000;
  const auto figures =
      read_heaptrack({.peak = text, .leaked = text, .allocations = text, .temporary = text}, kAll, "input");
  if (!figures) {
    require(figures.error().kind == ErrorKind::plan && !figures.error().what.empty(), "an error says what was wrong");
    require(figures.error().where.starts_with("input"), "an error names the text");
    return 0;
  }
  require(figures->whole.allocations > 0, "there were allocations");
  long long bytes = 0;
  for (const HeapSite& site : figures->sites) {
    require(!site.function.empty(), "a site has a name");
    require(site.costs.peak_bytes >= 0 && site.costs.peak_bytes == site.costs.temporary_allocations, "costs are alike");
    bytes += site.costs.peak_bytes;
  }
  require(bytes == figures->whole.peak_bytes, "the whole is the sum of its sites");
  return 0;
}
