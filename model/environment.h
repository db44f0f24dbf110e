// The machine that a result was measured on. A field that could not be read is empty or absent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace perfbench {

struct Environment {
  std::string hostname;
  std::string os;      // "Debian GNU/Linux 12 (bookworm)"
  std::string kernel;  // "6.1.0-18-amd64"
  std::string architecture;
  std::string cpu_model;
  std::optional<int> cpu_count;         // processors this process may run on
  std::optional<int> online_cpu_count;  // of the machine, over which its load is spread
  std::optional<std::int64_t> memory_bytes;
  std::string cpu_governor;
  std::string cpu_frequency_driver;
  std::optional<double> load_average_1m;  // when the run began
  std::string perfbench_version;
  std::string git_commit;  // of the sources that perfbench was started in; empty where there is no repository
};

}  // namespace perfbench
