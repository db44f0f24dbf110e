#include "run_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>
#include <sstream>

#include "analysis/profile.h"
#include "analysis/sla_language.h"
#include "model/duration.h"
#include "model/name_choice.h"
#include "model/plan_limits.h"
#include "model/shell_word.h"
#include "option_checks.h"
#include "runner/command.h"
#include "runner/worker_environment.h"

namespace perfbench {

namespace {

constexpr int kMostCpu = 1023;

Error usage(std::string what, std::string where, std::string advice = {}) {
  return {.kind = ErrorKind::usage,
          .what = std::move(what),
          .where = std::move(where),
          .cause = "",
          .advice = std::move(advice)};
}

// add(name, value, type, help): an option of a group of the help.
auto adder(CLI::App& command, const std::string& group) {
  return [&command, group](const std::string& name, auto& value, const std::string& type, const std::string& help) {
    return command.add_option(name, value, help)->type_name(type)->allow_extra_args(false)->group(group);
  };
}

void add_workload_options(CLI::App& command, RunOptions& options) {
  const auto add = adder(command, "Workload");
  add("--iterations", options.iterations, "N", "measured iterations (5)")->check(in_range(1, kMostIterations));
  add("--warmup", options.warmup, "N", "iterations before them, not measured (1)")->check(in_range(0, kMostIterations));
  add("--concurrency", options.concurrency, "N", "workers in parallel in each iteration (1)")
      ->check(in_range(1, kMostConcurrency));
  add("--timeout-sec", options.timeout_sec, "SEC", "end a worker that runs longer; it counts as\nfailed (300)")
      ->check(in_range(kShortestTimeSec, kLongestTimeSec));
  add("--deadline-sec", options.deadline_sec, "SEC", "end the whole run after so long: what it has is\nkept, exit 1")
      ->check(in_range(kShortestTimeSec, kLongestTimeSec));
  add("--profile", options.profile, "NAME|FILE",
      "take workload and SLAs from a built-in profile\n(cold, throughput, exec, streaming, smoke,\n"
      "stress) or a .json file; options given here win");
}

void add_worker_options(CLI::App& command, RunOptions& options) {
  const auto add = adder(command, "Worker");
  add("--cmd", options.command_line, "STRING", "the command as one string, split as a shell\nsplits words");
  command.add_flag("--shell", options.shell, "run --cmd with /bin/sh -c")->group("Worker");
  add("--emulator", options.emulator, "STRING",
      "a program, with arguments, that runs the command:\n'qemu-arm -L /sysroot'; SLAs on times, CPU, memory\n"
      "and other figures that hold its own are not gated");
  add("--cwd", options.working_directory, "DIR", "directory the worker starts in");
  add("--env", options.environment, "NAME=VALUE", "a variable for the worker; may be repeated");
  add("--env-file", options.env_files, "FILE", "NAME=VALUE lines, for values that nobody\nshould see; may be repeated");
  add("--home-env", options.home_env, "NAME",
      "variable that names each worker's fresh home\n(PERFBENCH_WORKER_HOME); may be repeated");
  add("--home-file", options.home_files, "SRC=DEST",
      "copy SRC into the home as DEST, with @HOME@,\n@WORKER_ID@, @OTLP_ENDPOINT@,\n@OTLP_METRICS_ENDPOINT@, "
      "@OTLP_TRACES_ENDPOINT@\nand @OTLP_HEADERS@ in it replaced; may be repeated:\nfiles of one DEST are merged, "
      ".toml and "
      ".json by\ntheir keys, others one after the other");
  add("--stdin", options.stdin_file, "FILE", "what the worker reads as its input (/dev/null)");
  add("--output", options.output, "WHERE", "where the worker's output goes: file, null or\npipe (file)")
      ->check(one_of({kOutputModeNames.begin(), kOutputModeNames.end()}));
  add("--cpu-affinity", options.cpu_affinity, "LIST", "processors for the worker, as 0,2-3");
  add("--build-info", options.build_info, "KEY=VALUE",
      "what the command was built with, kept in the\nresult: compiler, build_type, flags ...; may be\n"
      "repeated, or hold several lines; optimised=no is\nwarned of");
}

void add_measuring_options(CLI::App& command, RunOptions& options) {
  const auto add = adder(command, "Measuring and judging");
  add("--sla", options.rules, "RULE",
      "a rule that must hold: 'latency_ms.p95 <= 250ms';\nmay be repeated; replaces the profile's rule on the\n"
      "same figure and direction; an empty one is none");
  add("--probe-interval-ms", options.probe_interval_ms, "MS", "between samples of tree RSS and CPU (120)")
      ->check(in_range(kShortestIntervalMs, kLongestIntervalMs));
  add("--monitor-sleep-ms", options.monitor_sleep_ms, "MS", "between samples of descriptors, children (120)")
      ->check(in_range(kShortestIntervalMs, kLongestIntervalMs));
}

void add_result_options(CLI::App& command, RunOptions& options) {
  const auto add = adder(command, "Results");
  const auto flag = [&](const std::string& name, bool& value, const std::string& help) {
    command.add_flag(name, value, help)->group("Results");
  };
  add("--name", options.name, "NAME", "name of the test and its folder (local-perf)");
  add("--profile-name", options.profile_name, "NAME", "profile.name in the result (the name)");
  add("--profile-phase", options.phase, "PHASE", "phase of the program that is measured (measure)");
  add("--out-dir", options.out_dir, "DIR", "gets a folder for each run (perf-results)");
  add("--junit", options.junit_file, "FILE", "write a JUnit XML report");
  add("--reporter", options.reporters, "LIST",
      "of console, json, markdown, ctest, plot (all;\nctest and plot only where CTest collects\nmeasurements)")
      ->delimiter(',')
      ->check(one_of({"console", "json", "markdown", "ctest", "plot"}));
  add("--measurement", options.measurements, "REGEX",
      "figures that a dashboard gets, by names such as\n'latency_ms\\.p'; may be repeated (the usual 19, and\n"
      "those that SLAs name)");
  flag("--keep-logs", options.keep_logs, "keep each worker's whole output in the folder,\nwhatever --output says");
  flag("--keep-temp", options.keep_temp, "keep the workers' homes");
  flag("--quiet", options.quiet, "no progress, and no table when all is well");
  flag("--dry-run", options.dry_run, "check the options and print the plan; run nothing");
}

// "0,2-3" -> {0, 2, 3}.
Result<std::vector<int>> parse_cpu_list(const std::string& text) {
  const Error error = usage("not a list of processors: '" + text + "'", "--cpu-affinity", "Write it as 0,2-3.");
  std::set<int> cpus;
  for (std::size_t start = 0; start <= text.size() && !text.empty();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    const std::string part = text.substr(start, end - start);
    const std::size_t dash = part.find('-');
    const std::string first = part.substr(0, dash);
    const std::string last = dash == std::string::npos ? first : part.substr(dash + 1);
    for (const std::string& number : {first, last}) {
      const bool digits = !number.empty() && number.find_first_not_of("0123456789") == std::string::npos;
      if (!digits || number.size() > 4 || std::stoi(number) > kMostCpu) return fail(error);
    }
    if (std::stoi(first) > std::stoi(last)) return fail(error);
    for (int cpu = std::stoi(first); cpu <= std::stoi(last); ++cpu) cpus.insert(cpu);
    start = end + 1;
  }
  return std::vector<int>(cpus.begin(), cpus.end());
}

Result<void> set_command(const RunOptions& options, WorkerPlan& worker) {
  if (!options.command.empty() && !options.command_line.empty()) {
    return fail(usage("the command is given twice", "--cmd", "Give it after -- or with --cmd."));
  }
  if (options.shell && options.command_line.empty()) {
    return fail(usage("--shell runs the string given with --cmd, and there is none", "--shell"));
  }
  if (options.shell) {
    worker.argv = {"/bin/sh", "-c", options.command_line};
    worker.display = options.command_line;
    worker.shell = true;
    return {};
  }
  if (!options.command_line.empty()) {
    auto words = split_words(options.command_line);
    if (!words) return fail(words.error());
    worker.argv = std::move(*words);
  } else {
    worker.argv = options.command;
  }
  if (worker.argv.empty() && !options.dry_run) {
    return fail(usage("there is no command to measure", "run", "perfbench run [options] -- COMMAND [ARG...]"));
  }
  worker.display = quote_words(worker.argv);
  return {};
}

Result<void> set_emulator(const RunOptions& options, WorkerPlan& worker) {
  if (options.emulator.empty()) return {};
  if (worker.shell) {
    return fail(usage("--shell runs the string with this machine's /bin/sh, which needs no emulator", "--emulator",
                      "Name the emulator within the string, or leave --shell away."));
  }
  auto words = split_words(options.emulator);
  if (!words) {
    Error error = words.error();
    error.where = "--emulator";
    error.advice = "Quote the character, or name a script that does the rest.";
    return fail(error);
  }
  worker.emulator = std::move(*words);
  return {};
}

Result<void> set_environment(const RunOptions& options, WorkerPlan& worker) {
  for (const std::string& file : options.env_files) {
    auto variables = read_env_file(file);
    if (!variables) return fail(variables.error());
    for (EnvironmentVariable& variable : *variables) {
      variable.from_file = true;
      worker.environment.push_back(std::move(variable));
    }
    worker.env_files.emplace_back(file);
  }
  for (const std::string& text : options.environment) {
    auto variable = parse_environment_variable(text);
    if (!variable) {
      Error error = variable.error();
      error.where = "--env";
      return fail(error);
    }
    worker.environment.push_back(std::move(*variable));
  }
  return {};
}

// Of each argument the lines; an empty one is what a generator expression leaves where there is nothing to tell.
Result<void> set_build_info(const RunOptions& options, WorkerPlan& worker) {
  for (const std::string& text : options.build_info) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.empty()) continue;
      const std::size_t equals = line.find('=');
      const std::string key = line.substr(0, equals);
      const bool is_key =
          !key.empty() && key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
      if (equals == std::string::npos || !is_key) {
        return fail(usage("'" + line + "' is not KEY=VALUE with a key of a-z, 0-9 and _", "--build-info"));
      }
      worker.build_info[key] = line.substr(equals + 1);
    }
  }
  return {};
}

