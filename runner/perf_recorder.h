// `perf record` beside the launcher: it sees every worker from its first instruction on, since what is recorded of a
// process is recorded of all that it starts from then on.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>

#include "model/error.h"

namespace perfbench {

class PerfRecorder {
 public:
  virtual ~PerfRecorder() = default;

  // Ends the recording; the file is whole then. Once. Errors (harness): perf failed, with its words.
  virtual Result<void> finish() = 0;
};

// Returns when everything that `pid` starts from now on is recorded, `samples_per_sec` of CPU time, into `file`. When
// the returned object goes, before which `context` must not, or this process dies, perf ends, with all that it started.
// Errors (harness): there is no perf, it may not record, with what to do about it.
Result<std::unique_ptr<PerfRecorder>> record_descendants(boost::asio::io_context& context, pid_t pid,
                                                         const std::filesystem::path& file, int samples_per_sec);

}  // namespace perfbench
