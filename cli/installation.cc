#include "installation.h"

namespace perfbench {

Result<Installation> find_installation() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) {
    return fail({.kind = ErrorKind::harness,
                 .what = "cannot find PerfBench's own folder",
                 .where = "/proc/self/exe",
                 .cause = error.message(),
                 .advice = "PerfBench needs /proc to be mounted."});
  }
  const std::filesystem::path prefix = self.parent_path().parent_path();
  return Installation{.launcher = prefix / "libexec/perfbench/perfbench-launcher",
                      .collector = prefix / "bin/perfbench-collector",
                      .cdash = prefix / "libexec/perfbench/perfbench-cdash",
                      .otlp_export = prefix / "libexec/perfbench/perfbench-otlp-export",
                      .profiles = prefix / "share/perfbench/profiles"};
}

}  // namespace perfbench
