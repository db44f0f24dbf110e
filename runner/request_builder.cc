#include "runner/request_builder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "model/emulation.h"
#include "runner/command.h"
#include "runner/descriptor_limit.h"
#include "runner/home_files.h"
#include "runner/metrics_source.h"
#include "runner/random_text.h"
#include "runner/worker_environment.h"

namespace perfbench {

namespace {

Error plan_error(std::string what, std::string where, std::string cause, std::string advice = {}) {
  return {.kind = ErrorKind::plan,
          .what = std::move(what),
          .where = std::move(where),
          .cause = std::move(cause),
          .advice = std::move(advice)};
}

// Each worker gets a description of its own, or they would share one offset. A FIFO would wait for its writer. Not open
// for the null device.
Result<FileDescriptor> open_stdin(const std::filesystem::path& file) {
  if (file.empty()) return FileDescriptor();
  const std::string path = file.string();
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
      !std::filesystem::is_character_file(status)) {
    return fail(
        plan_error("the worker's input is no regular file", path, "", "Every worker reads it from its beginning."));
  }
  FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.is_open()) return fail(plan_error("the worker's input cannot be opened", path, std::strerror(errno)));
  return descriptor;
}

constexpr const char* kIterationVariable = "PERFBENCH_ITERATION";
constexpr const char* kWorkerIdVariable = "PERFBENCH_WORKER_ID";
constexpr const char* kMetricsFileVariable = "PERFBENCH_METRICS_FILE";

constexpr std::size_t kRunIdDigits = 16;

std::vector<std::string> names_of_own_variables(const WorkerPlan& worker) {
  std::vector<std::string> names = worker.home_env;
  names.insert(names.end(), {kIterationVariable, kWorkerIdVariable, kMetricsFileVariable});
  return names;
}

Result<void> check_metrics(const WorkerPlan& worker) {
  const std::string& source = worker.metrics_jsonl;
  if (is_metrics_file(source) && leaves_home(source)) {
    return fail(plan_error("the file of a worker's metrics is none in its home", "--metrics-jsonl " + source, "",
                           "Name it relative to the home; PERFBENCH_METRICS_FILE tells the worker the whole path."));
  }
  if (!source.empty() && !is_metrics_file(source) && worker.output == OutputMode::null) {
    return fail(plan_error("the worker's output is thrown away, and its metrics with it", "--metrics-jsonl " + source,
                           "", "Leave out --output null."));
  }
  return {};
}

Result<void> check_directory(const std::filesystem::path& directory) {
  std::error_code error;
  if (directory.empty() || std::filesystem::is_directory(directory, error)) return {};
  return fail(plan_error("the working directory is no directory", directory.string(), error ? error.message() : ""));
}

Result<void> check_cpus(const std::vector<int>& cpus) {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return {};
  for (const int cpu : cpus) {
    if (cpu >= 0 && cpu < CPU_SETSIZE && CPU_ISSET(static_cast<unsigned>(cpu), &allowed)) continue;
    return fail(plan_error(fmt::format("processor {} is not one that this process may use", cpu), "--cpu-affinity", "",
                           "nproc tells how many there are; they count from 0."));
  }
  return {};
}

// An emulator looks for no program in PATH, and would fail in every worker where there is none.
Result<void> put_before(WorkerCommand& command, const std::vector<std::string>& emulator,
                        const std::string& search_path) {
  std::error_code unreadable;
  if (!std::filesystem::exists(std::filesystem::path(command.working_directory) / command.program, unreadable)) {
    return fail(explain_exec_failure(command.program, command.working_directory, ENOENT));
  }
  auto program = find_program(emulator.front(), search_path);
  if (!program) {
    program.error().advice = "It is the emulator that was asked for. " + program.error().advice;
    return fail(program.error());
  }
  command.argv.front() = std::exchange(command.program, std::move(*program));
  command.argv.insert(command.argv.begin(), emulator.begin(), emulator.end());
  return {};
}

}  // namespace

Result<RequestBuilder> RequestBuilder::create(const Plan& plan, const std::filesystem::path& temporary_root) {
  if (auto directory = check_directory(plan.worker.working_directory); !directory) return fail(directory.error());
  if (auto cpus = check_cpus(plan.worker.cpu_affinity); !cpus) return fail(cpus.error());
  if (auto metrics = check_metrics(plan.worker); !metrics) return fail(metrics.error());
  auto homes = WorkerHomes::create(plan.worker.home_files, temporary_root);
  if (!homes) return fail(homes.error());
  RequestBuilder builder(plan, std::move(*homes), temporary_root);
  WorkerCommand& command = builder.command_;
  command.argv = plan.worker.argv;
  command.working_directory = plan.worker.working_directory.string();
  command.timeout = plan.worker.timeout;
  command.descriptor_limit = raise_descriptor_limit();
  command.probes = {.counters = plan.probes.counters, .exit_look = plan.probes.snapshots};
  command.cpus = plan.worker.cpu_affinity;
  command.environment = inherited_environment(plan.worker.environment);
  std::string search_path = variable(command.environment, "PATH");
  if (search_path.empty()) search_path = "/bin:/usr/bin";  // as execvp does
  auto program = find_program(command.argv.front(), search_path);
  if (!program) return fail(program.error());
  command.program = std::move(*program);
  if (is_emulated(plan.worker)) {
    if (auto put = put_before(command, plan.worker.emulator, search_path); !put) return fail(put.error());
  }
  for (const std::string& name : names_of_own_variables(plan.worker)) remove_variable(command.environment, name);
  if (auto input = open_stdin(plan.worker.stdin_file); !input) return fail(input.error());
  return builder;
}

