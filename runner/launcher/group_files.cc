#include "group_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace perfbench::launcher {

namespace {

// Deeper than any real tree of groups.
constexpr int kMostLevels = 64;

// Calls visit(parent, name, levels left) for each group directly below this one.
template <class Visit>
void for_each_group_below(int group, Visit visit) {
  // A description of its own, whose position is at the beginning.
  const int folder = ::openat(group, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  DIR* entries = ::fdopendir(folder);
  if (entries == nullptr) {
    ::close(folder);
    return;
  }
  while (const dirent* entry = ::readdir(entries)) {
    if (entry->d_type == DT_DIR && entry->d_name[0] != '.') visit(folder, entry->d_name);
  }
  ::closedir(entries);
}

void kill_members_of(int group) {
  char text[4096];
  const int members = ::openat(group, "cgroup.procs", O_RDONLY | O_CLOEXEC);
  if (members < 0) return;
  long pid = 0;
  while (true) {
    const ssize_t got = ::read(members, text, sizeof text);
    if (got <= 0) break;
    for (ssize_t i = 0; i < got; ++i) {
      if (text[i] >= '0' && text[i] <= '9') {
        pid = pid * 10 + (text[i] - '0');
      } else {
        if (pid > 0) ::kill(static_cast<pid_t>(pid), SIGKILL);  // 0: of another namespace
        pid = 0;
      }
    }
  }
  ::close(members);
}

void kill_members(int group, int levels) {
  kill_members_of(group);
  if (levels == 0) return;
  for_each_group_below(group, [levels](int parent, const char* name) {
    const int below = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (below < 0) return;
    kill_members(below, levels - 1);
    ::close(below);
  });
}

// So that nothing of it starts another process meanwhile. It takes a moment; what is killed while it lasts needs
// another call.
bool freeze(int group) {
  if (write_group_file(group, "cgroup.freeze", "1")) return true;
  if (!write_group_file(group, "freezer.state", "FROZEN")) return false;
  constexpr int kTries = 20;
  for (int i = 0; i < kTries; ++i) {
    char state[32];
    if (!read_group_file(group, "freezer.state", state, sizeof state) || ::strncmp(state, "FROZEN", 6) == 0) break;
    ::poll(nullptr, 0, 1);
  }
  return true;
}

void thaw(int group) {
  if (!write_group_file(group, "cgroup.freeze", "0")) write_group_file(group, "freezer.state", "THAWED");
}

bool remove_group_of(int parent, const char* name, int levels) {
  if (::unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT) return true;
  if (levels == 0) return false;
  const int group = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (group < 0) return false;
  bool any = false;
  for_each_group_below(group, [&](int folder, const char* below) {
    any = true;
    remove_group_of(folder, below, levels - 1);
  });
  ::close(group);
  return any && ::unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

}  // namespace

bool read_group_file(int group, const char* name, char* text, std::size_t room) {
  const int file = ::openat(group, name, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const ssize_t got = ::read(file, text, room - 1);
  ::close(file);
  if (got <= 0) return false;
  text[got] = '\0';
  return true;
}

bool write_group_file(int group, const char* name, const char* text) {
  const int file = ::openat(group, name, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const auto length = static_cast<ssize_t>(::strlen(text));
  const bool written = ::write(file, text, static_cast<std::size_t>(length)) == length;
  const int error = errno;
  ::close(file);
  errno = error;
  return written;
}

void kill_group(int group) {
  if (write_group_file(group, "cgroup.kill", "1")) return;
  const bool frozen = freeze(group);
  kill_members(group, kMostLevels);
  if (frozen) thaw(group);
}

bool remove_group(int parent, const char* name) { return remove_group_of(parent, name, kMostLevels); }

bool end_group(const char* path, int timeout_ms) {
  while (true) {
    if (remove_group(AT_FDCWD, path)) return true;
    if (timeout_ms-- <= 0) return false;
    const int group = ::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (group < 0) return false;
    kill_group(group);
    ::close(group);
    ::poll(nullptr, 0, 1);
  }
}

}  // namespace perfbench::launcher
