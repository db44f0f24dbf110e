// How a process has to be set up that serves many connections.
#pragma once

namespace perfbench::collector {

// As many descriptors as it may have; memory that threads share, and keep for the next body.
void set_process_limits();

}  // namespace perfbench::collector
