// For LD_PRELOAD: no file system has nameless files. Who asks for one finds the file made that the environment names in
// PERFBENCH_TEST_REFUSED.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdlib>

extern "C" int open(const char* path, int flags, ...) {
  if ((flags & O_TMPFILE) == O_TMPFILE) {
    if (const char* refused = std::getenv("PERFBENCH_TEST_REFUSED"); refused != nullptr)
      ::mknod(refused, S_IFREG | 0600, 0);
    errno = EOPNOTSUPP;
    return -1;
  }
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
