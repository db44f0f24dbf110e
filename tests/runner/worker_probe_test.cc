#include "runner/worker_probe.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

using std::chrono::milliseconds;

struct FakeProcess {
  ProcessStat stat = {.threads = 1, .rss_kb = 100, .waited_children_cpu = {}};
  std::chrono::nanoseconds cpu{};
  std::int64_t fds = 3;
  std::vector<pid_t> children = {};
  std::vector<pid_t> children_of_other_threads = {};
  Footprint footprint = {};
  int times_read = 0;
  int times_read_whole = 0;
  int threads_of_children = 0;
  int times_children_read = 0;
};

class FakeProcFs : public ProcFs {
 public:
  std::map<pid_t, FakeProcess> processes;
  std::optional<pid_t> last_started() override { return std::nullopt; }

  std::unique_ptr<ProcessView> open(pid_t pid) override {
    return processes.contains(pid) ? std::make_unique<View>(*this, pid) : nullptr;
  }

 private:
  class View : public ProcessView {
   public:
    View(FakeProcFs& fs, pid_t pid) : fs_(fs), pid_(pid) {}
    std::optional<ProcessStat> stat() override {
      if (fs_.processes.contains(pid_)) ++fs_.processes[pid_].times_read_whole;
      return rss_kb() ? get(&FakeProcess::stat) : std::nullopt;
    }
    std::optional<std::int64_t> rss_kb() override {
      if (fs_.processes.contains(pid_)) ++fs_.processes[pid_].times_read;
      const auto stat = get(&FakeProcess::stat);
      return stat ? std::optional(stat->rss_kb) : std::nullopt;
    }
    std::optional<std::chrono::nanoseconds> cpu_time() override { return get(&FakeProcess::cpu); }
    std::optional<std::int64_t> open_fds() override { return get(&FakeProcess::fds); }
    std::optional<Footprint> footprint() override { return get(&FakeProcess::footprint); }
    bool children(int threads, std::vector<pid_t>& pids) override {
      if (fs_.processes.contains(pid_)) {
        fs_.processes[pid_].threads_of_children = threads;
        ++fs_.processes[pid_].times_children_read;
      }
      const auto children = get(&FakeProcess::children);
      if (children) pids.insert(pids.end(), children->begin(), children->end());
      const auto others = get(&FakeProcess::children_of_other_threads);
      if (others && threads > 1) pids.insert(pids.end(), others->begin(), others->end());
      return children.has_value();
    }

   private:
    template <class T>
    std::optional<T> get(T FakeProcess::*member) {
      const auto found = fs_.processes.find(pid_);
      return found == fs_.processes.end() ? std::nullopt : std::optional<T>(found->second.*member);
    }
    FakeProcFs& fs_;
    pid_t pid_;
  };
};

class WorkerProbeTest : public testing::Test {
 protected:
  WorkerProbe probe(milliseconds interval) {
    return WorkerProbe(proc_fs_, {.id = {}, .pid = 10, .spawn_begin = start_, .spawn_end = start_},
                       {.tree = interval, .monitor = interval});
  }
  MonotonicTime at(int ms) const { return start_ + milliseconds(ms); }
  static RunFigures report(const WorkerProbe& probe) {
    RunFigures figures;
    probe.report(figures);
    return figures;
  }

  FakeProcFs proc_fs_;
  MonotonicTime start_ = MonotonicTime(milliseconds(1'000'000));
};

TEST_F(WorkerProbeTest, EarlySamplesComeAt1And2And4And8MsThenOnTheGrid) {
  proc_fs_.processes[10] = {};
  WorkerProbe worker = probe(milliseconds(10));
  std::vector<int> times;
  for (int i = 0; i < 7; ++i) {
    times.push_back(static_cast<int>((worker.next_due() - start_) / milliseconds(1)));
    worker.sample_due(worker.next_due());
  }
  EXPECT_EQ(times, (std::vector<int>{1, 2, 4, 8, 13, 20, 30}));
}

