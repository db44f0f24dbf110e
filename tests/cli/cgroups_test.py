"""A control group for each worker: what it tells and bounds, and that none is left behind."""

import os
import pathlib
import shutil
import signal
import subprocess
import unittest

from perfbench_cli import PATIENCE_SEC, PERFBENCH, WORKER, CliTest, main

CGROUPS = pathlib.Path("/sys/fs/cgroup")


def groups_of(pid):
    """The folders that a run has made, in whatever hierarchy."""
    return [folder for folder, _, _ in os.walk(CGROUPS) if os.path.basename(folder) == f"perfbench-{pid}"]


class CgroupTest(CliTest):
    def run_with_group(self, *options, worker):
        """Its result; skipped where this machine grants no such group."""
        run = self.run_perfbench("--iterations", "2", *options, worker=worker)
        if run.returncode == 2:
            self.skipTest(run.stderr)
        result = self.summary()
        if "cgroup" in result["summary"]["not_measured"]:
            self.skipTest(result["summary"]["not_measured"]["cgroup"])
        return run, result


class ControlGroups(CgroupTest):
    def test_tell_of_the_whole_tree(self):
        _, result = self.run_with_group("--sla", "cgroup.cpu_sec.mean >= 20ms", worker=["cpu-child:20", "spin:20"])
        self.assertEqual(result["verdict"], "pass")
        summary = result["summary"]
        self.assertGreater(summary["cgroup"]["cpu_sec"]["p50"], 0.02)
        self.assertIn("cpu_pressure_ms", result["runs"][0])
        self.assertIn("cpu.stat", summary["sources"]["process_tree_sampled.mean_tree_cpu_pct"])
        self.assertEqual(result["profile"]["cgroup"], "auto")

    def test_are_not_made_where_they_are_off(self):
        run = self.run_perfbench("--cgroup", "off", worker=["spin:5"])
        self.assertEqual(run.returncode, 0, run.stderr)
        not_measured = self.summary()["summary"]["not_measured"]
        for name in ("cgroup", "cgroup_memory_peak_mb", "scheduling.io_pressure_ms"):
            self.assertEqual(not_measured[name], "control groups were off")

    def started_with_group(self):
        runner = self.start_perfbench("--concurrency", "2",
                                      worker=["ignore-term", "daemon:600000", "escape:600000", "sleep:600000"])
        self.wait_for(lambda: len(self.living()) >= 2 + 2 * 3, "two workers with two processes each")
        if not groups_of(runner.pid):
            runner.terminate()
            runner.wait(PATIENCE_SEC)
            self.skipTest("this machine grants no control groups")
        return runner

    def test_go_with_a_runner_that_is_killed(self):
        runner = self.started_with_group()
        runner.kill()
        runner.wait(PATIENCE_SEC)
        self.wait_for(lambda: not groups_of(runner.pid), "the removal of its groups")
        self.wait_for(lambda: not self.living(), "the end of all that it started")

    def test_go_with_a_launcher_that_is_killed(self):
        runner = self.started_with_group()
        os.kill(self.child_of(runner, "perfbench-launcher"), signal.SIGKILL)
        self.assertEqual(runner.wait(PATIENCE_SEC), 3)
        self.assertEqual(groups_of(runner.pid), [])

    def test_of_a_run_of_which_all_was_killed_go_with_the_next(self):
        runner = self.started_with_group()
        launcher = self.child_of(runner, "perfbench-launcher")
        os.kill(launcher, signal.SIGSTOP)
        runner.kill()
        os.kill(launcher, signal.SIGKILL)
        runner.wait(PATIENCE_SEC)
        self.wait_for(lambda: not pathlib.Path(f"/proc/{launcher}").exists(), "the end of the launcher")
        # Another run that begins now may be that next one.
        self.assertEqual(self.run_perfbench("--iterations", "1", "--name", "next", worker=[]).returncode, 0)
        self.assertEqual(groups_of(runner.pid), [])
        self.assertEqual(self.living(), [], "what the killed run left was ended with its groups")

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to become somebody who may not make any")
    def test_that_a_user_may_not_make_are_absent_with_the_reason_and_all_else_is_as_ever(self):
        self.folder.chmod(0o777)
        programs = self.folder / "programs"  # where everybody can reach them
        shutil.copytree(pathlib.Path(PERFBENCH).parent.parent, programs, symlinks=True)
        worker = shutil.copy(WORKER, programs / "worker")
        as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", f"TMPDIR={self.folder}"]

        def run(*options, steps):
            command = [str(programs / "bin" / "perfbench"), "run", "--out-dir", str(self.out), *options, "--", worker]
            return subprocess.run([*as_nobody, *command, *steps], env=self.environment, capture_output=True, text=True,
                                  timeout=300, check=False)

        measured = run("--cgroup", "full", "--concurrency", "2", steps=["spin:30", "daemon:600000"])
        self.assertEqual(measured.returncode, 0, measured.stdout + measured.stderr)
        result = self.summary()
        self.assertIn("no control group can be made in", result["summary"]["not_measured"]["cgroup"])
        self.assertEqual([entry["leftover_processes"] for entry in result["runs"]], [2] * 5)
        self.assertIsNotNone(result["summary"]["user_cpu_sec"]["mean"])
        self.assertNotIn("cgroup", result["summary"]["sources"])
        refused = run("--cpu-max", "0.5", steps=[])
        self.assertEqual(refused.returncode, 2)
        self.assertIn("systemd-run --user --scope -p Delegate=yes", refused.stderr)
        bounded = run("--memory-max", "1GB", steps=["exit:3"])
        self.assertEqual(bounded.returncode, 1)
        self.assertIn("address_space_limited", [warning["code"] for warning in self.summary()["warnings"]])


