"""What `ctest -D ExperimentalTest` makes of good, bad, hostile and hung programs: the file that CDash reads."""

import json
import pathlib
import struct

import dashboard_file
from projects import ProjectTest, main

PROJECT = r"""
cmake_minimum_required(VERSION 3.25)
project(Dashboard LANGUAGES NONE)
include(CTest)
find_package(PerfBench REQUIRED)
set(here "${CMAKE_CURRENT_SOURCE_DIR}")
add_perf_test(NAME green COMMAND sleep 0.02 ITERATIONS 4 WARMUP 0
  SLA "latency_ms.p95 <= 60s" "max_rss_mb.max <= 64MB")
add_perf_test(NAME breach COMMAND sleep 0.02 ITERATIONS 4 WARMUP 0 SLA "latency_ms.p95 <= 1ms")
add_perf_test(NAME hostile COMMAND sh "${here}/say" "${here}/hostile" ITERATIONS 5 WARMUP 0)
file(STRINGS hostile-words words)
add_perf_test(NAME hostile-words COMMAND sh -c "exit 3" ${words} ITERATIONS 5 WARMUP 0)
add_perf_test(NAME hung COMMAND sh "${here}/hang" "${CMAKE_BINARY_DIR}/pids" ITERATIONS 3 WARMUP 0
  PROPERTIES TIMEOUT 10)
"""
# The worker's first iteration is a good one; the second would outlive any timeout, and has a child that would, too.
HANG = """[ "$PERFBENCH_ITERATION" = 1 ] && exit
trap '' TERM
sleep 600 &
echo $$ $! $PPID >"$1"
wait
"""
# Of the first five workers that fail, three lines each are shown, of 80 columns.
SAY = """last=$((3 * PERFBENCH_ITERATION))
sed -n "$((last - 2)),${last}p" "$1" >&2
exit 3
"""
WORDS = [
    '<CTestMeasurement type="text/string" name="slipped">1</CTestMeasurement>',
    '<DartMeasurement type="text/string" name="slipped">1</DartMeasurement>',
    '<CTestMeasurementFile type="file" name="slipped">/</CTestMeasurementFile>',
    "<CTestDetails>slipped</CTestDetails>",
    "<CTestLabel>slipped</CTestLabel>",
    "& ]]> </Value></Measurement></Results></Test>",
]
LINES = [
    *(word.encode() for word in WORDS),
    b'<CTest\0Measurement type="text/string" name="slipped">1</CTestMeasurement>',
    b'<CTest\xffMeasurement type="text/string" name="slipped">1</CTestMeasurement>',
    b'<CTestMeasurement type="text/string" name="slipped\xff">1</CTestMeasurement>',
    b'<CTestMeasurement type="text/string"',
    b'name="slipped">1</CTestMeasurement>',
    b'<CTestMeasure\x1b[31mment type="text/string" name="slipped">1</CTestMeasurement>',
    b"\a\b\x01\x7f & < > <![CDATA[ \xff\xfe\x80 \xed\xa0\x80 \xf4\x90\x80\x80 \xef\xbf\xbf",
    b"overwritten\rthe end",
]
RED = {"breach", "hostile", "hostile-words", "hung"}


def is_alive(pid):
    try:
        return pathlib.Path("/proc", pid, "cmdline").read_bytes() != b""  # a zombie has none
    except OSError:
        return False