TEST_F(WorkerProbeTest, SamplesThatWereMissedAreNotMadeUpFor) {
  proc_fs_.processes[10] = {};
  WorkerProbe worker = probe(milliseconds(100));
  worker.sample_due(at(15));  // instead of at 1 ms
  EXPECT_EQ(worker.next_due(), at(16));
  worker.sample_due(at(250));
  EXPECT_EQ(worker.next_due(), at(300));
}

TEST_F(WorkerProbeTest, WithoutAnySampleOnlyWhatItWasBornWithIsKnown) {
  const RunFigures figures = report(probe(milliseconds(10)));
  EXPECT_EQ(figures.peak_open_fds, 3);
  EXPECT_EQ(figures.peak_direct_children, 0);
  EXPECT_FALSE(figures.sampled_peak_tree_rss_kb);
  EXPECT_FALSE(figures.sampled_peak_tree_cpu_pct);
  EXPECT_FALSE(figures.sampled_mean_tree_cpu_pct);
}

TEST_F(WorkerProbeTest, RssAndCpuAreThoseOfTheWholeTree) {
  proc_fs_.processes[10] = {.stat = {.threads = 1, .rss_kb = 1000}, .cpu = milliseconds(5), .children = {11, 12}};
  proc_fs_.processes[11] = {.stat = {.threads = 1, .rss_kb = 200}, .cpu = milliseconds(10), .children = {13}};
  proc_fs_.processes[12] = {.stat = {.threads = 1, .rss_kb = 30}, .cpu = milliseconds(4)};
  proc_fs_.processes[13] = {.stat = {.threads = 1, .rss_kb = 4}, .cpu = milliseconds(1)};
  WorkerProbe worker = probe(milliseconds(10));
  worker.sample_due(at(20));
  proc_fs_.processes.erase(11);
  proc_fs_.processes.erase(13);
  proc_fs_.processes[10].stat.waited_children_cpu = milliseconds(10);
  proc_fs_.processes[10].cpu = milliseconds(45);
  proc_fs_.processes[10].children = {12};
  worker.sample_due(at(60));
  const RunFigures figures = report(worker);
  EXPECT_EQ(figures.sampled_peak_tree_rss_kb, 1234);
  EXPECT_EQ(figures.peak_direct_children, 2);
  EXPECT_NEAR(*figures.sampled_peak_tree_cpu_pct, 100.0, 0.01);            // 20 ms of CPU in the first 20 ms
  EXPECT_NEAR(*figures.sampled_mean_tree_cpu_pct, 100.0 * 59 / 60, 0.01);  // 45 + 10 + 4 in 60
}

TEST_F(WorkerProbeTest, AProcessThatHadNoCpuTimeIsNotReadAgain) {
  proc_fs_.processes[10] = {.cpu = milliseconds(1), .children = {11}};
  proc_fs_.processes[11] = {.stat = {.threads = 1, .rss_kb = 50}, .cpu = milliseconds(1)};
  WorkerProbe worker = probe(milliseconds(10));
  for (int ms = 20; ms <= 100; ms += 20) worker.sample_due(at(ms));
  EXPECT_EQ(proc_fs_.processes[10].times_read, 1);
  EXPECT_EQ(proc_fs_.processes[11].times_read, 1);
  proc_fs_.processes[11].stat.rss_kb = 70;
  proc_fs_.processes[11].cpu = milliseconds(2);
  worker.sample_due(at(120));
  EXPECT_EQ(proc_fs_.processes[10].times_read, 1);
  EXPECT_EQ(proc_fs_.processes[11].times_read, 2);
  EXPECT_EQ(report(worker).sampled_peak_tree_rss_kb, 100 + 70);
  EXPECT_EQ(report(worker).peak_direct_children, 1);
}

// Its own peak is told exactly when it has ended.
TEST_F(WorkerProbeTest, AWorkerWithoutChildrenIsReadEvery100Ms) {
  FakeProcess& process = proc_fs_.processes[10];
  WorkerProbe worker = probe(milliseconds(10));
  for (int ms = 20; ms <= 120; ms += 10) {
    process.cpu += milliseconds(1);
    process.stat.threads = ms;
    worker.sample_due(at(ms));
  }
  EXPECT_EQ(process.times_read, 2);  // at 20 and 120 ms
  EXPECT_EQ(process.threads_of_children, 120);
}

