// Programs without an interpreter of their own: what is preloaded does not reach them.
#pragma once

#include <filesystem>

namespace perfbench {

// False where it cannot be read, or is no program of this machine's kind.
bool is_static_program(const std::filesystem::path& file);

}  // namespace perfbench
