// Text of perf script gives a sound profile, however it is cut, and what is made of it holds its promises.
#include "analysis/hotspot_change.h"
#include "analysis/hotspots.h"
#include "analysis/perf_script_reader.h"
#include "reporters/flame_graph.h"
#include "stack_profile_checks.h"

using namespace perfbench;
using fuzz::require;

namespace {

void check_findings(const StackProfile& profile) {
  double shares = 0;
  for (const Hotspot& hotspot : find_hotspots(profile, profile.frames().size())) {
    shares += hotspot.share_pct.value_or(0);
    require(hotspot.total_weight_ms.value_or(0) >= hotspot.weight_ms * 0.999, "what is called adds to what calls");
  }
  require(shares < 100.001, "shares are of the whole");
  require(compare_hotspots(profile, profile).changes.empty(), "a profile is no change of itself");
  const std::string page = render_flame_graph({.title = "t", .profile = profile, .before = &profile});
  const std::size_t data = page.find("id=\"data\">");
  const std::string_view text = std::string_view(page).substr(data, page.find("</script>", data) - data);
  require(text.find('<') == std::string_view::npos, "no name is markup");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::as_text(data, size);
  const auto profile = read_perf_script(text, "input");
  PerfScriptReader reader("input");
  for (std::size_t at = 0; at < size; at += 7) reader.read(text.substr(at, 7));
  const auto pieces = std::move(reader).finish();
  require(profile.has_value() == pieces.has_value(), "a text in pieces is the same text");
  if (!profile) {
    require(profile.error().kind == ErrorKind::plan && !profile.error().what.empty(), "an error says what was wrong");
    require(profile.error().where.starts_with("input:"), "an error names the line");
    return 0;
  }
  require(profile->frames() == pieces->frames() && profile->stacks() == pieces->stacks(), "pieces are the whole");
  fuzz::check_profile(*profile);
  check_findings(*profile);
  return 0;
}
