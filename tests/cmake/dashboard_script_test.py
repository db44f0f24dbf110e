"""A dashboard run from beginning to end: what reaches the server, what is said, and where the token never is."""

import json
import pathlib
import subprocess
import sys

from consumer import main
from dashboard_calls import QUICK, DashboardTest, DeadServer, Finished, runs

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "examples"))

import dashboard_file
from cdash_server import CdashServer, Fault

TOKEN = "t0ken/with+all;that=goes|in_one~"
# Among them a test that looks at all that a process may look at: command lines, and environments.
MEASURED = """
add_perf_test(NAME green COMMAND sleep 0.02 ITERATIONS 3 WARMUP 0 SLA "latency_ms.p95 <= 60s")
add_test(NAME spy COMMAND "${Python}" "${CMAKE_CURRENT_SOURCE_DIR}/spy.py" "${CMAKE_BINARY_DIR}/seen")
add_test(NAME other COMMAND false)
set_tests_properties(spy PROPERTIES LABELS perf)
"""
SPY = """
import json, os, pathlib, sys
seen, pid = {"environment": dict(os.environ)}, os.getppid()
while pid > 1:
    folder = pathlib.Path("/proc", str(pid))
    seen[pid] = [(folder / name).read_bytes().decode(errors="replace") for name in ("cmdline", "environ")]
    pid = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
pathlib.Path(sys.argv[1]).write_text(json.dumps(seen))
"""
BAD = """
add_perf_test(NAME breach COMMAND sleep 0.02 ITERATIONS 3 WARMUP 0 SLA "latency_ms.p95 <= 1ms")
add_perf_test(NAME "hung & <late>" COMMAND sleep 60 ITERATIONS 3 WARMUP 0 PROPERTIES TIMEOUT 1)
add_test(NAME killed COMMAND sleep 60)
add_test(NAME absent COMMAND /no/such/program)
add_test(NAME off COMMAND false)
set_tests_properties(killed PROPERTIES TIMEOUT 1)
set_tests_properties(off PROPERTIES DISABLED TRUE)
set_tests_properties(killed absent off PROPERTIES LABELS perf)
"""


def files_with(needle, folder):
    return [file for file in folder.rglob("*") if file.is_file() and needle.encode() in file.read_bytes()]


