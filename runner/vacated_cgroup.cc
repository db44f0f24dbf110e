#include "runner/vacated_cgroup.h"

#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "runner/cgroup_folder.h"
#include "runner/file_descriptor.h"
#include "runner/launcher/proc_children.h"

namespace perfbench {

namespace {

constexpr const char* kProcesses = "cgroup.procs";
constexpr const char* kGiven = "cgroup.subtree_control";

std::string joined_with(char sign, const std::vector<std::string>& controllers) {
  std::string text;
  for (const std::string& controller : controllers) text.append(" ").append(1, sign).append(controller);
  return text;
}

}  // namespace

VacatedCgroup::~VacatedCgroup() {
  if (!given_.empty()) write_cgroup_file(own_, kGiven, joined_with('-', given_));
  move_back();
}

bool VacatedCgroup::give(const std::string& own, const std::vector<std::string>& controllers) {
  own_ = own;
  bool is_given = write_cgroup_file(own_, kGiven, joined_with('+', controllers));
  if (!is_given && errno == EBUSY && move_below()) {
    is_given = write_cgroup_file(own_, kGiven, joined_with('+', controllers));
    const int error = errno;
    if (!is_given) move_back();
    errno = error;
  }
  if (is_given) given_ = controllers;
  return is_given;
}

bool VacatedCgroup::move_below() {
  const std::string below = own_ + "/perfbench-" + std::to_string(::getpid()) + "-runner";
  constexpr mode_t kMode = 0755;
  if (::mkdir(below.c_str(), kMode) != 0) return false;
  below_ = below;
  std::vector<pid_t> movers = {::getpid()};
  const FileDescriptor own_children(launcher::open_own_children());
  const auto note = [](pid_t pid, void* list) { static_cast<std::vector<pid_t>*>(list)->push_back(pid); };
  if (own_children.is_open()) launcher::for_each_child(own_children.get(), note, &movers);
  for (const pid_t mover : movers) write_cgroup_file(below_, kProcesses, std::to_string(mover));
  return true;
}

void VacatedCgroup::move_back() {
  if (below_.empty()) return;
  std::ifstream processes(below_ + "/" + kProcesses);
  for (pid_t pid = 0; processes >> pid;) write_cgroup_file(own_, kProcesses, std::to_string(pid));
  ::rmdir(below_.c_str());
  below_.clear();
}

}  // namespace perfbench
