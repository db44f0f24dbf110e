// Lists of processors as the kernel writes them: "0-3,8".
#pragma once

#include <sched.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfbench {

// Absent where the text is no such list, or names a processor that no set of cpu_set_t can hold.
std::optional<std::vector<int>> parse_kernel_cpus(std::string_view text);

// Of ascending numbers.
std::string kernel_cpus(const std::vector<int>& cpus);

// Those in the set, ascending.
std::vector<int> cpus_in(const cpu_set_t& set);

}  // namespace perfbench