Result<void> set_home(const RunOptions& options, WorkerPlan& worker) {
  if (!options.home_env.empty()) worker.home_env = options.home_env;
  for (const std::string& name : worker.home_env) {
    if (name.empty() || name.find('=') != std::string::npos) {
      return fail(usage("not a variable's name: '" + name + "'", "--home-env"));
    }
  }
  for (const std::string& text : options.home_files) {
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos) return fail(usage("'" + text + "' is not SRC=DEST", "--home-file"));
    worker.home_files.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  return {};
}

// Of a name that is one.
OutputMode output_mode(const std::string& name) {
  return static_cast<OutputMode>(std::ranges::find(kOutputModeNames, name) - kOutputModeNames.begin());
}

Result<WorkerPlan> make_worker_plan(const RunOptions& options) {
  WorkerPlan worker;
  if (auto command = set_command(options, worker); !command) return fail(command.error());
  if (auto emulator = set_emulator(options, worker); !emulator) return fail(emulator.error());
  if (auto environment = set_environment(options, worker); !environment) return fail(environment.error());
  if (auto home = set_home(options, worker); !home) return fail(home.error());
  if (auto build_info = set_build_info(options, worker); !build_info) return fail(build_info.error());
  auto cpus = parse_cpu_list(options.cpu_affinity);
  if (!cpus) return fail(cpus.error());
  worker.cpu_affinity = std::move(*cpus);
  auto limits = make_worker_limits(options.limits);
  if (!limits) return fail(limits.error());
  worker.limits = *limits;
  worker.working_directory = options.working_directory;
  worker.stdin_file = options.stdin_file;
  worker.output = output_mode(options.output);
  worker.keep_logs = options.keep_logs;
  return worker;
}

