// What a run is asked to do: every option in force, so that a run can be repeated from its result.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/output_mode.h"
#include "model/probe_plan.h"
#include "model/sla_rule.h"
#include "model/worker_limits.h"

namespace perfbench {

struct EnvironmentVariable {
  std::string name;
  std::string value;       // never leaves the runner and the worker
  bool from_file = false;  // read from one of the plan's env_files
};

// A file copied into each worker's home, with placeholders (runner/worker_home.h) replaced where they occur. Those of
// one destination are merged in their order.
struct HomeFile {
  std::filesystem::path source;
  std::filesystem::path destination;  // relative to the home
};

struct WorkerPlan {
  std::vector<std::string> argv;
  std::string display;                           // the command as people write it, shell-quoted
  bool shell = false;                            // argv is a /bin/sh -c line
  std::vector<std::string> emulator;             // program and arguments that argv is given to; empty: none
  std::vector<EnvironmentVariable> environment;  // added to PerfBench's own
  std::vector<std::filesystem::path> env_files;
  std::vector<std::string> home_env = {"PERFBENCH_WORKER_HOME"};
  std::vector<HomeFile> home_files;
  std::filesystem::path working_directory;  // empty: PerfBench's own
  // Where the worker puts metrics of its own, one JSON object a line: "stdout", "stderr", or a file in its home; empty:
  // nowhere.
  std::string metrics_jsonl;
  std::filesystem::path stdin_file;  // empty: /dev/null
  OutputMode output = OutputMode::file;
  bool keep_logs = false;
  std::chrono::nanoseconds timeout = std::chrono::seconds(300);
  std::vector<int> cpu_affinity;  // empty: any processor
  WorkerLimits limits;
  // What the command was built with, as its build system tells: "compiler", "build_type", "flags", "target", and
  // "optimised", which is "no" where its figures say little.
  std::map<std::string, std::string> build_info;
};

// Metrics whose names match are added up under the group's name.
struct SignalGroup {
  std::string name;
  std::string pattern;  // ECMAScript, found anywhere in a name, in any case
};

// What is received of OpenTelemetry.
struct TelemetryPlan {
  bool enabled = true;
  std::chrono::milliseconds flush_wait{50};   // at the end, for exporters that still send
  std::vector<SignalGroup> signals;           // besides the built-in ones, or in their place
  std::size_t max_series = 2000;              // of metrics, of the whole run
  std::vector<std::string> phase_attributes;  // of spans, which split a phase
  bool keep_payloads = false;
};

struct Plan {
  std::string name = "local-perf";
  std::string profile;         // name of the SLA or workload profile in force; empty for none
  std::string profile_source;  // what names it again: itself if it is built in, else its file as it was given
  std::string profile_name;    // --profile-name, else name
  std::string phase = "measure";
  int iterations = 5;
  int warmup = 1;
  int concurrency = 1;
  WorkerPlan worker;
  TelemetryPlan telemetry;
  std::chrono::nanoseconds probe_interval = std::chrono::milliseconds(120);    // RSS, CPU, tree
  std::chrono::nanoseconds monitor_interval = std::chrono::milliseconds(120);  // descriptors, direct children
  ProbePlan probes;
  std::optional<std::chrono::nanoseconds> deadline;  // of the whole run
  std::vector<SlaRule> rules;
  std::vector<std::string> measurements;  // expressions that choose the figures for a dashboard; none: the usual ones
  std::filesystem::path out_dir = "perf-results";
  bool keep_temp = false;
};

}  // namespace perfbench
