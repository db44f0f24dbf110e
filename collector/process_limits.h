// How a process has to be set up that serves many connections.
#pragma once

namespace perfbench::collector {

// As many descriptors as it may have; memory that threads share.
void set_process_limits();

}  // namespace perfbench::collector