Result<void> set_rules(const RunOptions& options, std::vector<SlaRule> inherited, Plan& plan) {
  std::vector<SlaRule> own;
  for (const std::string& text : options.rules) {
    if (text.empty()) continue;  // what a generator expression leaves of a rule for other configurations
    auto rule = parse_sla_rule(text);
    if (!rule) return fail(rule.error());
    own.push_back(std::move(*rule));
  }
  plan.rules = merge_rules(std::move(inherited), own);
  return {};
}

}  // namespace

void add_run_options(CLI::App& command, RunOptions& options) {
  add_workload_options(command, options);
  add_worker_options(command, options);
  add_limit_options(command, options.limits);
  add_measuring_options(command, options);
  add_probe_options(command, options.probes);
  add_telemetry_options(command, options.telemetry);
  add_result_options(command, options);
}

Result<Plan> make_plan(const RunOptions& options, const std::filesystem::path& builtin_profiles) {
  Profile profile;
  if (!options.profile.empty()) {
    auto loaded = load_profile(options.profile, builtin_profiles);
    if (!loaded) return fail(loaded.error());
    profile = std::move(*loaded);
  }
  auto worker = make_worker_plan(options);
  if (!worker) return fail(worker.error());

  Plan plan;
  plan.name = options.name;
  plan.profile = profile.name;
  plan.profile_source = options.profile;
  plan.profile_name = options.profile_name.empty() ? options.name : options.profile_name;
  plan.phase = options.phase.value_or(profile.phase.value_or(plan.phase));
  plan.iterations = options.iterations.value_or(profile.iterations.value_or(plan.iterations));
  plan.warmup = options.warmup.value_or(profile.warmup.value_or(plan.warmup));
  plan.concurrency = options.concurrency.value_or(profile.concurrency.value_or(plan.concurrency));
  plan.worker = std::move(*worker);
  auto telemetry = make_telemetry_plan(options.telemetry);
  if (!telemetry) return fail(telemetry.error());
  plan.telemetry = std::move(*telemetry);
  const bool writes_json =
      options.reporters.empty() || std::ranges::find(options.reporters, "json") != options.reporters.end();
  if (!options.telemetry.otlp_export.empty() && !writes_json) {
    return fail(
        usage("what is sent is summary.json, which is not to be written", "--otlp-export", "Add json to --reporter."));
  }
  plan.worker.metrics_jsonl = options.telemetry.metrics_jsonl;
  plan.worker.timeout = profile.timeout.value_or(plan.worker.timeout);
  if (options.timeout_sec) plan.worker.timeout = from_seconds(*options.timeout_sec);
  plan.probe_interval = profile.probe_interval.value_or(plan.probe_interval);
  if (options.probe_interval_ms) plan.probe_interval = from_ms(*options.probe_interval_ms);
  plan.monitor_interval = profile.monitor_interval.value_or(plan.monitor_interval);
  if (options.monitor_sleep_ms) plan.monitor_interval = from_ms(*options.monitor_sleep_ms);
  plan.probes = make_probe_plan(options.probes);
  plan.probes.cgroup = cgroup_mode(options.limits);
  if (options.deadline_sec) plan.deadline = from_seconds(*options.deadline_sec);
  if (auto chosen = choose_names(options.measurements); !chosen) {
    chosen.error().where = "--measurement '" + chosen.error().where + "'";
    return fail(chosen.error());
  }
  plan.measurements = options.measurements;
  plan.out_dir = options.out_dir;
  plan.keep_temp = options.keep_temp;
  if (auto rules = set_rules(options, std::move(profile.rules), plan); !rules) return fail(rules.error());
  return plan;
}

}  // namespace perfbench