TEST_F(WorkerProbeTest, OfADescendantWithoutChildrenTheMemoryIsReadEachTimeAndTheRestEvery100Ms) {
  proc_fs_.processes[10] = {.cpu = milliseconds(1), .children = {11}};
  FakeProcess& process = proc_fs_.processes[11];
  WorkerProbe worker = probe(milliseconds(10));
  for (int ms = 20; ms <= 120; ms += 10) {
    process.cpu += milliseconds(1);
    process.stat.rss_kb = 100 + ms;
    worker.sample_due(at(ms));
    EXPECT_EQ(report(worker).sampled_peak_tree_rss_kb, 100 + 100 + ms);
  }
  EXPECT_EQ(process.times_read, 11);
  EXPECT_EQ(process.times_read_whole, 2);  // at 20 and 120 ms
}

TEST_F(WorkerProbeTest, MemoryThatAWorkerGaveBackBeforeItsFirstChildIsNotInTheirSum) {
  FakeProcess& process = proc_fs_.processes[10];
  process.stat.rss_kb = 900;
  WorkerProbe worker = probe(milliseconds(10));
  worker.sample_due(at(20));
  process = {.stat = {.threads = 1, .rss_kb = 100}, .cpu = milliseconds(1), .children = {11}};
  proc_fs_.processes[11].stat.rss_kb = 850;
  worker.sample_due(at(30));
  EXPECT_EQ(report(worker).sampled_peak_tree_rss_kb, 950);
}

TEST_F(WorkerProbeTest, OfAProcessWithChildrenAllIsReadEachTime) {
  FakeProcess& process = proc_fs_.processes[10];
  WorkerProbe worker = probe(milliseconds(10));
  for (int ms = 20; ms <= 60; ms += 10) {
    process.cpu += milliseconds(1);
    if (ms == 30) process.children = {11};
    worker.sample_due(at(ms));
    process.children.clear();
  }
  EXPECT_EQ(process.times_read_whole, 5);
}

// The child lived between two samples, and no one knows in which.
TEST_F(WorkerProbeTest, CpuOfAChildThatNoSampleSawCountsInTheMeanAndMakesNoPeak) {
  FakeProcess& process = proc_fs_.processes[10];
  WorkerProbe worker = probe(milliseconds(10));
  for (int ms = 20; ms <= 160; ms += 20) {
    process.cpu += milliseconds(2);
    if (ms == 80) process.stat.waited_children_cpu = milliseconds(30);
    if (ms == 160) process.stat.waited_children_cpu = milliseconds(34);
    worker.sample_due(at(ms));
    EXPECT_NEAR(*report(worker).sampled_peak_tree_cpu_pct, ms < 160 ? 10 : 30, 0.01) << ms;
  }
  EXPECT_NEAR(*report(worker).sampled_mean_tree_cpu_pct, 100.0 * (16 + 34) / 160, 0.01);
}

TEST_F(WorkerProbeTest, CpuOfAChildThatNoSampleSawMakesNoPeakWhenTheNextOneIsSeen) {
  FakeProcess& process = proc_fs_.processes[10];
  WorkerProbe worker = probe(milliseconds(10));
  worker.sample_due(at(20));
  process.cpu = milliseconds(2);
  process.stat.waited_children_cpu = milliseconds(30);
  process.children = {11};
  worker.sample_due(at(40));
  EXPECT_EQ(report(worker).sampled_peak_tree_cpu_pct, 0);
  EXPECT_NEAR(*report(worker).sampled_mean_tree_cpu_pct, 100.0 * 32 / 40, 0.01);
}

