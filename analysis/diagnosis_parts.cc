#include "analysis/diagnosis_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "model/human_number.h"

namespace perfbench {

namespace {

constexpr double kMsPerSec = 1000;
constexpr std::size_t kMostPhases = 3;
// Spans around the worker: they take longer whenever that does.
constexpr std::string_view kHarnessPhases = "perfbench.";
// Of what is less than this part of the latency nothing is said.
constexpr double kNotableShare = 0.05;
// By so much later a busy machine may see that a worker has ended.
constexpr double kLateMs = 10;
// A count or size must grow by so much to be told beside it.
constexpr double kNotableGrowth = 1.2;

std::string time_text(double ms) { return human_number(ms, decimals_for(ms)) + " ms"; }

// Mean times of a worker, in ms.
struct Life {
  double latency = 0;
  double cpu = 0;
  double ready = 0;    // for a processor
  double blocked = 0;  // the rest
};

// Absent where latency or CPU time is unknown. Of several threads the CPU time may be more than the latency: nothing is
// blocked then as far as can be told.
std::optional<Life> life_of(const Summary& summary) {
  const Measured latency = summary.value("latency_ms.mean");
  const Measured user = summary.value("user_cpu_sec.mean");
  const Measured system = summary.value("system_cpu_sec.mean");
  if (!latency || !user || !system) return std::nullopt;
  Life life{.latency = *latency, .cpu = kMsPerSec * (*user + *system)};
  // Of the first thread, and of all that the worker started: how long at least one of them waited.
  const double ready = std::max(summary.value("run_queue_wait_ms.mean").value_or(0),
                                summary.value("scheduling.cpu_pressure_ms.mean").value_or(0));
  life.ready = std::min(ready, std::max(0.0, life.latency - life.cpu));
  life.blocked = std::max(0.0, life.latency - life.cpu - life.ready);
  return life;
}

struct Part {
  Cause cause;
  double Life::*time;
  std::string_view name;
};
constexpr std::array kParts = {
    Part{Cause::cpu, &Life::cpu, "time on a processor"},
    Part{Cause::scheduling, &Life::ready, "waiting for a free processor"},
    Part{Cause::waiting, &Life::blocked, "waiting for something else (input, output, locks, sleep, children)"},
};

struct Amount {
  Cause cause;
  std::string_view figure;
  std::string_view name;
  std::string_view unit;
  double least;  // growth below this is nothing
};
constexpr std::array kAmounts = {
    Amount{Cause::memory, "max_rss_mb.mean", "memory (max RSS)", " MB", 1},
    Amount{Cause::memory, "io.minor_page_faults.mean", "minor page faults", "", 500},
    Amount{Cause::io, "io.major_page_faults.mean", "major page faults", "", 1},
    Amount{Cause::io, "io.storage_read_kb.mean", "read from storage", " KB", 256},
    Amount{Cause::io, "io.storage_written_kb.mean", "written to storage", " KB", 256},
    Amount{Cause::io, "io.read_calls.mean", "read calls", "", 100},
    Amount{Cause::io, "io.write_calls.mean", "write calls", "", 100},
    Amount{Cause::scheduling, "involuntary_ctx_switches.mean", "involuntary context switches", "", 10},
};

std::string amount_text(double value, std::string_view unit) {
  return human_number(value, decimals_for(value)) + std::string(unit);
}

void add_changed_amounts(Diagnosis& diagnosis, const Summary& before, const Summary& now) {
  for (const Amount& amount : kAmounts) {
    const Measured old = before.value(amount.figure);
    const Measured current = now.value(amount.figure);
    if (!old || !current || *current - *old < amount.least || *current < kNotableGrowth * *old) continue;
    diagnosis.findings.push_back({amount.cause, fmt::format("{}: {} -> {}", amount.name, amount_text(*old, amount.unit),
                                                            amount_text(*current, amount.unit))});
  }
}

// Of one run of the program: total time over the number of measured workers.
std::optional<double> phase_ms(const Summary& summary, const std::string& phase) {
  const Measured total = summary.value(FigurePath{{"otel_phases", phase, "total_ms"}});
  const Measured runs = summary.value("resource_budget.stability.total_runs");
  if (!total || !runs || *runs == 0) return std::nullopt;
  return *total / *runs;
}

struct PhaseChange {
  std::string name;
  double before_ms;
  double now_ms;
  double growth() const { return now_ms - before_ms; }
};

}  // namespace

bool is_mostly_waiting(const Summary* before, const Summary& now) {
  const auto old = before == nullptr ? Life() : life_of(*before);
  const auto current = life_of(now);
  if (!old || !current) return false;
  const double beyond = current->blocked - old->blocked - std::max(0.0, current->cpu - old->cpu);
  return beyond > (before == nullptr ? 0 : kLateMs);
}

void add_changed_phases(Diagnosis& diagnosis, const Summary& before, const Summary& now) {
  std::vector<PhaseChange> grown;
  const double latency = now.value("latency_ms.mean").value_or(0);
  for (const Figure& figure : now.figures) {
    const auto& segments = figure.path.segments;
    if (segments.size() != 3 || segments[0] != "otel_phases" || segments[2] != "total_ms") continue;
    if (segments[1].starts_with(kHarnessPhases)) continue;
    const auto current = phase_ms(now, segments[1]);
    if (!current) continue;
    const PhaseChange change{segments[1], phase_ms(before, segments[1]).value_or(0), *current};
    if (change.growth() >= kNotableShare * latency) grown.push_back(change);
  }
  std::ranges::sort(grown, std::ranges::greater(), &PhaseChange::growth);
  if (grown.size() > kMostPhases) grown.resize(kMostPhases);
  for (const PhaseChange& change : grown) {
    diagnosis.findings.push_back(
        {Cause::phase, fmt::format("phase \"{}\": {} -> {} a run (+{})", change.name, time_text(change.before_ms),
                                   time_text(change.now_ms), time_text(change.growth()))});
  }
}

void add_changed_resources(Diagnosis& diagnosis, const Summary& before, const Summary& now) {
  const auto old = life_of(before);
  const auto current = life_of(now);
  if (!old || !current) {
    diagnosis.gaps.emplace_back("latency or CPU time of one of the two runs is unknown");
    return;
  }
  const double growth = current->latency - old->latency;
  if (growth <= kNotableShare * old->latency) {
    diagnosis.gaps.push_back(fmt::format("latency has {} grown since the good run: {} -> {} (mean)",
                                         growth > 0 ? "hardly" : "not", time_text(old->latency),
                                         time_text(current->latency)));
    return add_changed_amounts(diagnosis, before, now);
  }
  std::vector<Part> parts(kParts.begin(), kParts.end());
  const auto grown_by = [&](const Part& part) { return (*current).*part.time - (*old).*part.time; };
  std::ranges::stable_sort(parts, std::ranges::greater(), grown_by);
  const bool any_shrank =
      std::ranges::any_of(parts, [&](const Part& part) { return -grown_by(part) > kNotableShare * growth; });
  for (const Part& part : parts) {
    if (std::abs(grown_by(part)) < kNotableShare * growth) continue;
    std::string text =
        fmt::format("{}: {} -> {} a run", part.name, time_text((*old).*part.time), time_text((*current).*part.time));
    // Of several threads a part may be more than the whole.
    const bool is_share = !any_shrank && grown_by(part) <= growth;
    text += is_share ? fmt::format("; it explains {:.0f} % of the {} that latency grew (mean)",
                                   100 * grown_by(part) / growth, time_text(growth))
                     : fmt::format(" ({}{}), where latency grew by {} (mean)", grown_by(part) < 0 ? "-" : "+",
                                   time_text(std::abs(grown_by(part))), time_text(growth));
    diagnosis.findings.push_back({part.cause, std::move(text)});
  }
  add_changed_amounts(diagnosis, before, now);
}

void add_present_resources(Diagnosis& diagnosis, const Summary& now) {
  const auto life = life_of(now);
  if (!life || life->latency <= 0) return;
  std::vector<Part> parts(kParts.begin(), kParts.end());
  std::ranges::stable_sort(parts, std::ranges::greater(), [&](const Part& part) { return (*life).*part.time; });
  for (const Part& part : parts) {
    const double ms = (*life).*part.time;
    if (ms < kNotableShare * life->latency) continue;
    diagnosis.findings.push_back({part.cause, fmt::format("{}: {} a run, {:.0f} % of latency (mean)", part.name,
                                                          time_text(ms), 100 * ms / life->latency)});
  }
}

}  // namespace perfbench
