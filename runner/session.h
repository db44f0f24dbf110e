// The whole flow of a run: batches of workers, warm-up first, each launched, probed and recorded; one thread around one
// io_context. Requests go out ahead, so that no round trip stands between two iterations.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>

#include "model/plan.h"
#include "model/run_record.h"
#include "runner/launcher.h"
#include "runner/proc_fs.h"
#include "runner/request_builder.h"
#include "runner/sidecar.h"

namespace perfbench {

// Called from the session's thread, between measurements or while the next iteration runs; keep them short.
struct SessionHooks {
  std::function<void(int done)> warmed_up;
  std::function<void(const IterationRecord&)> iteration_done;
  // Once a second while workers run, for progress that moves during long iterations.
  std::function<void()> still_running;
  // At its end, while signals are still taken: the session no longer does afterwards.
  std::function<void()> over;
};

// Runs the plan to its end, its deadline, SIGINT, SIGTERM or SIGHUP (which it unblocks), or a fault of PerfBench's own;
// what was measured until then is in the record in every case. `context` serves this session alone and is not run
// again: what is left in it still names the session.
RunRecord run_session(const Plan& plan, boost::asio::io_context& context, Launcher& launcher, ProcFs& proc_fs,
                      RequestBuilder& builder, Sidecar* sidecar, const SessionHooks& hooks);

}  // namespace perfbench
