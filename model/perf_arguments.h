// How perf is called, so that what it prints can be read (analysis/perf_script_reader.h). Measured with perf 6.1.
#pragma once

#include <array>
#include <string_view>

namespace perfbench {

// Of `perf record`; then "-F", "-p", the process whose descendants are recorded, and "-o", the file.
//
// cpu-clock: a virtual machine has no hardware counters. Its period is the time in ns between two samples.
//
// dwarf: by frame pointers not one stack of an optimised program reached main(). With 16 KiB of each stack all did,
// with 8 KiB a third did not. It makes 15 MB a second of a busy processor, and code made at run time (JIT) is seen
// without its callers.
//
// -N: nothing is copied into the user's ~/.debug. --buildid-mmap: modules without symbols are told apart.
// --no-bpf-event: to look for BPF programs costs 0.95 s each time.
inline constexpr auto kPerfRecordArguments = std::to_array<std::string_view>(
    {"record", "-q", "-N", "--no-bpf-event", "--buildid-mmap", "-e", "cpu-clock", "--call-graph", "dwarf,16384"});

// Of `perf script`; then "-i" and the file.
// --no-inline: to look inlined functions up takes 50 s instead of 0.2 s for a program of 44 MB.
// -F: the event is cpu-clock:u where the kernel may not be recorded; no name of a program, which may hold a line end;
// the offset ends a symbol's name, which may hold anything.
inline constexpr auto kPerfScriptArguments =
    std::to_array<std::string_view>({"script", "--no-inline", "--max-stack", "1000", "--show-mmap-events",
                                     "--show-lost-events", "-F", "period,event,ip,sym,symoff,dso"});

}  // namespace perfbench
