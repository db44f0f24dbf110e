// The file of metrics that a worker wrote.
#pragma once

#include <filesystem>

#include "runner/metric_lines.h"

namespace perfbench {

// Its first 64 MiB; nothing of one that is not there, or is no regular file.
void read_metrics_file(const std::filesystem::path& path, MetricLines& lines);

}  // namespace perfbench
