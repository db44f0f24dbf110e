"""However a run ends, what was measured is kept, and nothing is left running."""

import os
import pathlib
import signal
import subprocess
import unittest

from perfbench_cli import PATIENCE_SEC, CliTest, main


class Endings(CliTest):
    def launcher_of(self, runner):
        return self.child_of(runner, "perfbench-launcher")

    def test_an_interrupt_leaves_a_valid_partial_result_marked_aborted(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(signal=number.name):
                name = number.name.lower()
                run = self.run_perfbench("--iterations", "10000", "--name", name,
                                         worker=["from-iteration:4", f"signal-runner:{number.value}", "sleep:600000"])
                self.assertEqual(run.returncode, code, run.stderr)
                result = self.summary()
                self.assertTrue(result["aborted"])
                self.assertEqual(result["ending"], "interrupted")
                self.assertEqual(result["verdict"], "error")
                self.assertEqual(len(result["runs"]), 3)
                self.assertEqual(result["aborted_workers"], 1)
                self.assertEqual(result["summary"]["successful_runs_total"], 3)
                self.assertEqual(self.living(), [])

    def test_an_interrupt_before_the_first_iteration_is_told(self):
        runner = self.start_perfbench("--warmup", "0", worker=["child:600000", "sleep:600000"])
        self.wait_for(lambda: len(self.living()) >= 4, "the worker and its child")
        runner.send_signal(signal.SIGINT)
        self.assertEqual(runner.wait(30), 130)
        result = self.summary()
        self.assertEqual(result["runs"], [])
        self.assertIsNone(result["summary"]["latency_ms"]["mean"])
        self.assertIn("before the first iteration", result["reason"])

    def test_killing_the_runner_ends_everything_below_it(self):
        runner = self.start_perfbench("--concurrency", "3",
                                      worker=["ignore-term", "child:600000", "escape:600000", "sleep:600000"])
        self.wait_for(lambda: len(self.living()) >= 2 + 3 * 3, "three workers with two children each")
        temporary = [entry for entry in pathlib.Path("/tmp").glob("perfbench-*/home-1")
                     if f"/{entry.parent.name}" in self.homes()]
        runner.kill()
        runner.wait(30)
        self.wait_for(lambda: not self.living(), "the end of all that it started")
        for home in temporary:
            self.assertFalse(home.exists(), "the temporary folder is still there")

    def test_killing_the_runners_process_group_ends_everything_below_it(self):
        runner = self.start_perfbench(worker=["child:600000", "sleep:600000"], start_new_session=True)
        self.wait_for(lambda: len(self.living()) == 3 + 2, "a worker and its child")
        os.killpg(runner.pid, signal.SIGKILL)
        runner.wait(30)
        self.wait_for(lambda: not self.living(), "the end of all that it started")

    def homes(self):
        """PERFBENCH_WORKER_HOME of all living workers."""
        text = ""
        for pid in self.living():
            try:
                text += pathlib.Path(f"/proc/{pid}/environ").read_text(errors="replace")
            except OSError:
                continue
        return text

    def test_killing_the_launcher_is_a_harness_fault_that_leaves_nothing(self):
        runner = self.start_perfbench("--iterations", "10000",
                                      worker=["from-iteration:3", "child:600000", "escape:600000", "sleep:600000"])
        self.wait_for_iteration(2)
        self.wait_for(lambda: len(self.living()) == 3 + 3, "the third iteration's worker and its children")
        os.kill(self.launcher_of(runner), signal.SIGKILL)
        self.assertEqual(runner.wait(30), 3)
        result = self.summary()
        self.assertEqual(result["ending"], "fault")
        self.assertEqual(result["aborted_workers"], 1)
        self.assertEqual(len(result["runs"]), 2)
        self.assertIn("perfbench-launcher", result["reason"])

    def test_the_deadline_fails_the_run_with_what_it_has(self):
        run = self.run_perfbench("--warmup", "0", "--deadline-sec", "3", "--iterations", "3",
                                 worker=["child:600000", "fail-on-iteration:1", "sleep:600000"])
        self.assertEqual(run.returncode, 1)
        result = self.summary()
        self.assertEqual((result["ending"], len(result["runs"]), result["aborted_workers"]), ("deadline", 1, 1))
        run = self.run_perfbench("--warmup", "0", "--deadline-sec", "0.5", "--name", "slow",
                                 worker=["child:600000", "sleep:600000"])
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        result = self.summary()
        self.assertEqual(result["ending"], "deadline")
        self.assertIn("the deadline of 0.5 s came before the first iteration was complete", result["reason"])
        self.assertEqual((result["verdict"], result["aborted_workers"]), ("fail", 1))

    def test_a_second_interrupt_gives_up_a_launcher_that_hangs(self):
        runner = self.start_perfbench(command=["/bin/sh", "-c", "kill -STOP $PPID; sleep 600"])
        self.wait_for(lambda: any(self.command_of(pid).startswith(b"sleep") for pid in self.living()), "the worker")
        runner.send_signal(signal.SIGINT)
        runner.send_signal(signal.SIGTERM)
        self.assertEqual(runner.wait(60), 130)
        self.wait_for(lambda: not self.living(), "the end of all that it started")
        self.assertTrue(self.summary()["aborted"])
        self.assertEqual(self.summary()["aborted_workers"], 1)

    def command_of(self, pid):
        try:
            return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return b""

    def test_a_signal_while_the_reports_are_written_costs_none(self):
        junit = self.folder / "junit"
        os.mkfifo(junit)
        runner = self.start_perfbench("--iterations", "2", "--junit", str(junit), worker=[])
        self.assertIn("did not finish", junit.read_text())
        self.wait_for(lambda: list(self.out.glob("*/summary.json")), "the first reports")
        self.wait_for(lambda: self.living() == [runner.pid], "the end of the launcher, which is not needed any more")
        runner.send_signal(signal.SIGTERM)  # while it waits for a reader of the last
        with os.fdopen(os.open(junit, os.O_RDONLY | os.O_NONBLOCK)) as reader:
            self.assertEqual(runner.wait(PATIENCE_SEC), 0)
            self.assertIn("run completed", reader.read())
        self.assertEqual(len(self.summary()["runs"]), 2)

    def test_a_signal_that_was_ignored_stays_ignored(self):
        runner = self.start_perfbench("--iterations", "5", worker=["sleep:50"],
                                      preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.wait_for_iteration(1)
        runner.send_signal(signal.SIGHUP)
        self.assertEqual(runner.wait(60), 0)
        self.assertFalse(self.summary()["aborted"])

    def test_there_are_no_logs_of_workers_that_never_ran(self):
        runner = self.start_perfbench("--keep-logs", "--warmup", "0", "--iterations", "50",
                                      worker=["warn:here", "from-iteration:2", "sleep:600000"])
        self.wait_for_iteration(1)
        self.wait_for(lambda: any(log.stat().st_size for log in self.out.glob("*/logs/iteration-002*")), "the second")
        logs = next(self.out.glob("*/logs"))
        self.assertGreater(len(list(logs.iterdir())), 4)
        runner.send_signal(signal.SIGINT)
        self.assertEqual(runner.wait(60), 130)
        self.assertEqual({log.name[:len("iteration-000")] for log in logs.iterdir()}, {"iteration-001", "iteration-002"})

    def test_what_the_shell_had_started_before_lives_on(self):
        script = 'sleep 600 & echo $! > "$0"; exec "$@"'
        pid_file = self.folder / "pid"
        kills_the_launcher = "kill -9 $PPID; sleep 600"
        for command, code in ((["/bin/true"], 0), (["/bin/sh", "-c", kills_the_launcher], 3)):
            run = subprocess.run(["/bin/sh", "-c", script, str(pid_file), *self.arguments(command=command)],
                                 env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60,
                                 check=False)
            self.assertEqual(run.returncode, code)
            server = int(pid_file.read_text())
            self.assertEqual(self.living(), [server])
            os.kill(server, signal.SIGKILL)
            self.wait_for(lambda: not self.living(), "the end of the server")

    def test_what_somebody_else_leaves_behind_meanwhile_lives_on(self):
        # The inner shell is a child of what becomes perfbench, and ends while that runs.
        pid_file = self.folder / "pid"
        script = '{ setsid sleep 600 & echo $! > "$0"; while ! [ -e "$0.go" ]; do sleep 0.01; done; } & exec "$@"'
        runner = subprocess.Popen(["/bin/sh", "-c", script, str(pid_file),
                                   *self.arguments("--warmup", "0", "--iterations", "2", worker=["sleep:500"])],
                                  env=self.environment, stdout=subprocess.DEVNULL)
        self.wait_for_iteration(1)
        pathlib.Path(f"{pid_file}.go").touch()
        self.assertEqual(runner.wait(60), 0)
        service = int(pid_file.read_text())
        self.wait_for(lambda: self.living() == [service], "the end of all others")
        os.kill(service, signal.SIGKILL)
        self.wait_for(lambda: not self.living(), "the end of the service")

    def test_a_reader_that_goes_away_costs_no_result(self):
        reader, writer = os.pipe()
        os.close(reader)
        runner = self.start_perfbench(worker=["sleep:5"], stdout=writer, stderr=writer)
        os.close(writer)
        self.assertEqual(runner.wait(60), 0)
        self.assertEqual(len(self.summary()["runs"]), 5)

    def test_the_temporary_folder_is_gone_after_a_normal_run(self):
        temporary = self.folder / "tmp"
        temporary.mkdir()
        self.environment["TMPDIR"] = str(temporary)
        self.assertEqual(self.run_perfbench(worker=["env:PERFBENCH_WORKER_HOME"]).returncode, 0)
        self.assertIn(str(temporary), self.summary()["runs"][0]["stderr_tail"])
        self.assertEqual(list(temporary.iterdir()), [])
        self.assertEqual(self.run_perfbench("--keep-temp", worker=[]).returncode, 0)
        kept = list(temporary.iterdir())
        self.assertEqual(len(list(kept[0].glob("home-*"))), 6)
        self.assertIn(str(kept[0]), self.summary()["warnings"][0]["message"])


if __name__ == "__main__":
    main()
