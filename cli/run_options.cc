#include "run_options.h"

#include <fmt/format.h>

#include <cmath>

#include "analysis/profile.h"
#include "analysis/sla_language.h"
#include "runner/command.h"
#include "runner/worker_environment.h"

namespace perfbench {

namespace {

constexpr double kLongestSeconds = 1e7;
constexpr double kLongestIntervalMs = 1e6;
constexpr int kMostIterations = 10'000'000;
constexpr int kMostConcurrency = 1000;
constexpr int kMostCpu = 1023;

Error usage(std::string what, std::string where, std::string advice = {}) {
  return {.kind = ErrorKind::usage,
          .what = std::move(what),
          .where = std::move(where),
          .cause = "",
          .advice = std::move(advice)};
}

std::chrono::nanoseconds from_ms(double milliseconds) {
  return std::chrono::nanoseconds(std::llround(milliseconds * 1e6));
}

void add_workload_options(CLI::App& command, RunOptions& options) {
  command.add_option("--iterations", options.iterations, "measured iterations (5)")
      ->check(CLI::Range(1, kMostIterations))
      ->group("Workload");
  command.add_option("--warmup", options.warmup, "iterations before them that are not measured (1)")
      ->check(CLI::Range(0, kMostIterations))
      ->group("Workload");
  command.add_option("--concurrency", options.concurrency, "workers that run in parallel in each iteration (1)")
      ->check(CLI::Range(1, kMostConcurrency))
      ->group("Workload");
  command.add_option("--timeout-sec", options.timeout_sec, "end a worker that runs longer; it counts as failed (300)")
      ->check(CLI::Range(0.001, kLongestSeconds))
      ->group("Workload");
  command
      .add_option("--deadline-sec", options.deadline_sec,
                  "end the whole run after so long, with the results so far and exit 1")
      ->check(CLI::Range(0.001, kLongestSeconds))
      ->group("Workload");
  command
      .add_option("--profile", options.profile,
                  "take workload and SLAs from a built-in profile (cold, throughput, exec, streaming, smoke, "
                  "stress) or a .json file; options given here win")
      ->group("Workload");
}

void add_worker_options(CLI::App& command, RunOptions& options) {
  const std::string group = "Worker";
  command.add_option("--cmd", options.command_line, "the command as one string, split as a shell splits words")
      ->group(group);
  command.add_flag("--shell", options.shell, "run --cmd with /bin/sh -c")->group(group);
  command.add_option("--cwd", options.working_directory, "directory the worker starts in")->group(group);
  command.add_option("--env", options.environment, "NAME=VALUE for the worker; may be repeated")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--env-file", options.env_files, "file of NAME=VALUE lines, for values that nobody should see")
      ->allow_extra_args(false)
      ->group(group);
  command
      .add_option("--home-env", options.home_env,
                  "variable that names each worker's fresh home (PERFBENCH_WORKER_HOME); may be repeated")
      ->allow_extra_args(false)
      ->group(group);
  command
      .add_option("--home-file", options.home_files,
                  "SRC=DEST: copy SRC into the home as DEST; @HOME@ and @WORKER_ID@ in it are replaced")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--stdin", options.stdin_file, "file the worker reads as its input (/dev/null)")->group(group);
  command.add_option("--output", options.output, "where the worker's output goes: file, null or pipe")
      ->check(CLI::IsMember({"file", "null", "pipe"}))
      ->capture_default_str()
      ->group(group);
  command.add_option("--cpu-affinity", options.cpu_affinity, "processors for the worker, as 0,2-3")->group(group);
}

void add_measuring_options(CLI::App& command, RunOptions& options) {
  const std::string group = "Measuring and judging";
  command
      .add_option("--sla", options.rules,
                  "a rule that must hold, as 'latency_ms.p95 <= 250ms'; may be repeated; over the profile's")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--probe-interval-ms", options.probe_interval_ms, "between samples of RSS, CPU and tree (120)")
      ->check(CLI::Range(1.0, kLongestIntervalMs))
      ->group(group);
  command
      .add_option("--monitor-sleep-ms", options.monitor_sleep_ms,
                  "between samples of open descriptors and children (120)")
      ->check(CLI::Range(1.0, kLongestIntervalMs))
      ->group(group);
}

void add_result_options(CLI::App& command, RunOptions& options) {
  const std::string group = "Results";
  command.add_option("--name", options.name, "name of the test, and of its result folder")
      ->capture_default_str()
      ->group(group);
  command.add_option("--profile-name", options.profile_name, "name that the result is filed under (the name)")
      ->group(group);
  command.add_option("--profile-phase", options.phase, "phase of the program that is measured (measure)")->group(group);
  command.add_option("--out-dir", options.out_dir, "folder that gets a folder a run")
      ->capture_default_str()
      ->group(group);
  command.add_option("--junit", options.junit_file, "write a JUnit XML report to this file")->group(group);
  command
      .add_option("--reporter", options.reporters,
                  "what to write, comma-separated: console, json, markdown, ctest (all; ctest under CTest only)")
      ->delimiter(',')
      ->check(CLI::IsMember({"console", "json", "markdown", "ctest"}))
      ->allow_extra_args(false)
      ->group(group);
  command.add_flag("--keep-logs", options.keep_logs, "keep the whole output of each worker in the result folder")
      ->group(group);
  command.add_flag("--keep-temp", options.keep_temp, "keep the workers' homes")->group(group);
  command.add_flag("--quiet", options.quiet, "no progress, and no table when all is well")->group(group);
  command.add_flag("--dry-run", options.dry_run, "check the options and print the plan; run nothing")->group(group);
}

// "0,2-3" -> {0, 2, 3}.
Result<std::vector<int>> parse_cpu_list(const std::string& text) {
  const Error error = usage("not a list of processors: '" + text + "'", "--cpu-affinity", "Write it as 0,2-3.");
  std::vector<int> cpus;
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
    for (int cpu = std::stoi(first); cpu <= std::stoi(last); ++cpu) cpus.push_back(cpu);
    start = end + 1;
  }
  return cpus;
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

OutputMode output_mode(const std::string& name) {
  if (name == "null") return OutputMode::null;
  if (name == "pipe") return OutputMode::pipe;
  return OutputMode::file;
}

Result<WorkerPlan> make_worker_plan(const RunOptions& options) {
  WorkerPlan worker;
  if (auto command = set_command(options, worker); !command) return fail(command.error());
  if (auto environment = set_environment(options, worker); !environment) return fail(environment.error());
  if (auto home = set_home(options, worker); !home) return fail(home.error());
  auto cpus = parse_cpu_list(options.cpu_affinity);
  if (!cpus) return fail(cpus.error());
  worker.cpu_affinity = std::move(*cpus);
  worker.working_directory = options.working_directory;
  worker.stdin_file = options.stdin_file;
  worker.output = output_mode(options.output);
  worker.keep_logs = options.keep_logs;
  return worker;
}

Result<void> set_rules(const RunOptions& options, std::vector<SlaRule> inherited, Plan& plan) {
  std::vector<SlaRule> own;
  for (const std::string& text : options.rules) {
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
  add_measuring_options(command, options);
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
  plan.profile_name = options.profile_name.empty() ? options.name : options.profile_name;
  plan.phase = options.phase.value_or(profile.phase.value_or(plan.phase));
  plan.iterations = options.iterations.value_or(profile.iterations.value_or(plan.iterations));
  plan.warmup = options.warmup.value_or(profile.warmup.value_or(plan.warmup));
  plan.concurrency = options.concurrency.value_or(profile.concurrency.value_or(plan.concurrency));
  plan.worker = std::move(*worker);
  plan.worker.timeout = profile.timeout.value_or(plan.worker.timeout);
  if (options.timeout_sec) plan.worker.timeout = from_ms(*options.timeout_sec * 1e3);
  plan.probe_interval = profile.probe_interval.value_or(plan.probe_interval);
  if (options.probe_interval_ms) plan.probe_interval = from_ms(*options.probe_interval_ms);
  plan.monitor_interval = profile.monitor_interval.value_or(plan.monitor_interval);
  if (options.monitor_sleep_ms) plan.monitor_interval = from_ms(*options.monitor_sleep_ms);
  if (options.deadline_sec) plan.deadline = from_ms(*options.deadline_sec * 1e3);
  plan.out_dir = options.out_dir;
  plan.keep_temp = options.keep_temp;
  if (auto rules = set_rules(options, std::move(profile.rules), plan); !rules) return fail(rules.error());
  return plan;
}

}  // namespace perfbench