class Dashboard(ProjectTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consumer = cls.project("dashboard")
        cls.consumer.write("CMakeLists.txt", PROJECT)
        cls.consumer.write("hang", HANG)
        cls.consumer.write("say", SAY)
        cls.consumer.write("hostile-words", "\n".join(WORDS))
        cls.consumer.write("hostile", "").write_bytes(b"\n".join(LINES) + b"\n")
        cls.built(cls.consumer)
        cls.ran = cls.consumer.ctest("-D", "ExperimentalTest", "--output-on-failure")
        cls.tests = dashboard_file.read(dashboard_file.path_of(cls.consumer.build_dir))

    def test_is_valid_and_has_each_figure_as_the_number_that_the_summary_holds(self):
        tests = self.check_dashboard_file(self.consumer.build_dir)
        limited = tests["green"].values("numeric/double")
        self.assertEqual(limited["latency_ms.p95.limit"], "60000")
        self.assertIn("max_rss_mb.max.margin_pct", limited)

    def test_has_passed_and_failed_tests_and_their_reasons(self):
        statuses = {name: test.status for name, test in self.tests.items()}
        self.assertEqual(statuses, {"green": "passed", **dict.fromkeys(RED, "failed")}, self.ran.stdout)
        for name, test in self.tests.items():
            self.assertEqual(test.values("text/string"), {"verdict": "fail" if name in RED else "pass"})
        self.assertRegex(self.tests["breach"].text("Completion Status"), r"^latency_ms\.p95 = .* limit <= 1 ms")

    def test_has_the_files_of_each_run_as_they_lie_on_the_disk(self):
        for name, test in self.tests.items():
            (run_dir,) = (pathlib.Path(json.loads(file.read_text())["run_dir"])
                          for file in self.consumer.results.glob(f"{name}-[0-9]*/summary.json"))
            # Where perf may record, the profile of the diagnosis too.
            files = ["summary.json", "summary.md", "latency.png", *(file.name for file in run_dir.glob("hotspots.*"))]
            on_disk = {file: (run_dir / file).read_bytes() for file in files}
            self.assertEqual(test.pictures(), {"latency": on_disk.pop("latency.png")}, name)
            self.assertEqual(test.files(), on_disk, name)

    def test_has_a_picture_of_each_run_that_a_server_can_read(self):
        for name, test in self.tests.items():
            picture = test.pictures()["latency"]
            self.assertEqual(picture[:16], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", name)
            self.assertEqual(struct.unpack(">II", picture[16:24]), (1000, 700), name)

    def test_has_nothing_that_a_worker_or_its_arguments_slipped_in(self):
        for name in ("hostile", "hostile-words"):
            with self.subTest(name):
                test = self.tests[name]
                self.assertIn("slipped", test.output())  # shown, but as text
                self.assertEqual([measured for measured in test.names if "slipped" in measured], [])
                self.assertEqual(len(test.names), len(set(test.names)))
                self.assertEqual(test.labels, ["perf"])
                self.assertEqual(test.text("Completion Status"), "failed_runs_total = 5, limit == 0")
        output = self.tests["hostile"].output()
        self.assertEqual(output.count("slipped"), sum(b"slipped" in line for line in LINES))
        self.assertIn("the end", output)
        self.assertEqual([c for c in output if ord(c) < 32 and c != "\n"], [])

    def test_has_what_a_run_measured_before_its_worker_hung(self):
        hung = self.tests["hung"]
        self.assertEqual(hung.text("Exit Code"), "Failed")  # were it CTest that ended it: Timeout
        self.assertIn("deadline", hung.text("Completion Status"))
        self.assertLess(float(hung.text("Execution Time")), 10)
        numbers = hung.values("numeric/double")
        self.assertEqual((numbers["successful_runs_total"], numbers["failed_runs_total"]), ("1", "0"))

    def test_leaves_nothing_of_the_hung_run_alive(self):
        pids = (self.consumer.build_dir / "pids").read_text().split()
        self.assertEqual(len(pids), 3)  # the worker, its child, the launcher
        self.assertEqual([pid for pid in pids if is_alive(pid)], [])

    def test_comes_with_reports_that_their_readers_understand(self):
        suites = self.check_reports(self.consumer.build_dir)
        self.assertEqual({name for name, suite in suites.items() if suite.get("failures") != "0"}, RED)
        self.assertEqual([name for name, suite in suites.items() if suite.get("errors") != "0"], [])
        self.assertEqual([fault.get("type") for fault in suites["hung"].iter("failure")][0], "run.deadline")


if __name__ == "__main__":
    main()
