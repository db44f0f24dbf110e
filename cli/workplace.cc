#include "workplace.h"

#include <array>
#include <csignal>

#include "runner/launcher_process.h"
#include "runner/metrics_source.h"
#include "runner/sidecar_process.h"

namespace perfbench {

namespace {

constexpr std::array kEndingSignals = {SIGINT, SIGTERM, SIGHUP};

}  // namespace

Result<std::unique_ptr<Workplace>> set_up_workplace(const Plan& plan, const Installation& installation) {
  auto root = TemporaryRoot::create(plan.keep_temp);
  if (!root) return fail(root.error());
  auto workplace = std::make_unique<Workplace>(std::move(*root));
  auto cgroups = WorkerCgroups::make(plan.probes.cgroup, plan.worker.limits);
  if (!cgroups) return fail(cgroups.error());
  workplace->cgroups = std::move(*cgroups);
  // First, so that it gets ready meanwhile, and the launcher does not take it for one of the workers' remains.
  if (plan.telemetry.enabled) {
    workplace->sidecar = start_sidecar(workplace->context, installation.collector, plan.telemetry);
  }
  // The last workers' homes are still to be read when it has ended.
  const bool keeps_homes = plan.keep_temp || is_metrics_file(plan.worker.metrics_jsonl);
  auto launcher = start_launcher(workplace->context, installation.launcher, keeps_homes ? "" : workplace->root.path());
  if (!launcher) return fail(launcher.error());
  workplace->launcher = std::move(*launcher);
  return workplace;
}

void hold_back_signals() {
  sigset_t ending;
  ::sigemptyset(&ending);
  for (const int signal : kEndingSignals) ::sigaddset(&ending, signal);
  ::sigprocmask(SIG_BLOCK, &ending, nullptr);
}

int held_back_signal() {
  sigset_t pending;
  ::sigpending(&pending);
  for (const int signal : kEndingSignals) {
    if (::sigismember(&pending, signal) == 1) return signal;
  }
  return 0;
}

}  // namespace perfbench
