"""Where CTest collects measurements, a run that is killed leaves what it had measured: an observer reports it."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import unittest
import xml.etree.ElementTree as ElementTree

from perfbench_cli import PATIENCE_SEC, PERFBENCH, WORKER, CliTest, main

OBSERVER = "perfbench-watch"


class Observers(CliTest):
    def setUp(self):
        super().setUp()
        self.environment["DASHBOARD_TEST_FROM_CTEST"] = "3.25"
        self.junit = self.folder / "junit.xml"

    def start(self, *options, worker=(), **keywords):
        """A run whose output goes to files, as long as anybody has them open."""
        self.said = self.folder / "stdout"
        with self.said.open("w") as stdout, (self.folder / "stderr").open("w") as stderr:
            return self.start_perfbench("--junit", str(self.junit), *options, worker=worker, stdout=stdout,
                                        stderr=stderr, **keywords)

    def killed_in(self, iteration, *options):
        """A run that was killed when this iteration ran, and all before it were told of."""
        runner = self.start("--warmup", "0", "--iterations", "5", *options,
                            worker=[f"from-iteration:{iteration}", "child:600000", "sleep:600000"])
        if iteration > 1:
            self.wait_for_iteration(iteration - 1)
        self.wait_for(lambda: len(self.children_of(runner)) == 3 and len(self.living()) == 6, "the worker's child")
        runner.kill()
        self.assertEqual(runner.wait(PATIENCE_SEC), -signal.SIGKILL)
        self.wait_for(lambda: not self.living(), "the end of all that it started")

    def children_of(self, runner):
        return [int(pid) for pid in pathlib.Path(f"/proc/{runner.pid}/task/{runner.pid}/children").read_text().split()]

    def observer_of(self, runner):
        (pid,) = (pid for pid in self.children_of(runner) if self.name_of(pid) == OBSERVER)
        return pid

    @staticmethod
    def name_of(pid):
        try:
            return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
        except OSError:
            return None

    def elements(self):
        lines = self.said.read_text().splitlines()
        return [ElementTree.fromstring(line) for line in lines if line.startswith("<CTestMeasurement")]

    def measurements(self):
        """What CTest reads: values by their names."""
        names = [element.get("name") for element in self.elements()]
        self.assertEqual(len(names), len(set(names)))
        return {element.get("name"): element.text for element in self.elements()}

    def details(self):
        (details,) = re.findall(r"^<CTestDetails>(.*)</CTestDetails>$", self.said.read_text(), re.MULTILINE)
        return details

    def test_a_killed_run_is_reported_with_the_iterations_that_were_complete(self):
        self.killed_in(3, "--sla", "latency_ms.p95 <= 60s")
        result = self.summary()
        self.assertEqual((result["ending"], result["verdict"], result["aborted"]), ("fault", "error", True))
        reason = "PerfBench could not go on (it was killed) after 2 of 5 iterations"
        self.assertEqual(result["reason"], reason)
        self.assertEqual([run["iteration"] for run in result["runs"]], [1, 2])
        self.assertIn(reason, (self.out / "latest" / "summary.md").read_text())
        measured = self.measurements()
        for figure in ("p50", "p95", "max"):
            self.assertEqual(float(measured[f"latency_ms.{figure}"]), result["summary"]["latency_ms"][figure])
        self.assertEqual(measured["successful_runs_total"], "2")
        self.assertEqual(measured["verdict"], "error")
        self.assertEqual(measured["summary.json"], str((self.out / "latest").resolve() / "summary.json"))
        self.assertEqual(self.details(), reason)
        self.assertIn("ERROR  local-perf", self.said.read_text())
        error = ElementTree.parse(self.junit).getroot().find(".//error")
        self.assertEqual(error.get("message"), reason)

    def test_its_iterations_are_those_of_the_files_figure_by_figure(self):
        self.killed_in(3, "--concurrency", "1")
        for number, run in enumerate(self.summary()["runs"], 1):
            file = self.out / "latest" / f"iteration-{number:03}.json"
            self.assertEqual({**run, "schema_version": 4}, json.loads(file.read_text()))

    def test_a_run_killed_before_its_first_iteration_was_complete_says_so(self):
        self.killed_in(1)
        reason = "PerfBench could not go on (it was killed) before the first iteration was complete"
        self.assertEqual(self.summary()["reason"], reason)
        self.assertEqual(self.details(), reason)
        self.assertNotIn("latency_ms.mean", self.measurements())

    def test_without_the_reporter_that_keeps_iterations_it_says_that_none_was_kept(self):
        runner = self.start("--reporter", "ctest,console", "--warmup", "0",
                            worker=["from-iteration:2", "child:600000", "sleep:600000"])
        self.wait_for(lambda: len(self.living()) == 6, "the worker's child")
        runner.kill()
        runner.wait(PATIENCE_SEC)
        self.wait_for(lambda: not self.living(), "the end of all that it started")
        self.assertEqual(self.details(), "PerfBench could not go on (it was killed); without the reporter json no "
                                         "iteration was kept")
        self.assertEqual(self.measurements()["verdict"], "error")

    def test_a_run_killed_before_it_had_a_folder_says_so(self):
        prefix = pathlib.Path(PERFBENCH).parents[1]
        stage = self.folder / "stage"
        shutil.copytree(prefix, stage, symlinks=True)
        launcher = stage / "libexec" / "perfbench" / "perfbench-launcher"
        launcher.unlink()
        launcher.write_text("#!/bin/sh\nexec sleep 600\n")  # and so it never answers
        launcher.chmod(0o755)
        self.said = self.folder / "stdout"
        with self.said.open("w") as stdout:
            runner = subprocess.Popen([stage / "bin" / "perfbench", "run", "--out-dir", str(self.out), "--junit",
                                       str(self.junit), "--", WORKER], env=self.environment, stdout=stdout)
        self.wait_for(lambda: "sleep" in map(self.name_of, self.children_of(runner)), "the launcher")
        launcher = [pid for pid in self.children_of(runner) if self.name_of(pid) == "sleep"]
        runner.kill()
        runner.wait(PATIENCE_SEC)
        os.kill(launcher[0], signal.SIGKILL)  # no launcher of ours, it does not end by itself
        self.wait_for(lambda: not self.living(), "the end of the observer")
        self.assertFalse(self.out.exists())
        self.assertEqual(self.measurements()["verdict"], "error")
        self.assertIn("before the first iteration", self.details())
        self.assertIn("it was killed", ElementTree.parse(self.junit).getroot().find(".//error").get("message"))

    def test_an_iteration_file_that_was_destroyed_ends_what_is_known(self):
        script = self.folder / "break"
        script.write_text(f"""#!/bin/sh
            [ "$PERFBENCH_ITERATION" = 4 ] || exit 0
            cd "{self.out}"/local-perf-*
            until [ -e iteration-003.json ]; do sleep 0.01; done
            echo '{{"schema_version": 4' >iteration-002.json
            exec "{WORKER}" signal-runner:9 sleep:600000""")
        script.chmod(0o755)
        runner = self.start("--warmup", "0", "--iterations", "5", command=[str(script)])
        self.assertEqual(runner.wait(PATIENCE_SEC), -signal.SIGKILL)
        self.wait_for(lambda: not self.living(), "the end of all that it started")
        result = self.summary()
        self.assertEqual(len(result["runs"]), 1)
        self.assertTrue(any("iteration-002.json: broken JSON" in warning["message"] for warning in result["warnings"]))

    def test_its_report_begins_with_a_line_of_its_own(self):
        self.killed_in(2)
        self.assertTrue(self.said.read_text().startswith("\n"))

    def test_an_observer_is_there_only_where_measurements_are_collected(self):
        for variable, options, children in (("3.25", (), 3), ("3.25", ("--reporter", "json"), 2), (None, (), 2)):
            self.environment.pop("DASHBOARD_TEST_FROM_CTEST", None)
            if variable:
                self.environment["DASHBOARD_TEST_FROM_CTEST"] = variable
            runner = self.start(*options, worker=["sleep:600000"])
            self.wait_for(lambda: len(self.living()) == children + 2, "the worker")  # noqa: B023
            self.assertEqual(len(self.children_of(runner)), children)
            runner.send_signal(signal.SIGTERM)
            self.assertEqual(runner.wait(PATIENCE_SEC), 143)
            self.assertEqual(self.living(), [])

    def test_it_has_no_descriptors_but_what_it_needs_and_no_signal_blocked(self):
        inherited, other = os.pipe()
        os.set_inheritable(inherited, True)
        runner = self.start(worker=["sleep:600000"], pass_fds=(inherited,), stdin=subprocess.PIPE,
                            preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM}))
        self.wait_for(lambda: len(self.living()) == 5, "the worker")
        folder = pathlib.Path(f"/proc/{self.observer_of(runner)}/fd")
        open_files = {entry.name: os.readlink(entry) for entry in folder.iterdir()}
        self.assertEqual((len(open_files), open_files["0"]), (4, "/dev/null"), open_files)
        status = pathlib.Path(f"/proc/{self.observer_of(runner)}/status").read_text()
        self.assertRegex(status, r"\nSigBlk:\t0{16}\n")
        runner.send_signal(signal.SIGTERM)
        runner.wait(PATIENCE_SEC)
        runner.stdin.close()
        os.close(inherited)
        os.close(other)

    def test_a_run_that_ends_by_itself_is_told_once_and_its_observer_is_gone(self):
        for options, worker, code, ending in (((), (), 0, "complete"), ((), ["exit:3"], 1, "complete"),
                                              (("--deadline-sec", "1"), ["from-iteration:2", "sleep:600000"], 1,
                                               "deadline")):
            runner = self.start("--iterations", "3", "--warmup", "0", *options, worker=worker)
            self.assertEqual(runner.wait(PATIENCE_SEC), code)
            self.assertEqual(self.living(), [])
            self.assertIn("verdict", self.measurements())
            self.assertNotIn("killed", self.details())
            self.assertEqual(self.summary()["ending"], ending)

    def test_a_signal_to_the_run_or_to_its_process_group_ends_it_as_ever(self):
        for send in (os.kill, os.killpg):
            runner = self.start("--warmup", "0", worker=["from-iteration:3", "sleep:600000"], start_new_session=True)
            self.wait_for_iteration(2)
            send(runner.pid, signal.SIGTERM)
            self.assertEqual(runner.wait(PATIENCE_SEC), 143)
            self.assertEqual(self.living(), [])
            self.assertEqual(self.summary()["ending"], "interrupted")
            self.assertIn("interrupted by SIGTERM after 2 of 5", self.details())
            shutil.rmtree(self.out)

    def test_a_plan_that_cannot_be_run_is_told_without_an_observers_report(self):
        runner = self.start(command=["/no/such/program"])
        self.assertEqual(runner.wait(PATIENCE_SEC), 2)
        self.assertEqual((self.living(), self.said.read_text()), ([], ""))

    def test_an_observer_that_is_killed_or_stopped_is_no_harm(self):
        for number in (signal.SIGKILL, signal.SIGSTOP):
            runner = self.start("--iterations", "3", worker=["from-iteration:3", f"wait-for:{self.folder}/go"])
            self.wait_for_iteration(2)
            os.kill(self.observer_of(runner), number)
            (self.folder / "go").touch()
            self.assertEqual(runner.wait(PATIENCE_SEC), 0)
            self.assertEqual(self.living(), [])
            self.assertEqual(self.summary()["verdict"], "pass")
            self.assertEqual(self.measurements()["verdict"], "pass")
            (self.folder / "go").unlink()
            shutil.rmtree(self.out)

    def test_where_both_are_killed_nothing_is_left_running(self):
        runner = self.start(worker=["child:600000", "sleep:600000"], start_new_session=True)
        self.wait_for(lambda: len(self.living()) == 6, "the worker and its child")
        os.killpg(runner.pid, signal.SIGKILL)
        runner.wait(PATIENCE_SEC)
        self.wait_for(lambda: not self.living(), "the end of all that it started")

    def test_a_run_killed_while_its_picture_is_drawn_has_told_all_once(self):
        gnuplot = self.folder / "gnuplot"
        drawing = self.folder / "drawing"
        gnuplot.write_text(f"#!/bin/sh\n: >{drawing}\nexec sleep 600\n")
        gnuplot.chmod(0o755)
        self.environment["PATH"] = f"{self.folder}:{self.environment['PATH']}"
        runner = self.start(worker=[])
        self.wait_for(drawing.exists, "gnuplot")
        self.assertIn("verdict", self.measurements())
        runner.kill()
        runner.wait(PATIENCE_SEC)
        self.wait_for(lambda: not self.living(), "the end of all that it started")
        self.assertEqual(self.measurements()["verdict"], "pass")

    def test_a_run_that_is_killed_at_any_moment_is_told_whole_or_had_not_begun(self):
        begin = time.monotonic()
        self.assertEqual(self.start("--reporter", "ctest,json", worker=["sleep:5"]).wait(PATIENCE_SEC), 0)
        whole = time.monotonic() - begin
        told = []
        for twelfth in range(1, 13):
            runner = self.start("--reporter", "ctest,json", worker=["sleep:5"])
            try:
                runner.wait(whole * twelfth / 12)
            except subprocess.TimeoutExpired:
                runner.kill()
            runner.wait(PATIENCE_SEC)
            self.wait_for(lambda: not self.living(), "the end of all that it started")
            verdicts = {element.text for element in self.elements() if element.get("name") == "verdict"}
            self.assertEqual(bool(verdicts), "</CTestDetails>" in self.said.read_text())
            self.assertLessEqual(verdicts, {"error", "pass"})
            told += verdicts
        self.assertGreater(len(told), 0)


if __name__ == "__main__":
    main()
