// The one place where reports become files: exclusive run directories, files that appear whole or not at all.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "model/error.h"
#include "reporters/byte_sink.h"

namespace perfbench {

// Makes <out_dir>/<name>-<YYYYmmdd-HHMMSS> (local time) by an exclusive mkdir, and its parents; a taken name gets -2,
// -3 ... Returns its absolute path. Errors (harness): with the directory and the system's words.
Result<std::filesystem::path> make_run_directory(const std::filesystem::path& out_dir, const std::string& name,
                                                 std::chrono::system_clock::time_point now);

// Points <out_dir>/latest at `run_dir` (a relative symbolic link, replaced atomically).
Result<void> link_latest(const std::filesystem::path& run_dir);

// Writes the whole of `bytes` to a nameless file, syncs nothing, and gives it the place of `path` at once. A failed
// write leaves neither a partial nor a temporary file. Makes missing parent directories. A symbolic link is followed; a
// device or a pipe (/dev/null, /dev/stdout) is written to, never replaced. Errors (harness): with the path and the
// system's words.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes);
// The same of a report that `write` gives in pieces.
Result<void> write_file(const std::filesystem::path& path, const std::function<void(const ByteSink&)>& write);

}  // namespace perfbench