class AWholeRun(DashboardTest):
    """With a token from a file, as talkative as ctest can be, and watched."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project_folder = cls.source(MEASURED, find=True)
        (cls.project_folder / "spy.py").write_text(SPY)
        token_file = cls.folder("private") / "token"
        token_file.write_text(TOKEN + "\n")
        cls.command_lines = set()
        with CdashServer(token=TOKEN) as cls.server:
            cls.server.faults.append(Fault(status=None, delay=1, part="Test"))
            process = cls.start(cls.project_folder, "-VV", "--debug", URL=cls.server.submit_url, TOKEN_FILE=token_file,
                                CONFIGURE_OPTIONS=f"-DPython={sys.executable}")
            cls.ended = cls.watched(process)
        cls.tree = cls.project_folder / "build-dashboard"

    @classmethod
    def watched(cls, process):
        """Reads every command line of the machine until the process ends."""
        finished = None
        while finished is None:
            for file in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    cls.command_lines.add(file.read_bytes())
                except OSError:
                    pass
            try:
                finished = process.communicate(timeout=0.02)
            except subprocess.TimeoutExpired:
                pass
        return Finished(process, *finished)

    def test_ends_well_and_says_as_which_build_it_was_submitted(self):
        self.assert_ends_well(self.ended)
        (build,) = self.server.builds
        self.assertIn(f"dashboard: submitted as build {build.id}: {self.server.url}/builds/{build.id}", self.ended.text)

    def test_sends_valid_documents_of_one_build_and_done_last(self):
        self.assertEqual([upload.part for upload in self.server.uploads], ["Configure", "Build", "Test", "Done"])
        self.assertEqual(self.server.complaints, [])
        (build,) = self.server.builds
        self.assertTrue(build.done)
        self.assertEqual(build.group, "Experimental")
        ((folder, state),) = runs(self.tree)
        self.assertEqual((state["result"], state["submitted"]), ("passed", True))
        self.assertEqual(set(state["accepted"].values()), {str(build.id)})
        self.assertEqual(build.stamp, folder.name + "-Experimental")

    def test_sends_each_figure_as_the_number_that_the_summary_holds(self):
        (row,) = self.server.builds[0].tests["green"]
        (file,) = self.tree.glob("perf-results/green-*/summary.json")
        summary = json.loads(file.read_text())
        numbers = {name: value for name, kind, value in row.measurements
                   if kind == "numeric/double" and name not in dashboard_file.CTEST_OWN}
        self.assertIn("latency_ms.p95", numbers)
        for name, text in numbers.items():
            self.assertEqual(dashboard_file.number(text), dashboard_file.figure(summary, name), name)

    def test_runs_the_tests_labelled_perf_and_no_others(self):
        self.assertEqual(set(self.server.builds[0].tests), {"green", "spy"})

    def test_finds_the_package_that_the_script_belongs_to(self):
        cache = (self.tree / "CMakeCache.txt").read_text()
        self.assertIn(f"PerfBench_DIR:PATH={self.script.parent}\n", cache)
        self.assertIn("CMAKE_BUILD_TYPE:UNINITIALIZED=Release\n", cache)

    def test_shows_the_token_to_nobody(self):
        self.assertNotIn(TOKEN, self.ended.text)
        self.assertEqual(files_with(TOKEN, self.tree), [])
        seen = (self.tree / "seen").read_text()  # by a test, of itself and of all above it
        self.assertIn("PerfBenchDashboard.cmake", seen)
        self.assertTrue(any(b"send.cmake" in line and b"perfbench_part=Test" in line for line in self.command_lines))
        self.assertEqual([line for line in self.command_lines if TOKEN.encode() in line], [])
        self.assertEqual({request.bearer for request in self.server.requests}, {TOKEN})


class AToken(DashboardTest):
    def test_of_the_environment_reaches_no_process_that_the_run_starts(self):
        source = self.source(MEASURED.replace("add_perf_test", "#"))
        (source / "spy.py").write_text(SPY)
        for variable, keys in (("CDASH_TOKEN", {}), ("MINE", {"TOKEN_ENV": "MINE"})):
            with self.subTest(variable), CdashServer(token=TOKEN) as server:
                ended = self.call(source, "-VV", "--debug", URL=server.submit_url, variables={variable: TOKEN},
                                  CONFIGURE_OPTIONS=f"-DPython={sys.executable}", **keys)
                self.assert_ends_well(ended)
                tree = source / "build-dashboard"
                seen = json.loads((tree / "seen").read_text())
                self.assertNotIn(TOKEN, seen.pop("environment").values())
                self.assertEqual([line for line, _ in seen.values() if TOKEN in line], [])
                self.assertNotIn(TOKEN, ended.text)
                # The environment with which a process was started stays readable for its user, whatever it does.
                self.assertEqual(files_with(TOKEN, tree), [tree / "seen"])


class Failures(DashboardTest):
    def test_of_tests_are_submitted_with_what_was_measured(self):
        source = self.source(BAD, find=True)
        with CdashServer() as server:
            ended = self.call(source, URL=server.submit_url)
            (build,) = server.builds
        self.assert_fails(ended, "4 of 4 tests failed: breach, hung & <late>, killed, absent. The results are submit")
        self.assertRegex(ended.text, r"  FAILED +[0-9.]+ s  breach  latency_ms\.p95 = .*limit <= 1 ms")
        self.assertRegex(ended.text, r"  FAILED +1\.[0-9]+ s  killed  Timeout")
        self.assertRegex(ended.text, r"  not run +0\.00 s  off  Disabled")
        self.assertTrue(build.done)
        self.assertEqual(server.complaints, [])
        statuses = {name: rows[0].status for name, rows in build.tests.items()}
        self.assertEqual(statuses, {"breach": "failed", "hung & <late>": "failed", "killed": "failed",
                                    "absent": "notrun", "off": "notrun"})
        measured = {name: value for name, _, value in build.tests["breach"][0].measurements}
        self.assertEqual(measured["verdict"], "fail")
        self.assertGreater(float(measured["latency_ms.p95"]), 1)
        ((_, state),) = runs(source / "build-dashboard")
        self.assertEqual((state["result"], state["submitted"]), ("tests failed", True))

    def test_of_tests_and_of_the_server_are_both_told(self):
        source = self.source(BAD.split("\n", 3)[3])
        with DeadServer() as server:
            ended = self.call(source, URL=server.submit_url, RETRIES=0)
        self.assert_fails(ended, "not submitted: Configure.xml was .*; and 2 of 2 tests failed: killed, absent")

    def test_of_a_build_are_submitted_and_no_old_program_is_measured(self):
        source = self.source(QUICK + "add_custom_target(broken ALL COMMAND sh -c \"echo it is broken; exit 1\")")
        with CdashServer() as server:
            ended = self.call(source, URL=server.submit_url)
            self.assert_fails(ended, "the build failed, and no test was run: .*LastBuild_.*The results are submitted")
            self.assertIn("it is broken", ended.words)
            self.assertEqual([upload.part for upload in server.uploads], ["Configure", "Build", "Done"])
            self.assertEqual(server.builds[0].tests, {})

    def test_of_a_configuration_are_submitted(self):
        source = self.source("message(FATAL_ERROR \"here it ends\")")
        with CdashServer() as server:
            ended = self.call(source, URL=server.submit_url)
            self.assert_fails(ended, "here it ends.*configuring failed: .*LastConfigure_.*The results are submitted")
            self.assertEqual([upload.part for upload in server.uploads], ["Configure", "Done"])
            self.assertTrue(server.builds[0].done)

    def test_to_find_a_test_are_told_and_nothing_is_submitted(self):
        source = self.source(QUICK)
        with CdashServer() as server:
            ended = self.call(source, URL=server.submit_url, LABEL="^performance$")
            self.assert_fails(ended, r"no test was run: none that is enabled has a label that matches \^performance\$")
            self.assertEqual(server.requests, [])
            later = self.call(source, STEPS="submit")
            self.assertIn("is not sent: no tests", later.words)
            self.assertEqual(server.requests, [])


class Stamps(DashboardTest):
    def test_of_two_starts_at_once_and_of_two_in_a_night_differ(self):
        folders = [self.source(name=name) for name in ("one", "two")]
        names = {"SITE": "here", "BUILD_NAME": "this", "MODEL": "Nightly"}
        pretended = {"SOURCE_DATE_EPOCH": "1700000000"}  # of a reproducible build
        with CdashServer() as server:
            for _ in range(2):
                for process in [self.start(folder, URL=server.submit_url, variables=pretended, **names)
                                for folder in folders]:
                    output = process.communicate(timeout=120)
                    self.assertEqual(process.returncode, 0, output)
            self.assertEqual(len({build.stamp for build in server.builds}), 4)
            for build in server.builds:
                self.assertRegex(build.stamp, r"^20[0-9]{6}-[0-9]{16}-Nightly$")
                self.assertFalse(build.stamp.startswith("20231114"))
                self.assertEqual((build.site, build.name, build.done), ("here", "this", True))
                self.assertEqual(len(build.tests["quick"]), 1)
            self.assertEqual(len(server.series("quick", "latency_ms.p95")), 4)

    def test_of_two_starts_in_one_build_tree_are_not_mixed(self):
        source = self.source("""add_test(NAME slow COMMAND sh -c "until test -e finish; do sleep 0.02; done")
            set_tests_properties(slow PROPERTIES LABELS perf TIMEOUT 100)""")
        with CdashServer() as server:
            first = self.start(source, URL=server.submit_url)
            while "running the tests" not in (line := first.stderr.readline()):
                self.assertNotEqual(line, "", "the first call ended early")
            second = self.call(source, URL=server.submit_url)
            (source / "build-dashboard" / "finish").touch()
            self.assert_fails(second, "another dashboard run is at work in .*/build-dashboard")
            first.communicate(timeout=60)
            self.assertEqual(first.returncode, 0)
            self.assertEqual(len(server.builds), 1)


if __name__ == "__main__":
    main()
