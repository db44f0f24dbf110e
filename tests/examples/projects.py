"""What the tests of the examples share: projects that use an installed PerfBench, and a look at their reports."""

import json
import pathlib
import shutil
import sys
import xml.etree.ElementTree as ElementTree

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "cmake"))

import dashboard_file
from consumer import SCRATCH, SOURCE, Consumer, ConsumerTest, install, main, run

EXAMPLES = SOURCE / "examples"
PREFIX = SCRATCH / pathlib.Path(sys.argv[0]).stem / "prefix"
SCHEMA = SOURCE / "docs" / "schema" / "v4.schema.json"
CDASH_SCHEMA = TESTS / "data" / "cdash-schemas" / "Test.xsd"
A_TOOL = {"compile-word-frequencies"} | ({"git-start"} if shutil.which("git") else set())


class ProjectTest(ConsumerTest):
    """Tests of projects that find PerfBench in PREFIX."""

    @classmethod
    def setUpClass(cls):
        install(PREFIX)

    @classmethod
    def project(cls, name, generator="Ninja", source=None):
        """A project that is yet to be written, or that of `source`, to be built where nothing is left of it."""
        project = Consumer(PREFIX.with_name(name), generator)
        project.source = source or project.source
        return project

    @staticmethod
    def built(project, *options):
        """Configures and builds, in silence: a user's first configuration of an example shows no warning."""
        configured = project.configure(f"-DCMAKE_PREFIX_PATH={PREFIX}", *options)
        for process in (configured, project.build()):
            if process.returncode != 0 or process.stderr:
                raise RuntimeError(f"{process.args}: {process.returncode}\n{process.stdout}\n{process.stderr}")
        return project

    def check_reports(self, folder):
        """Every report below it, whichever build tree it lies in. Returns the JUnit files' suites by their names."""
        self.check_summaries(folder)
        files = sorted(folder.rglob("perf-results/junit/*.xml"))
        self.succeed(run(["xmllint", "--noout", *files]))
        return {file.stem: self.checked_suite(file) for file in files}

    def check_summaries(self, folder):
        runs = [file.parent for file in folder.rglob("summary.json")]
        summaries = [run_dir / "summary.json" for run_dir in runs]
        self.succeed(self.validate(summaries))
        iterations = [file for run_dir in runs for file in run_dir.glob("iteration-*.json")]
        self.assertGreaterEqual(len(iterations), len(runs))
        self.succeed(self.validate(iterations, "--def", "iteration_file"))

    def check_dashboard_file(self, folder):
        """What the build tree sends to CDash: valid there, each number that of the summary. Returns its tests."""
        file = dashboard_file.path_of(folder)
        self.succeed(run(["xmllint", "--noout", "--schema", CDASH_SCHEMA, file]))
        tests = dashboard_file.read(file)
        for name, test in tests.items():
            summary = json.loads(test.files()["summary.json"])
            numbers = test.values("numeric/double")
            for graphed in ("latency_ms.mean", "latency_ms.p95", "max_rss_mb.max", "failed_runs_total"):
                self.assertIn(graphed, numbers, name)
            for figure, text in numbers.items():
                held = dashboard_file.figure(summary, figure)
                self.assertEqual(dashboard_file.number(text), held, f"{name}: {figure}")
        return tests

    @staticmethod
    def validate(files, *options):
        return run([sys.executable, TESTS / "tools" / "validate_json.py", SCHEMA, *options, *files])

    def checked_suite(self, file):
        """The suite of a JUnit file whose counts add up and whose failures have all that readers show of them."""
        root = ElementTree.parse(file).getroot()
        (suite,) = root
        counted = {"tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error",
                   "skipped": "testcase/skipped"}
        for attribute, path in counted.items():
            for element in (root, suite):
                self.assertEqual(int(element.get(attribute)), len(suite.findall(path)), f"{file}: {attribute}")
        for fault in [*suite.iter("failure"), *suite.iter("error")]:
            shown = (fault.get("message"), fault.get("type"), (fault.text or "").strip())
            self.assertTrue(all(shown), f"{file}: {shown}")
        return suite
