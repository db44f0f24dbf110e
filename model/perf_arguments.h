// How perf is called, so that what it prints can be read (analysis/perf_script_reader.h). Measured with perf 6.1.
#pragma once

#include <array>
#include <string_view>

namespace perfbench {

// Of `perf record`; then "-o", the file, "--", the worker's command. Children are recorded with it.
// cpu-clock: there are no hardware counters in a virtual machine; its period is the time in ns between two samples. 999
// a
//   second fall in step with nothing that runs 100 or 1000 times a second.
// dwarf: programs are built without frame pointers, so that by frame pointers two thirds of the stacks do not reach
// main().
//   With 16 KiB of each stack they all do, with 8 KiB a third does not. 15 MB a second of a busy processor; what has
//   code made at run time (JIT) shows its frames without their callers.
// -N: nothing is copied into the user's ~/.debug. --buildid-mmap: modules without symbols are told apart.
// --no-bpf-event: to look for BPF programs costs 0.95 s each time.
inline constexpr auto kPerfRecordArguments =
    std::to_array<std::string_view>({"record", "-q", "-N", "--no-bpf-event", "--buildid-mmap", "-e", "cpu-clock", "-F",
                                     "999", "--call-graph", "dwarf,16384"});

// Of `perf script`; then "-i" and the file.
// --no-inline: to look inlined functions up takes 50 s instead of 0.2 s for a program of 44 MB.
// -F: no name of a program, which may hold a line end; the offset ends a symbol's name, which may hold anything.
inline constexpr auto kPerfScriptArguments =
    std::to_array<std::string_view>({"script", "--no-inline", "--max-stack", "1000", "--show-mmap-events",
                                     "--show-lost-events", "-F", "period,ip,sym,symoff,dso"});

}  // namespace perfbench
