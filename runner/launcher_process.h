// perfbench-launcher as a child process, spoken to over a socket pair.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>

#include "runner/launcher.h"

namespace perfbench {

// Starts `program`. When the returned object goes, or this process dies, all workers end, and `temporary_root` (unless
// empty) is removed. Errors (harness): it could not be started.
Result<std::unique_ptr<Launcher>> start_launcher(boost::asio::io_context& context, const std::filesystem::path& program,
                                                 const std::filesystem::path& temporary_root);

}  // namespace perfbench
