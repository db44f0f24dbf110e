// perfbench-collector as a process beside the run. It ends with the run, and when the runner dies.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>

#include "model/plan.h"
#include "runner/sidecar.h"

namespace perfbench {

// One that cannot be started is lost from its beginning, which collect() tells. Returns at once: exporters that come
// before it is ready wait in the socket's queue. `plan` must outlive it.
std::unique_ptr<Sidecar> start_sidecar(boost::asio::io_context& context, const std::filesystem::path& program,
                                       const TelemetryPlan& plan);

}  // namespace perfbench
