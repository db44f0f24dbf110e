#include "surroundings.h"

#include <filesystem>
#include <system_error>

#include "runner/machine.h"

namespace perfbench {

Surroundings::Surroundings() : environment_(describe_machine()), before_(snapshot_machine()) {}

void Surroundings::run_is_over(Ending ending) {
  note_run(environment_, before_, snapshot_machine());
  if (environment_.git_commit.empty()) {
    for (const char* key : {"git_commit", "git_dirty"}) environment_.not_read[key] = "not in a git repository";
    return;
  }
  if (ending == Ending::interrupted) {
    environment_.not_read["git_dirty"] = "the run was interrupted";
    return;
  }
  std::error_code no_folder;
  git_ = std::make_unique<GitStatus>(std::filesystem::current_path(no_folder));
}

void Surroundings::complete(Environment& environment) {
  if (!git_) return;
  GitDirty state = git_->answer();
  git_.reset();
  environment.git_dirty = state.dirty;
  if (!state.dirty) environment.not_read["git_dirty"] = std::move(state.reason);
}

}  // namespace perfbench
