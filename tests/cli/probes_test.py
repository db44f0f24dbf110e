"""The probes that are asked for: each fills its figures, and a profiler that is missing or fails costs nothing else."""

import csv
import json
import os
import pathlib
import shlex
import shutil
import signal
import sys
import unittest

from perfbench_cli import DATA, WORKER, CliTest, main

BEHAVE = os.environ["PERFBENCH_TEST_BEHAVE"]
SPLIT = os.environ["PERFBENCH_TEST_SPLIT"]
SENDER = [sys.executable, str(pathlib.Path(__file__).with_name("otlp_worker.py"))]
PERF = shutil.which("perf")
EVERY_FLAG = ["--top-attach", "--top-interval-ms", "10", "--probe-interval-ms", "10", "--monitor-sleep-ms", "10",
              "--vmmap-snapshots", "--counters", "--hotspots"]


def figure(result, path):
    """Of the summary; None where it is not there."""
    value = result["summary"]
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


class ProbesCase(CliTest):
    def probe(self, *options, code=0, **keywords):
        run = self.run_perfbench("--warmup", "0", "--iterations", "2", *options, **keywords)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        self.assertEqual(self.living(), [])
        return self.summary()

    def results_folder(self):
        return (self.out / "latest").resolve()

    def profile(self, *options, **keywords):
        """The text of the folded stacks; skips the test where perf cannot record."""
        result = self.probe("--hotspots", *options, **keywords)
        reason = result["summary"]["not_measured"].get("xctrace")
        if reason is not None:
            self.skipTest(reason)
        return (self.results_folder() / "hotspots.folded").read_text()


class FrozenKeys(ProbesCase):
    """v4's keys, as they are fixed in tests/data/v4-frozen-keys.json."""

    KEYS = json.loads((DATA / "v4-frozen-keys.json").read_text())

    def run_everything(self, *options):
        """One run of a worker that does what any figure tells of."""
        worker = " ".join(shlex.quote(word) for word in (WORKER, "touch:8", "cpu-child:60", "sleep:600", "warn:done"))
        sender = " ".join(shlex.quote(word) for word in [
            *SENDER, "post:turn.latency", "post:tool.duration", "post:stream.ms", "post:queue.wait"])
        return self.probe(*EVERY_FLAG, *options, "--name", f"everything{len(options)}",
                          command=["/bin/sh", "-c", f"{sender} & {worker}; wait"])

    def test_each_has_a_figure_when_its_probe_is_on(self):
        result = self.run_everything()
        untold = self.untold_keys(result)
        tool_missing = result["summary"]["not_measured"].get("xctrace", "")
        if tool_missing:
            untold = [path for path in untold if "xctrace" not in path]
        self.assertEqual(untold, [])
        if tool_missing:
            self.skipTest(f"all but xctrace: {tool_missing}")

    def untold_keys(self, result):
        wanted = {f"{path}.{stat}" for path, stats in self.KEYS["summary_statistics"].items() for stat in stats}
        untold = [path for path in [*wanted, *self.KEYS["summary_numbers"]]
                  if not isinstance(figure(result, path), (int, float))]
        untold += [path for path in self.KEYS["summary_others"] if figure(result, path) is None]
        for hotspot in figure(result, "xctrace.hotspots_top") or [{}]:
            untold += [f"xctrace.hotspots_top[].{key}" for key in self.KEYS["hotspot"] if key not in hotspot]
        for run in result["runs"]:
            untold += [f"runs[].{key}" for key in self.KEYS["run_numbers"] if not isinstance(run.get(key), (int, float))]
            untold += [f"runs[].{key}" for key in self.KEYS["run_others"] if key not in run]
        return sorted(untold)

    def test_each_is_there_and_null_with_a_reason_when_its_probe_is_off(self):
        result = self.probe("--no-otel", worker=["exit:0"])
        for path in [*self.KEYS["summary_statistics"], *self.KEYS["summary_numbers"], *self.KEYS["summary_others"]]:
            holder, _, key = path.rpartition(".")
            known = figure(result, holder) if holder else result["summary"]
            self.assertIn(key, known or {}, path)
        for path in ("top_attach", "vmmap_snapshots", "xctrace"):
            self.assertRegex(result["summary"]["not_measured"][path], "off$")

    def test_each_worker_of_several_has_its_own(self):
        result = self.run_everything("--concurrency", "2")
        of_the_batch = {"iteration", "duration_ms", "throughput_runs_per_sec", "worker_count", "successful_runs",
                        "failed_runs"}
        for worker in result["runs"][0]["worker_results"]:
            untold = [key for key in self.KEYS["run_numbers"] if key not in of_the_batch
                      and not isinstance(worker.get(key), (int, float))]
            self.assertEqual(untold, [])


