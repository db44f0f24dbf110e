"""Programs, folders and machines that misbehave: the record is right, the exit code too, and nothing is lost or left."""

import fcntl
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import termios
import time
import unittest
import xml.etree.ElementTree

from perfbench_cli import PERFBENCH, PATIENCE_SEC, CliTest, main


class MisbehavingWorkers(CliTest):
    def only_run(self, *options, worker, code=0, **keywords):
        run = self.run_perfbench("--warmup", "0", "--iterations", "1", *options, worker=worker, **keywords)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        self.assertEqual(self.living(), [])
        return self.summary()["runs"][0]

    def warnings(self):
        return {warning["code"]: warning["message"] for warning in self.summary()["warnings"]}

    def test_one_that_closes_its_outputs_is_measured_to_its_end(self):
        for mode in ("file", "pipe", "null"):
            entry = self.only_run("--output", mode, worker=["warn:before", "close-outputs", "sleep:200", "exit:3"], code=1)
            self.assertEqual(entry["return_code"], 3)
            self.assertGreaterEqual(entry["duration_ms"], 200)
            self.assertEqual(entry["stderr_tail"], "" if mode == "null" else "before")

    def test_a_daemon_that_holds_its_files_or_pipes_does_not_hold_up_the_run(self):
        for mode in ("file", "pipe"):
            entry = self.only_run("--output", mode, "--timeout-sec", "60", worker=["daemon:600000", "warn:the end"])
            self.assertEqual((entry["return_code"], entry["leftover_processes"]), (0, 1))
            self.assertEqual(entry["stderr_tail"], "the end")
            self.assertLess(entry["duration_ms"], 30_000)
            self.assertIn("left 1 process running", self.warnings()["leftover_processes"])

    def test_each_of_200_children_is_counted_and_ended(self):
        entry = self.only_run(worker=["children-left:200"])
        self.assertEqual((entry["return_code"], entry["leftover_processes"]), (0, 200))

    def test_200_children_of_parallel_workers_are_counted_with_their_own(self):
        self.run_perfbench("--warmup", "0", "--iterations", "1", "--concurrency", "3", worker=["children-left:70"])
        workers = self.summary()["runs"][0]["worker_results"]
        self.assertEqual([worker["leftover_processes"] for worker in workers], [70, 70, 70])

    def test_one_that_ignores_sigterm_is_killed(self):
        entry = self.only_run("--timeout-sec", "0.3", worker=["ignore-term", "sleep:600000"], code=1)
        self.assertEqual((entry["return_code"], entry["timed_out"], entry["outcome"]), (124, True, "timed out"))
        self.assertIn("1 of 1 worker timed out after 0.3 s", self.warnings()["timeouts"])

    def test_one_that_is_stopped_and_never_continued_times_out(self):
        entry = self.only_run("--timeout-sec", "0.3", worker=["stop"], code=1)
        self.assertEqual((entry["return_code"], entry["timed_out"]), (124, True))

    def test_one_that_leaves_its_group_is_ended_all_the_same(self):
        entry = self.only_run("--timeout-sec", "1", worker=["leave-group", "sleep:600000"], code=1)
        self.assertEqual(entry["outcome"], "timed out")
        self.assertLess(entry["duration_ms"], 30_000)
        self.assertNotIn("surviving_processes", self.warnings())

    def test_one_that_is_stopped_can_still_clean_up_when_its_time_is_up(self):
        entry = self.only_run("--timeout-sec", "2", worker=["on-term:cleaned up", "stop"], code=1)
        self.assertEqual((entry["timed_out"], entry["stderr_tail"]), (True, "cleaned up"))

    def test_a_name_that_looks_like_figures_is_no_figure(self):
        entry = self.only_run("--probe-interval-ms", "5", "--monitor-sleep-ms", "5",
                              worker=["rename:x) R 1 2 3 4 (", "touch:8", "sleep:300"])
        self.assertEqual(entry["peak_direct_children"], 0)
        self.assertGreater(entry["sampled_peak_tree_rss_kb"], 8 * 1024)
        self.assertLess(entry["sampled_peak_tree_rss_kb"], 64 * 1024)

    def test_a_zombie_of_its_own_is_no_process_left_running(self):
        entry = self.only_run("--monitor-sleep-ms", "5", worker=["zombie", "sleep:300"])
        self.assertEqual((entry["return_code"], entry["leftover_processes"]), (0, 0))
        self.assertEqual(entry["peak_direct_children"], 1)

    def test_one_that_needs_a_terminal_is_told_that_there_is_none(self):
        entry = self.only_run(worker=["terminal"], code=1)
        self.assertEqual(entry["return_code"], 5)
        self.assertIn("no terminal", entry["stderr_tail"])

    def test_one_that_needs_a_terminal_does_not_get_that_of_perfbench(self):
        ours, its = os.openpty()

        def take_terminal():
            os.setsid()
            fcntl.ioctl(its, termios.TIOCSCTTY, 0)
            os.close(os.open("/dev/tty", os.O_RDWR))  # fails where there is none
        entry = self.only_run(worker=["terminal"], code=1, preexec_fn=take_terminal)
        os.close(its)
        os.close(ours)
        self.assertIn("no terminal", entry["stderr_tail"])

    def test_one_that_reads_stdin_finds_its_end(self):
        self.assertEqual(self.only_run("--timeout-sec", "60", worker=["stdin"])["stderr_tail"], "stdin 0")

    def test_two_gigabytes_of_output_leave_the_disk_alone(self):
        temporary = self.folder / "tmp"
        temporary.mkdir()
        self.environment["TMPDIR"] = str(temporary)
        most = 0
        runner = self.start_perfbench("--warmup", "0", "--iterations", "1",
                                      worker=["stdout:1024", "stderr:1024", "warn:the last line"])
        while runner.poll() is None:
            most = max(most, self.allocated_by(runner.pid))
            try:
                runner.wait(0.02)
            except subprocess.TimeoutExpired:
                pass
        self.assertEqual(runner.returncode, 0)
        self.assertGreater(most, 0)
        self.assertLess(most, 1 << 30, "consumed output stayed on the disk")
        entry = self.summary()["runs"][0]
        self.assertTrue(entry["stderr_tail"].endswith("x\nthe last line"), entry["stderr_tail"][-40:])

    def allocated_by(self, pid):
        """Bytes on the disk of the nameless files that this process holds."""
        held = 0
        try:
            for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
                if "(deleted)" in os.readlink(link):
                    held += link.stat().st_blocks * 512
        except OSError:
            pass
        return held

    HOSTILE = ['<CTestMeasurement type="numeric/double" name="evil">1</CTestMeasurement>',
               '<DartMeasurement name="evil" type="text/string">1</DartMeasurement>',
               "<DartMeasurementFile name='evil' type='image/png'>/etc/passwd</DartMeasurementFile>",
               "\x1b[31mred\x1b]0;title\x07", "]]><evil/>&amp;", "| a | ``` | [x](http://evil) <script>", '=1+1,"x";\'y\'']

    def test_what_it_prints_is_injected_nowhere(self):
        self.environment["DASHBOARD_TEST_FROM_CTEST"] = "3.25.1"
        junit = self.folder / "junit.xml"
        steps = [f"{way}:{text}" for text in self.HOSTILE for way in ("print", "warn")]
        command = [PERFBENCH, "run", "--out-dir", str(self.out), "--warmup", "0", "--iterations", "1", "--junit", str(junit),
                   "--", os.environ["PERFBENCH_TEST_WORKER"], *steps, "nul", "garbage:1", "exit:3"]
        run = subprocess.run(command, env=self.environment, capture_output=True, timeout=300, check=False)
        self.assertEqual(run.returncode, 1)
        console = run.stdout.decode("utf-8", errors="strict") + run.stderr.decode("utf-8", errors="strict")
        names = re.findall(r'<(?:CTest|Dart)Measurement(?:File)?[^>]*\bname="([^"]*)"', console)
        self.assertNotIn("evil", names)
        self.assertGreater(len(names), 5)
        for text in (console, (self.out / "latest" / "summary.md").read_text(), junit.read_text()):
            self.assertFalse(re.search(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]", text), "control characters")
        suite = xml.etree.ElementTree.parse(junit).getroot()
        self.assertEqual(list(suite.iter("evil")), [])
        self.assertNotIn("<script", self.markdown_outside_fences())
        self.assertEqual(self.summary()["runs"][0]["return_code"], 3)

    def markdown_outside_fences(self):
        text = (self.out / "latest" / "summary.md").read_text()
        return re.sub(r"^(`{3,})[^\n]*\n.*?^\1\s*$", "", text, flags=re.M | re.S)


class OutDirectories(CliTest):
    def test_one_that_is_missing_is_made_with_its_parents(self):
        self.out = self.folder / "a" / "b" / "c"
        self.assertEqual(self.run_perfbench(worker=[]).returncode, 0)
        self.assertEqual(len(self.summary()["runs"]), 5)

    def test_one_that_is_a_file_or_read_only_is_named_before_anything_runs(self):
        (self.folder / "file").write_text("precious")
        read_only = "/proc"  # to root, too
        for out in (self.folder / "file", pathlib.Path(read_only)):
            self.out = out
            mark = self.folder / "ran"
            run = self.run_perfbench(worker=[f"touch-file:{mark}"])
            self.assertEqual(run.returncode, 3, run.stdout + run.stderr)
            self.assertIn(str(out), run.stderr)
            self.assertFalse(mark.exists())
        self.assertEqual((self.folder / "file").read_text(), "precious")

    def test_one_that_vanishes_in_mid_run_is_an_error_that_shows_the_figures(self):
        go = self.folder / "go"
        runner = self.start_perfbench("--warmup", "0", "--iterations", "3", worker=["from-iteration:2", f"wait-for:{go}"],
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.wait_for_iteration(1)
        shutil.rmtree(self.out)
        self.out.write_text("in the way")
        go.touch()
        stdout, stderr = runner.communicate(timeout=60)
        self.assertEqual(runner.returncode, 3, stdout + stderr)
        self.assertIn("latency_ms", stdout)
        self.assertIn("cannot write the file", stderr)
        self.assertIn(str(self.out), stderr)

    def test_one_that_is_full_is_an_error_without_partial_files(self):
        self.out = self.mounted_tmpfs("64k")
        (self.out / "ballast").write_bytes(b"x" * 40_000)
        run = self.run_perfbench("--iterations", "40", "--quiet", worker=["exit:3"])
        self.assertEqual(run.returncode, 3, run.stdout + run.stderr)
        self.assertIn("No space left on device", run.stderr)
        files = [path for path in self.out.rglob("*") if path.is_file() and path.name != "ballast"]
        self.assertTrue(files)
        for path in files:
            json.loads(path.read_text())
            self.assertRegex(path.name, r"^iteration-\d+\.json$")

    @unittest.skipIf(os.environ.get("PERFBENCH_SANITIZE"), "a sanitizer wants to be loaded first")
    def test_one_whose_file_system_has_no_nameless_files_gets_its_files_by_other_names(self):
        self.out = self.mounted_tmpfs("64k")
        refused = self.folder / "refused"
        self.environment |= {"LD_PRELOAD": os.environ["PERFBENCH_TEST_NO_NAMELESS_FILES"],
                             "PERFBENCH_TEST_REFUSED": str(refused)}
        run = self.run_perfbench("--warmup", "0", "--iterations", "2", worker=["print:to stdout", "stderr:1"])
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual(sorted(path.name for path in (self.out / "latest").iterdir()),
                         ["iteration-001.json", "iteration-002.json", "summary.json", "summary.md"])
        self.assertTrue(self.summary()["runs"][0]["stderr_tail"])
        self.assertTrue(refused.exists())

        full = self.run_perfbench("--iterations", "40", "--quiet", worker=["exit:3"])
        self.assertEqual(full.returncode, 3, full.stdout + full.stderr)
        self.assertIn("No space left on device", full.stderr)
        self.assertEqual([path for path in self.out.rglob(".*")], [])

    def mounted_tmpfs(self, size):
        place = self.folder / "small"
        place.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True,
                              check=False)
        if done.returncode != 0:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", str(place)], check=False)
        return place

    def test_one_for_many_runs_in_the_same_second_keeps_them_apart(self):
        runners = [self.start_perfbench("--iterations", "2", "--name", "same", worker=[]) for _ in range(6)]
        self.assertEqual([runner.wait(PATIENCE_SEC) for runner in runners], [0] * 6)
        results = sorted(path for path in self.out.iterdir() if not path.is_symlink())
        self.assertEqual(len(results), 6)
        for result in results:
            self.assertEqual(len(self.summary(result)["runs"]), 2)


class OthersProcesses(CliTest):
    """A worker that becomes root, of a perfbench that is not: it cannot be killed."""

    def setUp(self):
        super().setUp()
        if os.geteuid() != 0 or os.statvfs(self.folder).f_flag & os.ST_NOSUID:
            self.skipTest("needs root, and a file system that honours set-user-ID")
        self.become_root = self.folder / "become-root"
        shutil.copy(shutil.which("setpriv"), self.become_root)
        self.become_root.chmod(0o4755)
        self.stage = self.folder / "stage"
        shutil.copytree(pathlib.Path(PERFBENCH).parent.parent, self.stage)
        self.folder.chmod(0o777)

    def run_as_nobody(self, *options, script):
        def become_nobody():
            os.setgid(65534)
            os.setuid(65534)
        arguments = [str(self.stage / "bin" / "perfbench"), *self.arguments(*options)[1:-1], "/bin/sh", "-c", script]
        run = subprocess.run(arguments, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=120,
                             check=False, preexec_fn=become_nobody)
        for pid in self.living():
            os.kill(pid, 9)
        self.wait_for(lambda: not self.living(), "the end of root's processes")
        return run, {warning["code"]: warning["message"] for warning in self.summary()["warnings"]}

    def test_one_that_cannot_be_ended_is_given_up(self):
        run, warnings = self.run_as_nobody(
            "--warmup", "0", "--iterations", "1", "--timeout-sec", "0.5",
            script=f"exec {self.become_root} --reuid=0 --regid=0 --clear-groups sleep 600")
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        entry = self.summary()["runs"][0]
        self.assertEqual((entry["outcome"], entry["max_rss_kb"], entry["cpu_pct"]), ("timed out", None, None))
        self.assertIn("1 process of workers could not be killed", warnings["surviving_processes"])

    def test_what_cannot_be_killed_is_left_alone_and_told_once(self):
        begin = time.monotonic()
        run, warnings = self.run_as_nobody(
            "--warmup", "0", "--iterations", "4",
            script=f"test $PERFBENCH_ITERATION -gt 1 || {{ {self.become_root} --reuid=0 --regid=0 --clear-groups "
                   "sleep 600 & while ! grep -q sleep /proc/$!/comm; do :; done; }; echo done >&2")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertIn("1 process of workers could not be killed", warnings["surviving_processes"])
        self.assertEqual([run["leftover_processes"] for run in self.summary()["runs"]], [0] * 4)
        self.assertEqual([run["stderr_tail"] for run in self.summary()["runs"]], ["done"] * 4)
        # Once it is waited for; each iteration that did would take 2 s more.
        self.assertLess(max(self.summary()["runs"][1:], key=lambda run: run["duration_ms"])["duration_ms"], 2000)
        self.assertGreater(time.monotonic() - begin, 2)


class Clocks(CliTest):
    @unittest.skipIf(os.environ.get("PERFBENCH_SANITIZE"), "a sanitizer wants to be loaded first")
    def test_one_that_is_set_back_in_mid_run_changes_no_duration(self):
        back = self.folder / "back"
        junit = self.folder / "junit.xml"
        self.environment |= {"LD_PRELOAD": os.environ["PERFBENCH_TEST_CLOCK"], "PERFBENCH_TEST_CLOCK_BACK": str(back)}
        run = self.run_perfbench("--warmup", "0", "--iterations", "3", "--junit", str(junit),
                                 worker=["sleep:100", "from-iteration:2", f"touch-file:{back}"])
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        result = self.summary()
        self.assertLess(result["generated_at"], result["started_at"])
        for entry in result["runs"]:
            self.assertTrue(100 <= entry["duration_ms"] < 60_000, entry["duration_ms"])
        suite = xml.etree.ElementTree.parse(junit).getroot().find("testsuite")
        self.assertTrue(0.3 <= float(suite.get("time")) < 60, suite.get("time"))


class LowLimits(CliTest):
    def test_a_hard_limit_on_descriptors_is_a_clear_error(self):
        def low():
            resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
        run = self.run_perfbench("--concurrency", "64", worker=["sleep:1"], preexec_fn=low)
        self.assertEqual(run.returncode, 3, run.stdout + run.stderr)
        self.assertIn("Too many open files", run.stderr + run.stdout)
        run = self.run_perfbench("--concurrency", "2", worker=["sleep:1"], preexec_fn=low)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_no_more_workers_are_prepared_ahead_than_there_are_descriptors_for(self):
        def low():
            resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
        run = self.run_perfbench("--concurrency", "2", "--iterations", "60", worker=["exit:0"], preexec_fn=low)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual(len(self.summary()["runs"]), 60)

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to become somebody who has no other processes")
    def test_a_limit_on_processes_is_a_failed_spawn_with_its_reason(self):
        stage = pathlib.Path(PERFBENCH).parent.parent
        copy = self.folder / "stage"
        shutil.copytree(stage, copy)
        worker = self.folder / "worker"
        shutil.copy(os.environ["PERFBENCH_TEST_WORKER"], worker)
        self.folder.chmod(0o777)
        somebody = 64_321  # of no other process

        def limited():
            resource.setrlimit(resource.RLIMIT_NPROC, (6, 6))
            os.setgid(somebody)
            os.setuid(somebody)
        command = [str(copy / "bin" / "perfbench"), "run", "--out-dir", str(self.out), "--warmup", "0", "--iterations", "1",
                   "--concurrency", "16", "--", str(worker), "sleep:1000"]
        run = subprocess.run(command, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=120,
                             check=False, preexec_fn=limited)
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        outcomes = {worker["outcome"] for worker in self.summary()["runs"][0]["worker_results"]}
        self.assertEqual(outcomes, {"exit 0", "could not be started (clone: Resource temporarily unavailable)"})


if __name__ == "__main__":
    main()