void RequestBuilder::put_into(const WorkerCgroups& cgroups) {
  command_.groups = cgroups.groups();
  command_.address_space_limit = cgroups.address_space_limit();
}

void RequestBuilder::send_telemetry_to(Sidecar& sidecar) {
  sidecar_ = &sidecar;
  telemetry_.emplace(TelemetryRun{.id = random_hex(kRunIdDigits), .service_name = plan_->name},
                     plan_->worker.environment, command_.environment);
}

Result<WorkerStream> RequestBuilder::open_stream(WorkerId id, int iteration, const char* name) {
  if (plan_->worker.keep_logs && iteration > 0) {
    return WorkerStream::log_file(logs_ /
                                  fmt::format("iteration-{:03}-worker-{}.{}.log", iteration, id.worker + 1, name));
  }
  switch (plan_->worker.output) {
    case OutputMode::null:
      return WorkerStream::null();
    case OutputMode::pipe:
      return WorkerStream::pipe();
    case OutputMode::file:
      break;
  }
  if (spare_files_.empty()) return WorkerStream::temporary_file(temporary_root_);
  WorkerStream stream = std::move(spare_files_.back());
  spare_files_.pop_back();
  return stream;
}

Result<void> RequestBuilder::open_stdio(PreparedWorker& worker, WorkerId id, int iteration) {
  auto input = open_stdin(plan_->worker.stdin_file);
  if (!input) return fail(input.error());
  worker.input = std::move(*input);
  auto output = open_stream(id, iteration, "stdout");
  if (!output) return fail(output.error());
  worker.output = std::move(*output);
  auto errors = open_stream(id, iteration, "stderr");
  if (!errors) return fail(errors.error());
  worker.errors = std::move(*errors);
  return {};
}

// Not what is still to be read.
bool RequestBuilder::may_be_discarded(const WorkerStream& stream, std::string_view name) const {
  return stream.is_temporary() && plan_->worker.metrics_jsonl != name;
}

Result<PreparedWorker> RequestBuilder::prepare(WorkerId id, int iteration) {
  const auto begin = std::chrono::steady_clock::now();
  PreparedWorker worker;
  TelemetryAddress telemetry;
  if (sidecar_ != nullptr) {
    worker.trace = {.trace_id = random_hex(kTraceIdDigits), .span_id = random_hex(kSpanIdDigits)};
    telemetry = sidecar_->expect(id, iteration > 0, worker.trace);
  }
  auto home = homes_.make(id, telemetry);
  if (!home) return fail(home.error());
  worker.home = std::move(*home);
  if (auto opened = open_stdio(worker, id, iteration); !opened) {
    homes_.retire(worker.home);
    return fail(opened.error());
  }
  worker.request = {
      .id = id,
      .batch_size = plan_->concurrency,
      .environment = {},
      .stdio = {worker.input.get(), worker.output.worker_end(), worker.errors.worker_end()},
      .discardable = {false, may_be_discarded(worker.output, kStdout), may_be_discarded(worker.errors, kStderr)}};
  std::vector<std::string>& environment = worker.request.environment;
  for (const std::string& name : plan_->worker.home_env) environment.push_back(name + "=" + worker.home.string());
  environment.push_back(kIterationVariable + ("=" + std::to_string(iteration)));
  environment.push_back(kWorkerIdVariable + ("=" + std::to_string(id.worker + 1)));
  worker.metrics_jsonl = plan_->worker.metrics_jsonl;
  if (is_metrics_file(worker.metrics_jsonl)) {
    worker.metrics_jsonl = (worker.home / worker.metrics_jsonl).string();
    environment.push_back(kMetricsFileVariable + ("=" + worker.metrics_jsonl));
  }
  if (telemetry_) {
    telemetry_->add_to(environment, telemetry,
                       {.iteration = iteration, .worker = id.worker + 1, .trace = worker.trace});
  }
  constexpr double kBytesPerMegabyte = 1024.0 * 1024;
  worker.memory_limit_mb = static_cast<double>(command_.groups.limits.memory_bytes.value_or(0)) / kBytesPerMegabyte;
  worker.build_time = std::chrono::steady_clock::now() - begin;
  return worker;
}

void RequestBuilder::take_back(PreparedWorker worker, bool shared) {
  if (!plan_->keep_temp) {
    if (shared) {
      remove_tree(worker.home);
    } else {
      homes_.retire(worker.home);
    }
  }
  if (shared || !expects_more_) return;
  for (WorkerStream* stream : {&worker.output, &worker.errors}) {
    if (stream->make_reusable()) spare_files_.push_back(std::move(*stream));
  }
}

void RequestBuilder::expect_no_more() {
  expects_more_ = false;
  spare_files_.clear();
}

Result<void> RequestBuilder::try_exec(Launcher& launcher) const {
  auto answer = launcher.try_exec(command_);
  if (!answer) return fail(answer.error());
  if (!*answer) return {};
  const WorkerNotStarted& failure = **answer;
  if (failure.step == "exec") {
    return fail(explain_exec_failure(command_.program, command_.working_directory, failure.error_number));
  }
  return fail(plan_error("a worker cannot be started (" + failure.step + ")", command_.program,
                         std::strerror(failure.error_number)));
}

}  // namespace perfbench
