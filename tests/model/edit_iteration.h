// A run's iteration changed in its place.
#pragma once

#include <vector>

#include "model/iteration_log.h"

namespace perfbench {

template <class Edit>
void edit_iteration(IterationLog& log, std::size_t index, Edit edit) {
  std::vector<IterationRecord> iterations(log.begin(), log.end());
  edit(iterations.at(index));
  log = iterations;
}

}  // namespace perfbench
