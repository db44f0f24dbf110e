#include "iteration_files.h"

#include <fmt/format.h>

#include <system_error>

#include "analysis/iteration_reader.h"
#include "analysis/text_file.h"
#include "reporters/file_sink.h"
#include "reporters/v4_json.h"

namespace perfbench {

namespace {

std::filesystem::path iteration_file(const std::filesystem::path& run_dir, int iteration) {
  return run_dir / fmt::format("iteration-{:03}.json", iteration);
}

}  // namespace

Result<void> write_iteration(const std::filesystem::path& run_dir, const IterationRecord& iteration) {
  return write_file(iteration_file(run_dir, iteration.iteration), render_v4_iteration(iteration));
}

KeptIterations read_iterations(const std::filesystem::path& run_dir) {
  KeptIterations kept;
  for (int number = 1;; ++number) {
    const std::filesystem::path file = iteration_file(run_dir, number);
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return kept;
    const auto iteration = read_text_file(file, "the iteration cannot be read").and_then([&](const std::string& text) {
      return read_iteration(text, file.string());
    });
    if (!iteration) {
      kept.warnings.push_back({"iteration_files", to_string(iteration.error()), ""});
      return kept;
    }
    kept.iterations.push_back(*iteration);
  }
}

}  // namespace perfbench
