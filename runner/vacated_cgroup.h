// A control group of version 2 gives its controllers to the groups below it only while no process is in itself: so this
// one moves below it, too.
#pragma once

#include <string>
#include <vector>

namespace perfbench {

class VacatedCgroup {
 public:
  VacatedCgroup() = default;
  VacatedCgroup(const VacatedCgroup&) = delete;
  VacatedCgroup& operator=(const VacatedCgroup&) = delete;
  // All is as before then, but for processes that others have put there.
  ~VacatedCgroup();

  // Has `own`, in which this process and its children are, give these controllers. False, and errno: EBUSY where other
  // processes are in it. Once.
  bool give(const std::string& own, const std::vector<std::string>& controllers);

 private:
  bool move_below();
  void move_back();

  std::string own_;
  std::string below_;  // empty while this process is in `own_` itself
  std::vector<std::string> given_;
};

}  // namespace perfbench
