"""The runner and the launcher stopped, killed or signalled at any moment: nothing is lost, and nothing is left running."""

import os
import pathlib
import signal
import subprocess
import time

from perfbench_cli import CliTest, main


class StoppedProcesses(CliTest):
    def setUp(self):
        super().setUp()
        self.temporary = self.folder / "tmp"  # who is killed leaves things behind
        self.temporary.mkdir()
        self.environment["TMPDIR"] = str(self.temporary)

    def launcher_of(self, runner):
        return self.child_of(runner, "perfbench-launcher")

    def start_and_wait(self, *options):
        runner = self.start_perfbench("--warmup", "0", "--iterations", "3", *options,
                                      worker=["from-iteration:2", "child:600000", "sleep:600000"])
        self.wait_for_iteration(1)
        self.wait_for(lambda: len(self.living()) == 3 + 2, "the second iteration's worker and its child")
        return runner

    def test_a_launcher_that_is_stopped_does_not_hold_up_the_deadline(self):
        runner = self.start_and_wait("--deadline-sec", "5")
        os.kill(self.launcher_of(runner), signal.SIGSTOP)
        self.assertEqual(runner.wait(60), 1)
        result = self.summary()
        self.assertEqual((result["ending"], len(result["runs"]), result["aborted_workers"]), ("deadline", 1, 1))
        self.assertEqual(self.living(), [])

    def test_a_launcher_that_is_stopped_without_a_deadline_is_a_fault(self):
        runner = self.start_and_wait("--timeout-sec", "2")
        os.kill(self.launcher_of(runner), signal.SIGSTOP)
        self.assertEqual(runner.wait(60), 3)
        result = self.summary()
        self.assertEqual((result["ending"], len(result["runs"])), ("fault", 1))
        self.assertIn("perfbench-launcher does not answer", result["reason"])

    def test_a_runner_that_is_stopped_for_long_loses_nothing_when_it_goes_on(self):
        runner = self.start_perfbench("--warmup", "0", "--iterations", "400", worker=["sleep:10"])
        self.wait_for_iteration(3)
        runner.send_signal(signal.SIGSTOP)
        self.wait_for(lambda: not any(self.is_worker(pid) for pid in self.living()), "the end of what was sent ahead")
        runner.send_signal(signal.SIGCONT)
        self.assertEqual(runner.wait(120), 0)
        durations = [entry["duration_ms"] for entry in self.summary()["runs"]]
        self.assertEqual(len(durations), 400)

    def test_a_pause_of_all_that_is_longer_than_the_launcher_may_be_silent_is_no_fault(self):
        runner = self.start_perfbench("--warmup", "0", "--iterations", "3", "--timeout-sec", "1",
                                      worker=["from-iteration:2", "sleep:100"])
        self.wait_for_iteration(1)
        launcher = self.launcher_of(runner)
        os.kill(launcher, signal.SIGSTOP)
        runner.send_signal(signal.SIGSTOP)
        time.sleep(13)  # the timeout and 10 s are what a launcher has for its answer
        runner.send_signal(signal.SIGCONT)
        os.kill(launcher, signal.SIGCONT)
        runner.wait(60)
        result = self.summary()
        self.assertEqual((result["ending"], len(result["runs"])), ("complete", 3), result["reason"])

    def is_worker(self, pid):
        try:
            return os.readlink(f"/proc/{pid}/exe").endswith("/test_worker")
        except OSError:
            return False

    def test_killing_the_launcher_and_the_runner_ends_the_worker(self):
        def is_being_started():
            return len(self.living()) == 4

        def runs():
            return any(self.is_worker(pid) for pid in self.living())
        for worker in (is_being_started, runs):
            runner = self.start_perfbench(worker=["sleep:600000"])
            self.wait_for(worker, "a worker")
            launcher = self.launcher_of(runner)
            left = {runner.pid, self.child_of(runner, "perfbench-collector")}
            runner.send_signal(signal.SIGSTOP)
            os.kill(launcher, signal.SIGKILL)
            self.wait_for(lambda: set(self.living()) <= left, "the worker's end")  # noqa: B023
            runner.kill()
            runner.wait(30)
            self.wait_for(lambda: not self.living(), "the collector's end")

    def test_a_launcher_that_gets_sigterm_goes_on(self):
        runner = self.start_perfbench("--warmup", "0", "--iterations", "5", worker=["sleep:50"])
        self.wait_for_iteration(1)
        os.kill(self.launcher_of(runner), signal.SIGTERM)
        self.assertEqual(runner.wait(60), 0)
        self.assertEqual(len(self.summary()["runs"]), 5)

    def signal_at_many_moments(self, number):
        """Yields how perfbench ended when the signal came at a twelfth, ... of the time that it needs on this machine
        for a short run, and then when a worker ran."""
        begin = time.monotonic()
        self.run_perfbench("--warmup", "0", "--iterations", "1", "--name", "alone", worker=["sleep:5"])
        short_run = time.monotonic() - begin
        for twelfth in range(1, 13):
            runner = self.start_perfbench("--iterations", "1000", "--concurrency", "2", "--name", f"after-{twelfth}",
                                          worker=["child:600000", "sleep:5"])
            try:
                runner.wait(short_run * twelfth / 12)
            except subprocess.TimeoutExpired:
                pass
            if twelfth == 12:
                self.wait_for(lambda: any(self.is_worker(pid) for pid in self.living()), "a worker")
            runner.send_signal(number)
            yield runner.wait(60)
            self.wait_for(lambda: not self.living(), "the end of all that it started")

    def test_killing_the_runner_at_any_moment_leaves_no_process(self):
        self.assertEqual(set(self.signal_at_many_moments(signal.SIGKILL)), {-signal.SIGKILL})

    def test_ending_the_runner_at_any_moment_leaves_nothing(self):
        self.assertLessEqual(set(self.signal_at_many_moments(signal.SIGTERM)), {143, -signal.SIGTERM})
        # ThreadSanitizer makes a file of its own as a program starts; a program that is ended just then leaves it.
        left = [path.name for path in self.temporary.iterdir() if not path.name.startswith("tsan.rodata.")]
        self.assertEqual(left, [])
        results = [path for path in self.out.iterdir() if not path.is_symlink()]
        self.assertGreaterEqual(len(results), 2, "the run alone, and at least the last one that was signalled")
        for result in results:
            self.assertTrue((result / "summary.json").exists(), f"{result.name} has no result")


if __name__ == "__main__":
    main()
