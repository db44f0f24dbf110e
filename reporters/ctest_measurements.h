// The figures as CTest measurements, which CTest puts into Test.xml and CDash graphs. Each element is one line.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/run_result.h"

namespace perfbench {

// Lines with their newline; each must reach stdout in a single write().
std::vector<std::string> render_ctest_measurements(const RunResult& result);

// The line for a PNG file of the run, by the name that CDash shows. Empty where its path cannot be written.
std::string render_ctest_picture(std::string_view name, const std::filesystem::path& path);

}  // namespace perfbench
