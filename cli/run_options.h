// The options of `perfbench run` as they stand on the command line, and the plan they make.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "limit_options.h"
#include "model/error.h"
#include "model/plan.h"
#include "probe_options.h"
#include "telemetry_options.h"

namespace CLI {
class App;
}  // namespace CLI

namespace perfbench {

struct RunOptions {
  std::vector<std::string> command;  // what stands after --
  std::string command_line;          // --cmd
  bool shell = false;
  std::string emulator;
  std::optional<int> iterations;
  std::optional<int> warmup;
  std::optional<int> concurrency;
  std::optional<double> timeout_sec;
  std::string profile;
  std::string profile_name;
  std::optional<std::string> phase;
  std::vector<std::string> rules;
  std::string out_dir = "perf-results";
  std::string name = "local-perf";
  std::vector<std::string> environment;
  std::vector<std::string> env_files;
  std::vector<std::string> home_env;
  std::vector<std::string> home_files;
  bool keep_temp = false;
  std::string working_directory;
  std::optional<double> probe_interval_ms;
  std::optional<double> monitor_sleep_ms;
  ProbeOptions probes;
  LimitOptions limits;
  TelemetryOptions telemetry;
  std::string cpu_affinity;
  std::vector<std::string> build_info;
  std::string stdin_file;
  std::string output = "file";
  bool keep_logs = false;
  std::string junit_file;
  std::vector<std::string> reporters;
  std::vector<std::string> measurements;
  bool quiet = false;
  std::optional<double> deadline_sec;
  bool dry_run = false;
};

// Adds every option to `command`, with its help; they fill `options` when it is parsed.
void add_run_options(CLI::App& command, RunOptions& options);

// What is given on the command line goes over the profile, and the profile over the defaults. Errors: usage and plan.
Result<Plan> make_plan(const RunOptions& options, const std::filesystem::path& builtin_profiles);

}  // namespace perfbench
