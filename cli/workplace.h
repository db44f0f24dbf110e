// What workers are launched from and live in. It goes when the reports are written, so that the launcher ends
// meanwhile.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "installation.h"
#include "model/plan.h"
#include "runner/launcher.h"
#include "runner/sidecar.h"
#include "runner/worker_cgroups.h"
#include "runner/worker_home.h"

namespace perfbench {

struct Workplace {
  explicit Workplace(TemporaryRoot own_root) : root(std::move(own_root)) {}

  TemporaryRoot root;
  boost::asio::io_context context{1};
  std::unique_ptr<WorkerCgroups> cgroups;
  std::unique_ptr<Sidecar> sidecar;  // none without telemetry
  std::unique_ptr<Launcher> launcher;
};

// Errors (harness): no temporary folder can be made, or the launcher cannot be started; (plan): a limit of the workers
// that cannot be set.
Result<std::unique_ptr<Workplace>> set_up_workplace(const Plan& plan, const Installation& installation);

// While there is something to be taken down that the session does not know of yet, and while tools and reports are
// written. What takes long meanwhile asks held_back_signal().
void hold_back_signals();
// The signal that is held back since this process is asked to end; 0: it is not.
int held_back_signal();

}  // namespace perfbench
