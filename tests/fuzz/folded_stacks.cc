// Folded stacks that were read are written as a text that reads as the same stacks.
#include "reporters/folded_stacks.h"

#include "analysis/folded_stacks_reader.h"
#include "stack_profile_checks.h"

using namespace perfbench;
using fuzz::require;

namespace {

std::string written_folded(const StackProfile& profile) {
  std::string text;
  write_folded_stacks(profile, [&](std::string_view bytes) { text += bytes; });
  return text;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto profile = read_folded_stacks(fuzz::as_text(data, size), "input");
  if (!profile) {
    require(profile.error().kind == ErrorKind::plan && !profile.error().what.empty(), "an error says what was wrong");
    require(profile.error().where.starts_with("input:"), "an error names the line");
    return 0;
  }
  fuzz::check_profile(*profile);
  const std::string text = written_folded(*profile);
  const auto again = read_folded_stacks(text, "written");
  require(again.has_value(), "what was written can be read");
  require(again->runs == profile->runs && again->losses == profile->losses, "what is told of a profile is the same");
  require(again->total().samples == profile->total().samples, "samples are the same");
  require(written_folded(*again) == text, "stacks are the same after they were written");
  return 0;
}