TEST_F(WorkerProbeTest, CpuIsMeasuredOverAtLeast20Ms) {
  proc_fs_.processes[10] = {.cpu = milliseconds(15)};
  WorkerProbe worker = probe(milliseconds(1));
  worker.sample_due(at(15));
  EXPECT_FALSE(report(worker).sampled_peak_tree_cpu_pct);
  worker.sample_due(at(30));
  EXPECT_NEAR(*report(worker).sampled_peak_tree_cpu_pct, 50, 0.01);
}

TEST_F(WorkerProbeTest, CpuThatVanishesWithAProcessIsNeverNegativeWork) {
  proc_fs_.processes[10] = {.cpu = milliseconds(20), .children = {11}};
  proc_fs_.processes[11] = {.cpu = milliseconds(20)};
  WorkerProbe worker = probe(milliseconds(10));
  worker.sample_due(at(40));
  proc_fs_.processes.erase(11);
  worker.sample_due(at(80));
  worker.sample_due(at(120));
  EXPECT_NEAR(*report(worker).sampled_peak_tree_cpu_pct, 100, 0.01);
  EXPECT_NEAR(*report(worker).sampled_mean_tree_cpu_pct, 100.0 * 40 / 120, 0.01);
}

TEST_F(WorkerProbeTest, ChildrenAreReadAgainFor100MsAfterAnyProcessHasBeenStarted) {
  FakeProcess& process = proc_fs_.processes[10];
  process.children = {11};
  proc_fs_.processes[11] = {};
  WorkerProbe worker = probe(milliseconds(10));
  const auto sample_until = [&](int begin, int end, pid_t last_started) {
    for (int ms = begin; ms <= end; ms += 10) {
      process.cpu += milliseconds(1);
      process.stat.rss_kb = 1000 + ms;
      worker.sample_due(at(ms), last_started);
      EXPECT_EQ(report(worker).sampled_peak_tree_rss_kb, 1000 + ms + 100) << "of itself and one child";
    }
    EXPECT_EQ(process.times_read_whole, process.times_children_read);
    return std::exchange(process.times_children_read, process.times_read_whole = 0);
  };
  EXPECT_EQ(sample_until(20, 120, 11), 11);
  EXPECT_EQ(sample_until(130, 300, 11), 0);
  EXPECT_EQ(sample_until(310, 410, 12), 11);
  EXPECT_EQ(sample_until(420, 900, 12), 0);
}

// The child is started by a thread that was not there when the threads were counted last.
TEST_F(WorkerProbeTest, AChildOfANewThreadIsFoundWithin100Ms) {
  FakeProcess& process = proc_fs_.processes[10];
  WorkerProbe worker = probe(milliseconds(10));
  const auto sample = [&](int ms, pid_t last_started) {
    process.cpu += milliseconds(1);
    worker.sample_due(at(ms), last_started);
  };
  for (int ms = 20; ms <= 200; ms += 10) sample(ms, 10);
  process.stat.threads = 2;
  proc_fs_.processes[11] = {};
  process.children_of_other_threads = {11};
  for (int ms = 210; ms <= 300; ms += 10) sample(ms, 11);
  EXPECT_EQ(report(worker).peak_direct_children, 1);
}

// Its time is that of its parent by then, which was not read anew since nothing had been started.
TEST_F(WorkerProbeTest, CpuOfAChildThatHasEndedIsNeitherLostNorAPeakOfTheNextReading) {
  FakeProcess& process = proc_fs_.processes[10];
  process = {.cpu = milliseconds(10), .children = {11}};
  proc_fs_.processes[11] = {.cpu = milliseconds(50)};
  WorkerProbe worker = probe(milliseconds(10));
  worker.sample_due(at(20), 11);
  process.cpu += milliseconds(1);
  worker.sample_due(at(120), 11);
  proc_fs_.processes.erase(11);
  process.cpu += milliseconds(1);
  process.stat.waited_children_cpu = milliseconds(50);
  process.children.clear();
  worker.sample_due(at(140), 11);
  EXPECT_NEAR(*report(worker).sampled_mean_tree_cpu_pct, 100.0 * 61 / 120, 0.01) << "the last reading was torn";
  worker.sample_due(at(160), 11);  // it has had no CPU time since
  EXPECT_NEAR(*report(worker).sampled_mean_tree_cpu_pct, 100.0 * 62 / 160, 0.01);
  EXPECT_NEAR(*report(worker).sampled_peak_tree_cpu_pct, 300, 0.01) << "of the first 20 ms";
}

