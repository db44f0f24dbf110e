"""What `ctest -D ExperimentalTest` keeps of a test whose perfbench was killed."""

import json
import pathlib
import time

import dashboard_file
from projects import CDASH_SCHEMA, ProjectTest, main, run

PROJECT = r"""
cmake_minimum_required(VERSION 3.25)
project(Killed LANGUAGES NONE)
include(CTest)
find_package(PerfBench REQUIRED)
foreach(name IN ITEMS killed killed-early)
  add_perf_test(NAME ${name} COMMAND sh "${CMAKE_CURRENT_SOURCE_DIR}/${name}" "${CMAKE_BINARY_DIR}" ITERATIONS 5 WARMUP 1
    SLA "latency_ms.p95 <= 60s" PROPERTIES TIMEOUT 120)
endforeach()
add_perf_test(NAME green COMMAND true ITERATIONS 3)
"""
# The worker's parent is the launcher, whose parent is perfbench.
KILL = """
read -r launcher <"/proc/$PPID/stat"
launcher=${launcher##*) }
set -- "$1" $launcher
sleep 600 &
echo $$ $! $PPID $3 $(cat /proc/$3/task/$3/children) >"$1/$NAME.pids"
kill -9 $3
wait
"""
WORKERS = {
    "killed": """[ "$PERFBENCH_ITERATION" = 3 ] || exit 0
NAME=killed
until ls "$1"/perf-results/killed-[0-9]*/iteration-002.json; do sleep 0.01; done >/dev/null 2>&1""" + KILL,
    "killed-early": """NAME=killed-early""" + KILL,
}
REASON = "PerfBench could not go on (it was killed) "

PATIENCE_SEC = 30  # a loaded machine may need a while


def is_alive(pid):
    try:
        return pathlib.Path("/proc", pid, "cmdline").read_bytes() != b""  # a zombie has none
    except OSError:
        return False


class Killed(ProjectTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consumer = cls.project("killed")
        cls.consumer.write("CMakeLists.txt", PROJECT)
        for name, script in WORKERS.items():
            cls.consumer.write(name, script)
        cls.built(cls.consumer)
        cls.ran = cls.consumer.ctest("-D", "ExperimentalTest", "--output-on-failure")
        cls.tests = dashboard_file.read(dashboard_file.path_of(cls.consumer.build_dir))

    def run_dir(self, name):
        (run_dir,) = self.consumer.results.glob(f"{name}-[0-9]*-[0-9]*")
        return run_dir

    def numbers(self, name):
        return {figure: float(value) for figure, value in self.tests[name].values("numeric/double").items()}

    def test_has_a_place_in_a_file_that_is_valid(self):
        file = dashboard_file.path_of(self.consumer.build_dir)
        self.succeed(run(["xmllint", "--noout", "--schema", CDASH_SCHEMA, file]))
        statuses = {name: test.status for name, test in self.tests.items()}
        self.assertEqual(statuses, {"killed": "failed", "killed-early": "failed", "green": "passed"}, self.ran.stdout)

    def test_has_the_figures_of_the_iterations_that_were_complete(self):
        kept = [json.loads(file.read_text()) for file in sorted(self.run_dir("killed").glob("iteration-*.json"))]
        latencies = [iteration["duration_ms"] for iteration in kept]
        self.assertEqual(len(latencies), 2)
        numbers = self.numbers("killed")
        self.assertAlmostEqual(numbers["latency_ms.p50"], sum(latencies) / 2)
        self.assertEqual((numbers["latency_ms.min"], numbers["latency_ms.max"]), (min(latencies), max(latencies)))
        self.assertEqual((numbers["successful_runs_total"], numbers["failed_runs_total"]), (2, 0))
        self.assertEqual(numbers["latency_ms.p95.limit"], 60000)
        summary = json.loads(self.tests["killed"].files()["summary.json"])
        for figure, value in numbers.items():
            self.assertEqual(value, dashboard_file.figure(summary, figure), figure)

    def test_has_the_verdict_and_the_reason(self):
        for name, when in (("killed", "after 2 of 5 iterations"),
                           ("killed-early", "before the first iteration was complete")):
            self.assertEqual(self.tests[name].values("text/string"), {"verdict": "error"})
            self.assertEqual(self.tests[name].text("Completion Status"), REASON + when)
            self.assertIn(REASON, self.tests[name].output())
        self.assertNotIn("latency_ms.mean", self.numbers("killed-early"))

    def test_has_its_files_as_they_lie_on_the_disk(self):
        for name in WORKERS:
            on_disk = {file: (self.run_dir(name) / file).read_bytes() for file in ("summary.json", "summary.md")}
            self.assertEqual(self.tests[name].files(), on_disk)

    def test_has_reports_that_their_readers_understand(self):
        self.succeed(self.validate([self.run_dir(name) / "summary.json" for name in WORKERS]))
        for name in WORKERS:
            suite = self.checked_suite(self.consumer.results / "junit" / f"{name}.xml")
            self.assertEqual(suite.get("errors"), "1")
            self.assertTrue(suite.find(".//error").get("message").startswith(REASON))

    def test_leaves_nothing_running(self):
        for name in WORKERS:
            pids = (self.consumer.build_dir / f"{name}.pids").read_text().split()
            self.assertEqual(len(pids), 7)  # worker, its child, launcher, collector, perfbench, and two children of this one
            deadline = time.monotonic() + PATIENCE_SEC
            while any(map(is_alive, pids)) and time.monotonic() < deadline:
                time.sleep(0.01)
            self.assertEqual([pid for pid in pids if is_alive(pid)], [], name)


if __name__ == "__main__":
    main()
