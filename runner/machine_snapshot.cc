#include "runner/machine_snapshot.h"

#include <fmt/format.h>
#include <unistd.h>

#include <string>

#include "runner/cpu_list.h"

namespace perfbench {

namespace {

constexpr double kMsPerUs = 1e-3;
// Each costs a file to be opened: a few microseconds.
constexpr std::size_t kMostThermalCounters = 64;

MachineMoment read_moment(const SystemFiles& files) {
  const std::string loads = files.first_line("/proc/loadavg");
  const auto averages = words_of(loads);
  const auto average = [&](std::size_t i) { return i < averages.size() ? decimal_of(averages[i]) : std::nullopt; };
  const std::string meminfo = files.text("/proc/meminfo").value_or("");
  return {.load_average_1m = average(0),
          .load_average_5m = average(1),
          .load_average_15m = average(2),
          .free_memory_bytes = meminfo_bytes(meminfo, "MemFree:"),
          .available_memory_bytes = meminfo_bytes(meminfo, "MemAvailable:")};
}

// "cpu user nice system idle iowait irq softirq steal guest guest_nice"; a guest's time is in user and nice already.
void read_ticks(const SystemFiles& files, MachineCounters& counters) {
  constexpr std::size_t kSteal = 8;
  const std::string line = files.first_line("/proc/stat");
  const auto words = words_of(line);
  if (words.size() <= kSteal || words[0] != "cpu") return;
  std::int64_t sum = 0;
  for (std::size_t i = 1; i <= kSteal; ++i) {
    const auto ticks = integer_of(words[i]);
    if (!ticks) return;
    sum += *ticks;
  }
  counters.cpu_ticks = sum;
  counters.steal_ticks = integer_of(words[kSteal]);
}

// "some avg10=0.00 avg60=0.00 avg300=0.00 total=123", in microseconds; "full" likewise.
PressureStall read_pressure(const SystemFiles& files, const char* resource) {
  PressureStall stall;
  const std::string text = files.text(std::string("/proc/pressure/") + resource).value_or("");
  for (const std::string_view line : lines_of(text)) {
    const std::size_t at = line.find("total=");
    const auto total = at == std::string_view::npos ? std::nullopt : integer_of(line.substr(at + 6));
    if (!total) continue;
    if (line.starts_with("some ")) stall.some_ms = static_cast<double>(*total) * kMsPerUs;
    if (line.starts_with("full ")) stall.full_ms = static_cast<double>(*total) * kMsPerUs;
  }
  return stall;
}

// Of the cores that the workers may run on, and of the package around the first.
std::optional<std::int64_t> read_thermal_events(const SystemFiles& files) {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return std::nullopt;
  std::optional<std::int64_t> sum;
  std::size_t read = 0;
  for (const int cpu : cpus_in(allowed)) {
    const std::string folder = fmt::format("/sys/devices/system/cpu/cpu{}/thermal_throttle", cpu);
    const auto core = files.number(folder + "/core_throttle_count");
    if (!core) break;  // where one has none, all have none
    if (!sum) sum = files.number(folder + "/package_throttle_count").value_or(0);
    *sum += *core;
    if (++read == kMostThermalCounters) break;
  }
  return sum;
}

template <class Number>
std::optional<Number> increase(const std::optional<Number>& before, const std::optional<Number>& after) {
  return before && after && *after >= *before ? std::optional(*after - *before) : std::nullopt;
}

PressureStall increase(const PressureStall& before, const PressureStall& after) {
  return {.some_ms = increase(before.some_ms, after.some_ms), .full_ms = increase(before.full_ms, after.full_ms)};
}

std::optional<double> steal_pct(const MachineCounters& before, const MachineCounters& after) {
  const auto stolen = increase(before.steal_ticks, after.steal_ticks);
  const auto all = increase(before.cpu_ticks, after.cpu_ticks);
  if (!stolen || !all || *all == 0) return std::nullopt;
  return 100 * static_cast<double>(*stolen) / static_cast<double>(*all);
}

std::optional<std::int64_t> bytes_of_pages(const std::optional<std::int64_t>& pages) {
  return pages ? std::optional(*pages * ::sysconf(_SC_PAGESIZE)) : std::nullopt;
}

void note_missing_activity(Environment& machine) {
  const MachineActivity& during = machine.during;
  const auto note = [&](const char* key, bool is_there, const char* reason) {
    if (!is_there) machine.not_read[key] = reason;
  };
  note("during.steal_pct", during.steal_pct.has_value(), "the run took less than a tick of the kernel's accounting");
  note("during.cgroup_periods", during.cgroup_periods.has_value(), "no cgroup counts CPU bandwidth");
  note("during.thermal_throttle_events", during.thermal_throttle_events.has_value(),
       "the processor, or the hypervisor, counts no thermal throttling");
  note("during.cpu_pressure", during.cpu_pressure.some_ms.has_value(), "the kernel keeps no /proc/pressure");
  note("during.memory_pressure", during.memory_pressure.some_ms.has_value(), "the kernel keeps no /proc/pressure");
  note("during.io_pressure", during.io_pressure.some_ms.has_value(), "the kernel keeps no /proc/pressure");
}

}  // namespace

MachineSnapshot snapshot_machine(const SystemFiles& files) {
  MachineSnapshot snapshot;
  snapshot.at = std::chrono::steady_clock::now();
  snapshot.moment = read_moment(files);
  MachineCounters& counters = snapshot.counters;
  read_ticks(files, counters);
  counters.throttling = read_cgroup_throttling(files, find_cgroups(files));
  counters.thermal_events = read_thermal_events(files);
  const std::string vmstat = files.text("/proc/vmstat").value_or("");
  counters.pages_swapped_in = counter_of(vmstat, "pswpin");
  counters.pages_swapped_out = counter_of(vmstat, "pswpout");
  counters.cpu_pressure = read_pressure(files, "cpu");
  counters.memory_pressure = read_pressure(files, "memory");
  counters.io_pressure = read_pressure(files, "io");
  return snapshot;
}

void note_run(Environment& machine, const MachineSnapshot& before, const MachineSnapshot& after) {
  const MachineCounters& first = before.counters;
  const MachineCounters& last = after.counters;
  machine.before = before.moment;
  machine.after = after.moment;
  machine.during = {
      .elapsed_ms = std::chrono::duration<double, std::milli>(after.at - before.at).count(),
      .steal_pct = steal_pct(first, last),
      .cgroup_periods = increase(first.throttling.periods, last.throttling.periods),
      .cgroup_throttled_periods = increase(first.throttling.throttled_periods, last.throttling.throttled_periods),
      .cgroup_throttled_ms = increase(first.throttling.throttled_ms, last.throttling.throttled_ms),
      .thermal_throttle_events = increase(first.thermal_events, last.thermal_events),
      .swapped_in_bytes = bytes_of_pages(increase(first.pages_swapped_in, last.pages_swapped_in)),
      .swapped_out_bytes = bytes_of_pages(increase(first.pages_swapped_out, last.pages_swapped_out)),
      .cpu_pressure = increase(first.cpu_pressure, last.cpu_pressure),
      .memory_pressure = increase(first.memory_pressure, last.memory_pressure),
      .io_pressure = increase(first.io_pressure, last.io_pressure)};
  note_missing_activity(machine);
}

}  // namespace perfbench
