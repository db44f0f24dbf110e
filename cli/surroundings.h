// What a result tells of the machine and the sources around its run.
#pragma once

#include <memory>

#include "model/environment.h"
#include "model/run_record.h"
#include "runner/git_dirty.h"
#include "runner/machine_snapshot.h"

namespace perfbench {

class Surroundings {
 public:
  // Before the run.
  Surroundings();

  const Environment& environment() const { return environment_; }
  const MachineSnapshot& before() const { return before_; }

  // When nothing is measured any more: reads the machine once more, and asks git, which then works by itself.
  void run_is_over(Ending ending);

  // With what git has answered, which is waited for.
  void complete(Environment& environment);

 private:
  Environment environment_;
  MachineSnapshot before_;
  std::unique_ptr<GitStatus> git_;
};

}  // namespace perfbench
