// What the tests of the session share: the real launcher and real workers.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runner/launcher_process.h"
#include "runner/session.h"
#include "runner/worker_cgroups.h"
#include "runner/worker_home.h"

namespace perfbench {

inline Plan plan_for(std::vector<std::string> steps) {
  Plan plan;
  plan.iterations = 3;
  plan.warmup = 0;
  plan.worker.argv = {PERFBENCH_TEST_WORKER};
  plan.worker.argv.insert(plan.worker.argv.end(), steps.begin(), steps.end());
  return plan;
}

class SessionTest : public testing::Test {
 protected:
  RunRecord run(const Plan& plan, const SessionHooks& hooks = {}) {
    boost::asio::io_context context(1);
    temporary_.emplace(*TemporaryRoot::create(false));
    const auto cgroups = WorkerCgroups::make(plan.probes.cgroup, plan.worker.limits);
    EXPECT_TRUE(cgroups) << to_string(cgroups.error());
    auto launcher = start_launcher(context, launcher_, temporary_->path());
    EXPECT_TRUE(launcher) << to_string(launcher.error());
    auto builder = RequestBuilder::create(plan, temporary_->path());
    EXPECT_TRUE(builder) << to_string(builder.error());
    builder->put_into(**cgroups);
    builder->keep_logs_in(root_.path() / "logs");
    const auto proc_fs = make_linux_proc_fs();
    RunRecord record = run_session(plan, context, **launcher, *proc_fs, *builder, nullptr, hooks);
    (*cgroups)->note(record);
    if (after_session_) after_session_();
    return record;
  }

  // One worker that is held up after its steps, and hooks that let it go on once it has been sampled there: two ticks
  // are a second apart, and the samples that were due in between have been taken.
  Plan plan_for_a_sampled_one(std::vector<std::string> steps) const {
    steps.insert(steps.end(), {"touch-file:" + there_, "wait-for:" + sampled_});
    Plan plan = plan_for(std::move(steps));
    plan.iterations = 1;
    return plan;
  }
  SessionHooks let_go_when_sampled() {
    SessionHooks hooks;
    hooks.still_running = [this, ticks = 0]() mutable {
      if (std::filesystem::exists(there_) && ++ticks == 2) std::ofstream(sampled_) << "x";
    };
    return hooks;
  }

  TemporaryRoot root_ = *TemporaryRoot::create(false);
  std::optional<TemporaryRoot> temporary_;  // of the last run
  std::filesystem::path launcher_ = PERFBENCH_LAUNCHER;
  std::function<void()> after_session_;  // while there is still a launcher

 private:
  std::string there_ = root_.path() / "there";
  std::string sampled_ = root_.path() / "sampled";
};

}  // namespace perfbench
