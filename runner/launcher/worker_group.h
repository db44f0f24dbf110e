// The control groups of one worker, one in each hierarchy that its command names: they hold the worker and all that
// descends from it, wherever that goes.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "command_text.h"
#include "group_reader.h"
#include "protocol.h"

namespace perfbench::launcher {

class WorkerGroup {
 public:
  WorkerGroup() = default;  // none
  WorkerGroup(WorkerGroup&& other) noexcept { *this = static_cast<WorkerGroup&&>(other); }
  WorkerGroup& operator=(WorkerGroup&& other) noexcept;
  ~WorkerGroup() { close(); }

  // Makes them, named by a number that no other has, with the command's limits. False, with error_number(), where that
  // fails: there is none then.
  bool make(const CommandText& command, std::uint32_t number);
  // Moves a process that is held before its exec into them. What it has used until now is not counted. False, with
  // error_number(), where that fails: there is none then.
  bool enter(pid_t pid);

  bool exists() const { return !slots_.empty(); }
  int error_number() const { return error_number_; }
  // The folder in which a worker may be born; -1: none.
  int birthplace() const;
  // Whether there are others, which must be entered.
  bool must_be_entered() const { return slots_.size() > (birthplace() < 0 ? 0U : 1U); }
  std::uint32_t number() const { return number_; }

  // SIGKILLs all that is in them.
  void kill();
  // Of the time since the one before.
  GroupLook look();
  // Whether another worker of the command can have it: nothing is left in it, it keeps nothing but what grows, and it
  // was never killed (kernels since 6.14 may kill what is born in it then). To make another would cost that worker 15
  // us.
  bool is_reusable();
  const CommandText* command() const { return command_; }
  // False while something is left in it.
  bool remove();

 private:
  struct Slot {
    const GroupFolder* above;
    int folder;
    int members;  // its cgroup.procs, open for the same reason as that above
    GroupReader reader;
  };

  bool set_limits(const GroupLimits& limits);
  GroupLook raw_look();
  void close();

  std::vector<Slot> slots_;
  const CommandText* command_ = nullptr;
  std::uint32_t number_ = 0;  // 0: there never was one
  int error_number_ = 0;
  bool was_killed_ = false;
  GroupLook before_ = {};
};

// The number of the worker's group of this command that a process is in, a zombie too in version 2; 0: none.
std::uint32_t group_number_of(pid_t pid, const CommandText& command);

}  // namespace perfbench::launcher
