// Why a program cannot be executed is explained whatever its file holds.
#include <array>
#include <cerrno>

#include "memory_file.h"
#include "require.h"
#include "runner/command.h"

using namespace perfbench;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::MemoryFile file;
  file.write(fuzz::as_text(data, size));
  constexpr std::array kErrors = {ENOENT, EACCES, ENOEXEC, E2BIG, EPERM};
  for (const int error : kErrors) {
    const Error explained = explain_exec_failure(file.path().string(), "/", error);
    require(explained.kind == ErrorKind::plan && !explained.what.empty(), "an error says what was wrong");
    require(explained.where == file.path().string(), "an error names the program");
  }
  return 0;
}
