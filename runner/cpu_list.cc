#include "runner/cpu_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "runner/system_files.h"

namespace perfbench {

namespace {

std::optional<int> cpu_of(std::string_view text) {
  const auto number = integer_of(text);
  if (!number || *number < 0 || *number >= CPU_SETSIZE) return std::nullopt;
  return static_cast<int>(*number);
}

}  // namespace

std::optional<std::vector<int>> parse_kernel_cpus(std::string_view text) {
  cpu_set_t named;
  CPU_ZERO(&named);
  for (text = trimmed(text); !text.empty();) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const std::size_t dash = part.find('-');
    const auto first = cpu_of(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : cpu_of(part.substr(dash + 1));
    if (!first || !last || *first > *last) return std::nullopt;
    for (int cpu = *first; cpu <= *last; ++cpu) CPU_SET(static_cast<unsigned>(cpu), &named);
  }
  return cpus_in(named);
}

std::string kernel_cpus(const std::vector<int>& cpus) {
  std::string text;
  for (std::size_t i = 0; i < cpus.size();) {
    std::size_t last = i;
    while (last + 1 < cpus.size() && cpus[last + 1] == cpus[last] + 1) ++last;
    text += text.empty() ? "" : ",";
    text += last == i ? std::to_string(cpus[i]) : fmt::format("{}-{}", cpus[i], cpus[last]);
    i = last + 1;
  }
  return text;
}

std::vector<int> cpus_in(const cpu_set_t& set) {
  std::vector<int> cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(static_cast<unsigned>(cpu), &set)) cpus.push_back(cpu);
  }
  return cpus;
}

}  // namespace perfbench
