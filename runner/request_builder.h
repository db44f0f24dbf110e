// Prepares workers: argv, environment, home, streams. What can be checked of a plan before the first launch is checked
// here.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "model/plan.h"
#include "runner/file_descriptor.h"
#include "runner/launcher.h"
#include "runner/sidecar.h"
#include "runner/telemetry_environment.h"
#include "runner/worker_cgroups.h"
#include "runner/worker_home.h"
#include "runner/worker_output.h"

namespace perfbench {

struct PreparedWorker {
  WorkerRequest request;  // borrows the descriptors below
  std::filesystem::path home;
  TraceContext trace;         // none without telemetry
  std::string metrics_jsonl;  // as in the plan, but the whole path of a file
  FileDescriptor input;
  WorkerStream output;
  WorkerStream errors;
  std::chrono::nanoseconds build_time{};
  double memory_limit_mb = 0;  // of its control group; 0: none
};

class RequestBuilder {
 public:
  // `plan` must outlive the builder. Errors (plan): a program that is not there, an unreadable stdin or home file, a
  // working directory that is none, a processor that this process may not use.
  static Result<RequestBuilder> create(const Plan& plan, const std::filesystem::path& temporary_root);

  // Where the whole output of measured workers goes when the plan keeps it.
  void keep_logs_in(const std::filesystem::path& directory) { logs_ = directory; }

  // Each gets a control group of its own there.
  void put_into(const WorkerCgroups& cgroups);

  // Before the first worker is prepared: each reports to `sidecar`, which outlives the builder.
  void send_telemetry_to(Sidecar& sidecar);

  const WorkerCommand& command() const { return command_; }

  // Whether the kernel would execute the program. Errors (plan): with the reason.
  Result<void> try_exec(Launcher& launcher) const;

  // `iteration` is 1-based; 0 while warming up. Errors (harness): no space, no descriptors.
  Result<PreparedWorker> prepare(WorkerId id, int iteration);

  // The worker is over: its home goes unless it is empty, and what another worker can use is kept for it. `shared` when
  // a process that may still use them lives on.
  void take_back(PreparedWorker worker, bool shared);

  // No worker will be prepared any more: output files are not kept for one. Empty homes go with the temporary folder.
  void expect_no_more();

 private:
  RequestBuilder(const Plan& plan, WorkerHomes homes, std::filesystem::path temporary_root)
      : plan_(&plan), homes_(std::move(homes)), temporary_root_(std::move(temporary_root)) {}

  Result<void> open_stdio(PreparedWorker& worker, WorkerId id, int iteration);
  bool may_be_discarded(const WorkerStream& stream, std::string_view name) const;
  Result<WorkerStream> open_stream(WorkerId id, int iteration, const char* name);

  const Plan* plan_;
  WorkerHomes homes_;
  std::filesystem::path temporary_root_;
  std::filesystem::path logs_;
  WorkerCommand command_;
  Sidecar* sidecar_ = nullptr;
  std::optional<TelemetryEnvironment> telemetry_;
  std::vector<WorkerStream> spare_files_;
  bool expects_more_ = true;
};

}  // namespace perfbench
