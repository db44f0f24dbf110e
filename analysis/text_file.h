// A file that a person named, read whole.
#pragma once

#include <filesystem>
#include <string>

#include "model/error.h"

namespace perfbench {

// Errors (plan): not there, no regular file (a FIFO would wait for its writer), unreadable. `what` is the error's.
Result<std::string> read_text_file(const std::filesystem::path& file, const std::string& what);

}  // namespace perfbench
