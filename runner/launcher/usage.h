// wait4's accounting of a process, as it is told.
#pragma once

#include <sys/resource.h>

#include "protocol.h"

namespace perfbench::launcher {

Usage usage_of(const rusage& ru);
void add_usage(Usage& sum, const Usage& other);

}  // namespace perfbench::launcher