TEST_F(WorkerProbeTest, DescendantsAreRememberedWhenTheyHaveGone) {
  proc_fs_.processes[10] = {.children = {11}};
  proc_fs_.processes[11] = {.children = {12}};
  proc_fs_.processes[12] = {};
  WorkerProbe worker = probe(milliseconds(10));
  worker.sample_due(at(20));
  proc_fs_.processes.erase(11);
  proc_fs_.processes[10].children.clear();
  worker.sample_due(at(40));
  EXPECT_TRUE(worker.has_seen(11));
  EXPECT_TRUE(worker.has_seen(12));
  EXPECT_FALSE(worker.has_seen(13));
}

TEST_F(WorkerProbeTest, AWorkerThatIsGoneIsNotSampledAnyMore) {
  proc_fs_.processes[10] = {.stat = {.threads = 1, .rss_kb = 1000}};
  WorkerProbe worker = probe(milliseconds(10));
  worker.sample_due(at(1));
  proc_fs_.processes.clear();
  worker.sample_due(at(20));
  EXPECT_EQ(worker.next_due(), MonotonicTime::max());
  EXPECT_EQ(report(worker).sampled_peak_tree_rss_kb, 1000);
}

TEST_F(WorkerProbeTest, ATimeSeriesHasAPointOfTheTreeAtEachInterval) {
  proc_fs_.processes[10] = {.stat = {.threads = 1, .rss_kb = 1024}, .cpu = milliseconds(1), .children = {11}};
  proc_fs_.processes[11] = {.stat = {.threads = 1, .rss_kb = 512}, .cpu = milliseconds(1)};
  WorkerProbe worker(proc_fs_, {.id = {}, .pid = 10, .spawn_begin = start_, .spawn_end = start_},
                     {.tree = milliseconds(1000), .monitor = milliseconds(1000), .attach = milliseconds(50)});
  worker.sample_due(at(10));
  proc_fs_.processes[10].cpu = milliseconds(31);
  proc_fs_.processes[11].stat.rss_kb = 2048;
  proc_fs_.processes[11].cpu = milliseconds(11);
  worker.sample_due(at(50));
  proc_fs_.processes[10].children.clear();
  proc_fs_.processes[10].cpu = milliseconds(42);
  worker.sample_due(at(100));
  const RunFigures figures = report(worker);
  EXPECT_EQ(figures.top_sample_count, 3);
  EXPECT_EQ(figures.top_peak_rss_mb, 3);
  EXPECT_NEAR(*figures.top_mean_rss_mb, (1.5 + 3 + 1) / 3, 1e-9);
  EXPECT_NEAR(*figures.top_peak_cpu_pct, 84, 1e-9);
  EXPECT_NEAR(*figures.top_mean_cpu_pct, 42, 1e-9);
  const std::vector<TreeSample> series = worker.take_series();
  ASSERT_EQ(series.size(), 3U);
  EXPECT_FLOAT_EQ(series[1].time_ms, 50);
  EXPECT_FLOAT_EQ(series[1].rss_mb, 3);
  EXPECT_FLOAT_EQ(series[1].cpu_pct.value_or(0), 84);
  EXPECT_EQ(series[1].processes, 2);
  EXPECT_FALSE(series[0].cpu_pct) << "10 ms are too short for it";
  EXPECT_EQ(series[2].processes, 1);
}

TEST_F(WorkerProbeTest, WithoutAnIntervalForItThereIsNoTimeSeries) {
  proc_fs_.processes[10] = {};
  WorkerProbe worker = probe(milliseconds(10));
  worker.sample_due(at(50));
  EXPECT_TRUE(worker.take_series().empty());
  EXPECT_FALSE(report(worker).top_sample_count);
}

}  // namespace
}  // namespace perfbench
