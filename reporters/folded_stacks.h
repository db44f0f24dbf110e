// A profile as folded stacks, which any tool for flame graphs reads: a line a stack, outermost function first, ';'
// between them, and its weight in whole microseconds of all runs at the end. analysis/folded_stacks_reader.h reads it
// back.
//
//   # perfbench folded stacks 1; runs=3; period_us=1001.001;
//   main [app];parse [app];__memmove_avx [libc.so.6] 15015
//
// Other tools pass over lines with '#'. The first one tells what a line has no room for: runs, the time between two
// samples, and losses where there were any; "# samples=7;" stands before a stack whose samples its weight does not
// tell. A module stands in brackets behind its function. In names %25, %3B, %23 and %20 are a '%', a ';', a '#' that a
// name begins with, and a blank before a '[' of a module's name.
#pragma once

#include "model/stack_profile.h"
#include "reporters/byte_sink.h"

namespace perfbench {

void write_folded_stacks(const StackProfile& profile, const ByteSink& sink);

}  // namespace perfbench
