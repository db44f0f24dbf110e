"""With fewer rights: everything that can work does, what cannot is null with its reason, and exit codes are as before.
Nothing of the machine is changed: rights are taken from single processes, or in a mount namespace of their own."""

import os
import pathlib
import shlex
import shutil
import subprocess
import unittest

from perfbench_cli import PERFBENCH, CliTest, main

REFUSE = os.environ["PERFBENCH_TEST_REFUSE"]
WORKER = os.environ["PERFBENCH_TEST_WORKER"]
PROBES = ["--top-attach", "--top-interval-ms", "5", "--probe-interval-ms", "5", "--monitor-sleep-ms", "5",
          "--vmmap-snapshots", "--counters", "--hotspots"]
NOBODY = 65534
SANITIZED = bool(os.environ.get("PERFBENCH_SANITIZE"))

# What no right is needed for.
ALWAYS_THERE = ["latency_ms", "max_rss_mb", "user_cpu_sec", "cpu_pct", "peak_open_fds", "peak_direct_children",
                "process_tree_sampled.peak_tree_rss_mb", "process_tree_sampled.mean_tree_cpu_pct", "run_queue_wait_ms",
                "top_attach.peak_rss_mb", "top_attach.mean_cpu_pct", "vmmap_snapshots.start_physical_footprint_mb",
                "vmmap_snapshots.mid_physical_footprint_mb"]


class PrivilegesCase(CliTest):
    perfbench = PERFBENCH
    worker = WORKER

    def under(self, *command_before, worker=("spin:60", "exit:0"), code=0, options=("--sla", "latency_ms.max <= 600s")):
        """The summary of a run with all probes, started by such a command."""
        command = [*command_before, self.perfbench, "run", "--out-dir", str(self.out), "--warmup", "0", "--iterations", "2",
                   *PROBES, *options, "--", self.worker, *worker]
        run = subprocess.run(command, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=300,
                             check=False)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        self.assertEqual(self.living(), [])
        result = self.summary()
        self.assertEqual(len(result["runs"]), 2)
        return result["summary"]

    def reason(self, summary, figure):
        """Of a figure that is absent, told of it or of what holds it."""
        reasons = summary["not_measured"]
        while figure not in reasons and "." in figure:
            figure = figure.rpartition(".")[0]
        self.assertIn(figure, reasons)
        return reasons[figure]

    def assert_figures(self, summary, figures=None):
        for path in ALWAYS_THERE if figures is None else figures:
            value = summary
            for key in [*path.split("."), "mean"]:
                value = value[key]
            self.assertIsInstance(value, (int, float), f"{path}: {summary['not_measured']}")


class FewerRights(PrivilegesCase):
    """System calls that are refused, as containers refuse them."""

    def test_without_perf_events_counters_and_hotspots_are_absent_with_the_reason(self):
        for error, of_counters, of_perf in (("EPERM", "not permitted.*seccomp", "Operation not permitted|perf_event_paranoid"),
                                            ("ENOSYS", "no perf_event_open, or a seccomp filter", "not implemented")):
            with self.subTest(error):
                summary = self.under(REFUSE, error, "perf_event_open", "--")
                self.assert_figures(summary)
                self.assertNotIn("counters", summary)
                self.assertRegex(self.reason(summary, "counters.task_clock_ms"), of_counters)
                self.assertEqual(summary["xctrace"]["hotspots_top"], [])
                if shutil.which("perf"):
                    self.assertRegex(self.reason(summary, "xctrace.trace_count"), of_perf)

    @unittest.skipIf(SANITIZED, "a sanitizer looks for leaks by ptrace")
    def test_without_ptrace_only_the_memory_at_the_exit_is_absent(self):
        summary = self.under(REFUSE, "EPERM", "ptrace", "--")
        self.assert_figures(summary)
        end = "vmmap_snapshots.end_physical_footprint_mb"
        self.assertIsNone(summary["vmmap_snapshots"]["end_physical_footprint_mb"]["mean"])
        self.assertRegex(self.reason(summary, end), "ptrace")

    @unittest.skipIf(SANITIZED, "a sanitizer looks for leaks by ptrace")
    def test_exit_codes_are_as_before(self):
        before = (REFUSE, "EPERM", "perf_event_open", "ptrace", "--")
        for code, options, worker in ((0, (), ("exit:0",)), (1, (), ("exit:3",)),
                                      (1, ("--sla", "latency_ms.max <= 1us"), ("exit:0",))):
            with self.subTest(code=code, worker=worker):
                self.under(*before, code=code, options=options, worker=worker)
        run = subprocess.run([*before, PERFBENCH, "run", *PROBES, "--out-dir", str(self.out), "--", "/no/such/program"],
                             env=self.environment, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, 2, run.stderr)


