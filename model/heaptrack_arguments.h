// How heaptrack is called, so that what it prints can be read (analysis/heaptrack_reader.h). Measured with
// heaptrack 1.4.
#pragma once

#include <array>
#include <string_view>

namespace perfbench {

// heaptrack -o FILE PROGRAM ARGUMENT... writes FILE.zst and ends as the program does. It tells of the program alone,
// not of what it starts. A program that does nothing takes 0.3 s more, and each allocation 0.4 us more.
//
// heaptrack_print: these, "-f", FILE.zst, and for each cost "-F", a file, "--flamegraph-cost-type", its name. The file
// is a line a stack with whole bytes or calls; what is printed otherwise has three digits of them. It takes 0.07 s, and
// 0.13 s for a million allocations.
inline constexpr auto kHeaptrackPrintArguments = std::to_array<std::string_view>({"-p", "0", "-a", "0", "-T", "0"});

// Of HeaptrackStacks, in its order.
inline constexpr auto kHeaptrackCosts = std::to_array<std::string_view>({"peak", "leaked", "allocations", "temporary"});

}  // namespace perfbench
