#include "runner/footprint_probe.h"

#include <algorithm>

#include "model/duration.h"
#include "runner/launcher/protocol.h"

namespace perfbench {

namespace {

constexpr double kSnapshotKbPerMb = 1024;

Measured in_mb(const std::optional<std::int64_t>& kb) {
  return kb ? Measured(static_cast<double>(*kb) / kSnapshotKbPerMb) : std::nullopt;
}

// What of it is in memory or swapped out, shared pages by their share.
Measured physical_mb(const Footprint& footprint) {
  if (!footprint.pss_kb) return std::nullopt;
  return in_mb(*footprint.pss_kb + footprint.swap_kb.value_or(0));
}

}  // namespace

FootprintProbe::FootprintProbe(ProcFs& proc_fs, const WorkerStarted& started)
    : proc_fs_(proc_fs),
      pid_(started.pid),
      begin_(started.spawn_end),
      due_(started.spawn_end + std::chrono::nanoseconds(launcher::kFirstSampleNs)) {}

void FootprintProbe::snapshot_due(MonotonicTime now) {
  if (now < due_) return;
  if (view_ == nullptr) view_ = proc_fs_.open(pid_);
  const auto footprint = view_ == nullptr ? std::nullopt : view_->footprint();
  spent_ += std::chrono::steady_clock::now() - now;
  if (!footprint) {
    due_ = MonotonicTime::max();
    return;
  }
  snapshots_.push_back({now, *footprint});
  due_ = now + (now - begin_);
}

void FootprintProbe::report(RunFigures& figures, const WorkerExited& exited) const {
  const ExitMemory& end = exited.exit_memory;
  figures.vmmap_end_physical_footprint_mb = physical_mb({.pss_kb = end.pss_kb, .swap_kb = end.swap_kb});
  figures.vmmap_end_private_dirty_mb = in_mb(end.private_dirty_kb);
  figures.vmmap_end_swap_mb = in_mb(end.swap_kb);
  figures.vmmap_peak_rss_mb = in_mb(end.peak_rss_kb);
  figures.vmmap_cost_ms = to_ms(spent_ + end.took);
  if (snapshots_.empty()) return;
  const Footprint& start = snapshots_.front().footprint;
  figures.vmmap_start_physical_footprint_mb = physical_mb(start);
  figures.vmmap_start_private_dirty_mb = in_mb(start.private_dirty_kb);
  figures.vmmap_start_swap_mb = in_mb(start.swap_kb);
  const MonotonicTime middle = begin_ + (exited.ended - begin_) / 2;
  const auto distance = [&](const Snapshot& snapshot) {
    return snapshot.time < middle ? middle - snapshot.time : snapshot.time - middle;
  };
  const Footprint& mid = std::ranges::min_element(snapshots_, {}, distance)->footprint;
  figures.vmmap_mid_physical_footprint_mb = physical_mb(mid);
  figures.vmmap_mid_private_dirty_mb = in_mb(mid.private_dirty_kb);
  figures.vmmap_mid_swap_mb = in_mb(mid.swap_kb);
}

}  // namespace perfbench