@unittest.skipUnless(os.geteuid() == 0, "needs root, to become somebody else")
@unittest.skipUnless(shutil.which("setpriv"), "there is no setpriv")
@unittest.skipIf(SANITIZED, "the reports of a sanitizer lie where an ordinary user cannot write")
class OrdinaryUsers(PrivilegesCase):
    AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]

    def setUp(self):
        super().setUp()
        stage = self.folder / "stage"
        shutil.copytree(pathlib.Path(PERFBENCH).parent.parent, stage)
        self.perfbench = str(stage / "bin" / "perfbench")
        self.folder.chmod(0o755)
        self.out.mkdir()
        os.chown(self.out, NOBODY, NOBODY)
        self.worker = shutil.copy(WORKER, self.folder / "worker")
        self.refuse = shutil.copy(REFUSE, self.folder / "refuse")

    def as_nobody(self, *command_before, **keywords):
        return self.under(*self.AS_NOBODY, *command_before, **keywords)

    def in_a_namespace(self, *preparations, command=()):
        """A shell that changes mounts for itself alone, where /proc hides the processes of others, and then becomes an
        ordinary user."""
        own_proc = ["mount", "-t", "proc", "-o", "hidepid=2", "proc", "/proc"]
        script = "; ".join(shlex.join(words) for words in [["set", "-e"], own_proc, *preparations])
        return ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "/bin/sh", "-c",
                f'{script}; "$@"; exit $?', "sh", *self.AS_NOBODY, *command]

    def assert_namespaces(self, *preparations):
        tried = subprocess.run([*self.in_a_namespace(*preparations), "true"], capture_output=True, text=True, timeout=60,
                               check=False)
        if tried.returncode != 0:
            self.skipTest("no mount namespace may be made: " + tried.stderr.strip())

    def test_have_every_figure_that_needs_no_right(self):
        summary = self.as_nobody()
        self.assert_figures(summary)
        self.assert_figures(summary, ["vmmap_snapshots.end_physical_footprint_mb", "io.minor_page_faults"])
        self.assert_counters_and_profile_or_reasons(summary)

    def assert_counters_and_profile_or_reasons(self, summary):
        for name in ("task_clock_ms", "page_faults", "context_switches"):
            if name not in summary.get("counters", {}):
                self.assertRegex(self.reason(summary, f"counters.{name}"), "perf_event_paranoid")
        if not summary["xctrace"]["hotspots_top"]:
            self.assertTrue(self.reason(summary, "xctrace.trace_count"))

    def test_have_the_input_and_output_of_their_workers(self):
        if not pathlib.Path("/proc/self/io").exists():
            self.skipTest("this kernel keeps no I/O accounting")
        summary = self.as_nobody(worker=["spin:20", "stdout:1"])
        self.assertGreaterEqual(summary["io"]["written_kb"]["mean"], 1024, summary["not_measured"])

    def test_are_told_no_part_for_the_whole_where_a_worker_leaves_processes_behind(self):
        summary = self.as_nobody(worker=["spin:20", "stdout:1", "child:600000"])
        if "written_kb" in summary["io"]:
            self.skipTest("this kernel shows what a process has read and written when it has ended")
        self.assertRegex(self.reason(summary, "io.written_kb"), "to root alone")

    def test_find_how_to_permit_what_a_paranoid_kernel_forbids(self):
        paranoid = self.folder / "paranoid"
        paranoid.write_text("4\n")
        hide = ["mount", "--bind", str(paranoid), "/proc/sys/kernel/perf_event_paranoid"]
        self.assert_namespaces(hide)
        summary = self.under(*self.in_a_namespace(
            hide, command=[self.refuse, "EACCES", "perf_event_open", "--"]))
        self.assert_figures(summary)
        self.assertRegex(self.reason(summary, "counters.task_clock_ms"), "set kernel.perf_event_paranoid to 1")
        if shutil.which("perf"):
            self.assertRegex(self.reason(summary, "xctrace.trace_count"),
                             "perf_event_paranoid is 4.*sysctl kernel.perf_event_paranoid=1")

    def test_see_their_own_processes_where_others_are_hidden(self):
        self.assert_namespaces()
        summary = self.under(*self.in_a_namespace(), worker=["child:60", "spin:60"])
        self.assert_figures(summary)
        self.assertEqual(summary["peak_direct_children"]["max"], 1)


if __name__ == "__main__":
    main()
