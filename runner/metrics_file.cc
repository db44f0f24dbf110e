#include "runner/metrics_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>

#include "runner/file_descriptor.h"

namespace perfbench {

void read_metrics_file(const std::filesystem::path& path, MetricLines& lines) {
  constexpr std::size_t kMostBytes = std::size_t{64} << 20;
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (!file.is_open() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  std::array<char, 65536> piece;
  for (std::size_t seen = 0; seen < kMostBytes;) {
    const ssize_t got = ::read(file.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    seen += static_cast<std::size_t>(got);
    lines.feed({piece.data(), static_cast<std::size_t>(got)});
  }
}

}  // namespace perfbench
