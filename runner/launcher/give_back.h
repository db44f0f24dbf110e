// Space of a worker's output that nobody will read.
#pragma once

#include "job.h"

namespace perfbench::launcher {

// Gives all but the tail of what an ended worker wrote back to the file system. Done between two workers: pages that
// are freed while a worker allocates its own slow it.
void give_back_output(const Job& job);

}  // namespace perfbench::launcher
