// The collector beside a run: it serves the run's workers, hears of them from the runner, and ends with it.
#pragma once

namespace perfbench::collector {

// `listener` is a listening, non-blocking socket, `control` the socket to the runner. Returns when the report is told,
// or the runner is gone.
void serve_run(int listener, int control);

}  // namespace perfbench::collector