class ProbeFlags(ProbesCase):
    def test_attach_sampling_writes_a_time_series_of_the_tree(self):
        result = self.probe("--top-attach", "--top-interval-ms", "10", command=[BEHAVE, "hold", "32", "150"])
        with open(self.results_folder() / "samples.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(list(rows[0]), ["iteration", "worker", "time_ms", "cpu_pct", "rss_mb", "processes"])
        self.assertEqual({(row["iteration"], row["worker"]) for row in rows}, {("1", "1"), ("2", "1")})
        for run in result["runs"]:
            series = [row for row in rows if int(row["iteration"]) == run["iteration"]]
            times = [float(row["time_ms"]) for row in series]
            self.assertEqual(times, sorted(times))
            self.assertLess(times[-1], run["duration_ms"])
            self.assertEqual(len(series), run["top_sample_count"])
            self.assertEqual(max(int(row["processes"]) for row in series), 3)
            self.assertAlmostEqual(max(float(row["rss_mb"]) for row in series), run["top_peak_rss_mb"], delta=0.01)
            self.assertAlmostEqual(run["top_peak_rss_mb"], 32, delta=4)

    def test_snapshots_tell_the_memory_at_start_middle_and_end(self):
        result = self.probe("--vmmap-snapshots", worker=["sleep:60", "touch:32", "sleep:60", "touch:32"])
        snapshots = result["summary"]["vmmap_snapshots"]
        start, mid, end = (snapshots[f"{place}_physical_footprint_mb"]["mean"] for place in ("start", "mid", "end"))
        self.assertLess(start, 16)
        self.assertGreaterEqual(end, 64)
        self.assertLessEqual(start, mid)
        self.assertLessEqual(mid, end)
        self.assertGreater(snapshots["cost_ms"]["mean"], 0)

    def test_snapshots_of_a_program_that_cannot_be_started_leave_nothing_behind(self):
        program = self.folder / "program"
        program.write_text('#!/bin/sh\nrm "$0"\n')
        program.chmod(0o755)
        result = self.probe("--vmmap-snapshots", code=1, command=[str(program)])
        self.assertRegex(result["runs"][1]["outcome"], "could not be started")
        self.assertNotIn("surviving_processes", [warning["code"] for warning in result["warnings"]])

    def test_the_end_of_a_first_thread_is_not_told_as_the_end_of_the_program(self):
        script = "import os, threading; threading.Thread(target=os.execv, args=('/bin/sleep', ['sleep', '0.05'])).start()"
        summary = self.probe("--vmmap-snapshots", command=[sys.executable, "-c", script])["summary"]
        self.assertIsNone(figure({"summary": summary}, "vmmap_snapshots.end_physical_footprint_mb.mean"))
        self.assertIn("first thread", summary["not_measured"]["vmmap_snapshots.end_physical_footprint_mb"])

    @unittest.skipUnless(shutil.which("valgrind"), "there is no valgrind")
    def test_instructions_before_an_exec_are_not_left_out_in_silence(self):
        def counted(script):
            summary = self.probe("--instructions-mode", "callgrind", command=["/bin/sh", "-c", script])["summary"]
            return figure({"summary": summary}, "counters.instructions.mean"), summary["not_measured"]
        few, _ = counted("/bin/true; :")
        many, _ = counted("i=0; while [ $i -lt 3000 ]; do i=$((i + 1)); done; /bin/true; :")
        self.assertGreater(many, 2 * few)
        none, absent = counted("exec /bin/true")
        self.assertIsNone(none)
        self.assertIn("exec", absent["counters.instructions"])

    @unittest.skipUnless(shutil.which("heaptrack"), "there is no heaptrack")
    def test_the_heap_of_a_static_program_is_absent_at_once(self):
        result = self.probe("--heap-capture", command=[BEHAVE, "work", "1"])
        self.assertIn("linked statically", result["summary"]["not_measured"]["heap"])

    def test_are_in_the_plan(self):
        run = self.run_perfbench("--dry-run", "--counters", "--top-attach", "--hotspots", "--heap-capture", worker=[])
        self.assertRegex(run.stdout, r"(?m)^  more probes +time series every 250 ms, event counters$")
        self.assertRegex(run.stdout, r"(?m)^  afterwards +iterations under perf \(8 s at most\), one under heaptrack$")

    def test_files_of_a_probe_that_was_asked_for_need_no_reporter(self):
        run = self.run_perfbench("--reporter", "console", "--top-attach", "--top-interval-ms", "10", worker=["sleep:40"])
        self.assertEqual(run.returncode, 0)
        self.assertEqual({path.name for path in self.results_folder().iterdir()}, {"samples.csv"})

    def test_counters_count_the_worker_and_its_descendants(self):
        result = self.probe("--counters", worker=["touch:8", "cpu-child:50"])
        counters, absent = result["summary"].get("counters", {}), result["summary"]["not_measured"]
        if "counters.task_clock_ms" in absent:
            self.skipTest(absent["counters.task_clock_ms"])
        self.assertGreaterEqual(counters["task_clock_ms"]["min"], 50)
        self.assertGreaterEqual(counters["page_faults"]["min"], 8 * 256 / 16)  # with pages of 64 KB
        for name in ("instructions", "cycles", "cache_misses", "branch_misses", "context_switches", "cpu_migrations"):
            self.assertNotEqual(name in counters, f"counters.{name}" in absent, "a figure or its reason")

    def test_hotspots_are_told_in_the_result_the_stacks_and_a_page(self):
        folded = self.profile("--xctrace-hotspots-limit", "2", command=[SPLIT, "60"])
        self.assertRegex(folded, r"(?m)main[^\n]*;heavy[^\n]* \d+$")
        page = (self.results_folder() / "hotspots.html").read_text()
        self.assertTrue(page.lower().startswith("<!doctype html>"), page[:80])
        self.assertIn("heavy", page)
        result = self.summary()
        xctrace = result["summary"]["xctrace"]
        self.assertEqual([spot["frame"] for spot in xctrace["hotspots_top"]], ["heavy", "light"])
        self.assertAlmostEqual(xctrace["hotspots_top"][0]["share_pct"], 70, delta=10)
        self.assertTrue(all(pathlib.Path(path).is_file() for path in xctrace["trace_paths"]))
        self.assertEqual(xctrace["trace_count"], len(xctrace["trace_paths"]))
        self.assertEqual(len(result["runs"]), 2)  # the profiled ones are none of them


class DisturbedProfilers(ProbesCase):
    """What is put in the place of perf."""

    def profile_with(self, script, *options):
        """The reason why there are no hotspots; an empty script: there is no perf."""
        tools = self.folder / "tools"
        tools.mkdir(exist_ok=True)
        fake = tools / "perf"
        fake.unlink(missing_ok=True)
        if script:
            fake.write_text(f"#!/bin/sh\n{script}\n")
            fake.chmod(0o755)
        self.environment["PATH"] = str(tools) if not script else f"{tools}:{os.environ['PATH']}"
        result = self.probe("--hotspots", *options, command=[SPLIT, "20"])
        summary = result["summary"]
        self.assertEqual(summary["xctrace"]["hotspots_top"], [])
        self.assertIsNone(summary["xctrace"]["trace_count"])
        self.assertEqual([run["xctrace_trace_path"] for run in result["runs"]], [None, None])
        self.assertGreater(summary["latency_ms"]["min"], 0)
        self.assertEqual((result["verdict"], len(result["runs"])), ("pass", 2))
        self.assertFalse((self.results_folder() / "hotspots.html").exists())
        self.assertFalse((self.results_folder() / "traces").exists())
        return summary["not_measured"]["xctrace"]

    def test_one_that_is_missing_is_named_with_what_installs_it(self):
        self.assertRegex(self.profile_with(""), r"no perf in PATH.*apt-get install linux-perf")

    def test_one_that_fails_is_quoted(self):
        self.assertIn("the moon is full", self.profile_with("echo the moon is full >&2; exit 1"))

    def test_one_whose_recording_cannot_be_read_is_quoted(self):
        answer = "echo ack >&4; read line"  # to enable
        script = f'case $1 in record) {answer} <&3; trap "exit 0" INT; while :; do sleep 0.05; done;; *) ' \
                 'echo bad magic >&2; exit 1;; esac'
        self.assertIn("bad magic", self.profile_with(script))

    def test_one_that_hangs_is_given_up_with_all_that_it_started(self):
        self.assertIn("it does not begin to record", self.profile_with("sleep 600 & sleep 600"))

    @unittest.skipUnless(PERF, "there is no perf")
    def test_an_interrupt_in_the_extra_iterations_ends_them_all_and_costs_no_figure(self):
        runner = self.start_perfbench("--warmup", "0", "--iterations", "2", "--hotspots", "--xctrace-time-limit-sec", "60",
                                      "--timeout-sec", "60", "--heap-capture", "--instructions-mode", "callgrind",
                                      worker=["from-iteration:3", "sleep:600000"])
        self.wait_for_iteration(2)
        self.wait_for(lambda: list(self.out.glob("*/traces/*")) or runner.poll() is not None, "the recording")
        runner.send_signal(signal.SIGINT)
        self.assertEqual(runner.wait(60), 130)
        result = self.summary()
        self.assertEqual((result["ending"], result["verdict"], len(result["runs"])), ("interrupted", "error", 2))
        for figures in ("xctrace", "heap", "counters.instructions"):
            self.assertRegex(result["summary"]["not_measured"][figures], "asked to end|no heaptrack|no valgrind")
        self.assertEqual(self.living(), [])


class ProfiledPrograms(ProbesCase):
    def test_functions_of_the_children_of_a_worker_are_seen(self):
        folded = self.profile(command=["/bin/sh", "-c", f"{shlex.quote(SPLIT)} 40 & wait"])
        self.assertRegex(folded, r"heavy[^\n]* \d+")

    @unittest.skipUnless(shutil.which("strip"), "there is no strip")
    def test_shares_are_right_though_the_program_runs_in_step_with_round_times(self):
        for round_us, rounds in ((1000, 60), (2000, 30)):
            stacks = [line.rsplit(" ", 1) for line in self.profile(
                command=[SPLIT, str(rounds), str(round_us * 1000)]).splitlines() if not line.startswith("#")]
            spent = {name: sum(int(weight) for stack, weight in stacks if f";{name}" in stack)
                     for name in ("heavy", "light")}
            self.assertAlmostEqual(spent["heavy"] / sum(spent.values()), 0.7, delta=0.12, msg=round_us)

    def test_functions_of_a_stripped_program_are_named_by_their_module(self):
        program = self.folder / "bare program"
        shutil.copy(SPLIT, program)
        os.spawnlp(os.P_WAIT, "strip", "strip", str(program))
        folded = self.profile(command=[str(program), "60"])
        self.assertIn("bare program", folded)
        self.assertNotIn("heavy", folded)
        [hottest, *_] = self.summary()["summary"]["xctrace"]["hotspots_top"]
        self.assertRegex(hottest["module"], r"^bare program( \(build-id [0-9a-f]+\))?$")

    def test_functions_that_a_program_makes_itself_are_named_by_its_map(self):
        maps = self.folder / "maps"
        try:
            folded = self.profile(command=[os.environ["PERFBENCH_TEST_JIT"], str(maps), "60"])
        finally:
            for path in maps.read_text().split() if maps.exists() else []:
                pathlib.Path(path).unlink(missing_ok=True)
        self.assertIn("compiled_at_run_time", folded)


if __name__ == "__main__":
    main()