class Limits(CgroupTest):
    def test_are_told_where_they_kill(self):
        run, result = self.run_with_group("--memory-max", "32MB", worker=["touch:64"])
        if "address_space_limited" in [warning["code"] for warning in result["warnings"]]:
            self.skipTest("this machine grants no memory controller")
        self.assertEqual(run.returncode, 1)
        self.assertIn("out of memory (limit 32 MB)", run.stdout)
        self.assertEqual(result["runs"][0]["outcome"], "killed by SIGKILL: out of memory (limit 32 MB)")
        self.assertIn("out_of_memory", [warning["code"] for warning in result["warnings"]])
        self.assertLessEqual(result["summary"]["cgroup_memory_peak_mb"]["max"], 32)
        self.assertEqual(result["profile"]["memory_max_bytes"], 32 << 20)
        self.assertIn("--memory-max 32MB", (self.out / "latest" / "summary.md").read_text())

    def test_of_cpu_time_and_processes_hold_for_the_whole_tree(self):
        _, result = self.run_with_group("--cpu-max", "0.25", "--pids-max", "8", worker=["cpu-child:60"])
        self.assertGreater(result["summary"]["cgroup"]["throttled_ms"]["mean"], 0)
        self.assertLessEqual(result["summary"]["cgroup"]["peak_pids"]["max"], 8)

    def test_that_make_no_sense_are_refused(self):
        for option, value, words in (("--memory-max", "64", "Write it with its unit"),
                                     ("--memory-max", "-1MB", "not an amount of memory"),
                                     ("--cpu-max", "0", "from 0.01 to"),
                                     ("--cpu-max", "nan", "from 0.01 to"),
                                     ("--pids-max", "0", "from 1 to"),
                                     ("--cgroup", "maybe", "--cgroup")):
            run = self.run_perfbench(option, value, worker=[])
            self.assertEqual(run.returncode, 2, option + " " + value)
            self.assertIn(words, run.stderr)
            self.assertFalse(self.out.exists())

    def test_are_in_the_plan(self):
        run = self.run_perfbench("--dry-run", "--memory-max", "64MB", "--cpu-max", "1.5", "--pids-max", "8", worker=[])
        self.assertIn("memory 64MB, 1.5 processors, 8 processes and threads", run.stdout)


if __name__ == "__main__":
    main()
