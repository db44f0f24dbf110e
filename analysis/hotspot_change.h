// Two profiles of a program -> the functions that got slower or faster, the one that was made slower first.
//
// A function owns the time of the library code that it called (analysis/library_code.h): who copies more is named, with
// memcpy() under it. Only changes that can be told from the noise of sampling are kept (analysis/sampled_change.h).
// What no function of them explains, but a whole call does, is told of the innermost function around it.
#pragma once

#include <optional>
#include <vector>

#include "model/stack_profile.h"

namespace perfbench {

// Of one run.
struct TimeChange {
  double before_ms = 0;
  double now_ms = 0;
  double change_ms() const { return now_ms - before_ms; }
};

// A function in connexion with another, and how its time there changed.
struct ChangeThere {
  StackFrame frame;
  TimeChange time;
};

struct HotspotChange {
  StackFrame frame;             // without an offset (without_offset())
  TimeChange self;              // itself
  TimeChange own;               // with the library code that it called: what is ranked
  TimeChange total;             // with all that it called
  double share_before_pct = 0;  // of own time in all
  double share_now_pct = 0;
  long long samples_before = 0;  // of own time; of total time where the change is spread
  long long samples_now = 0;
  double z = 0;         // of these samples
  bool spread = false;  // over functions that it called, each of which changed too little to be told
  // The library function under it in which more than half of the change is.
  std::optional<ChangeThere> leaf;
  // Which of its callers brought the change, where it has others.
  std::optional<ChangeThere> caller;
};

struct HotspotChanges {
  TimeChange whole;
  std::vector<HotspotChange> changes;  // what grew first, the most first; then what shrank, the most first
};

HotspotChanges compare_hotspots(const StackProfile& before, const StackProfile& now);

}  // namespace perfbench
