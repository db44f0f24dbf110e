// One request as the launcher received it.
#pragma once

#include <unistd.h>

#include "protocol.h"

namespace perfbench::launcher {

// The message and its descriptors (owned, close-on-exec).
struct Job {
  Request request;
  int descriptors[kDescriptorCount] = {-1, -1, -1, -1};
};

inline void close_descriptors(Job& job) {
  for (int& descriptor : job.descriptors) {
    if (descriptor >= 0) ::close(descriptor);
    descriptor = -1;
  }
}

}  // namespace perfbench::launcher
