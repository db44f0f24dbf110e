// The limit on open descriptors: PerfBench needs a few for each parallel worker, the workers get the one it was started
// with.
#pragma once

#include <cstdint>

namespace perfbench {

// Raises this process's soft RLIMIT_NOFILE to the hard one, once. Returns the soft limit that it was started with.
std::uint64_t raise_descriptor_limit();

// For how many workers at a time the limit has room, those that are prepared ahead among them; at least 1.
int workers_within_descriptor_limit();

}  // namespace perfbench
