"""Calls of an installed PerfBenchDashboard.cmake, in an environment without tokens and proxies but those given."""

import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys

from consumer import SCRATCH, SHED, InstalledTest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))

SHED_TOO = re.compile("[a-z]+_proxy$|CDASH_|SSL_CERT_|SOURCE_DATE_EPOCH$", re.IGNORECASE)

# A test that takes no time, and that CDash would graph. CMake code.
QUICK = """
add_test(NAME quick COMMAND sh -c
  "echo '<CTestMeasurement type=\\"numeric/double\\" name=\\"latency_ms.p95\\">1.25</CTestMeasurement>'")
set_tests_properties(quick PROPERTIES LABELS perf)
"""


def environment(**variables):
    kept = {name: value for name, value in os.environ.items() if not SHED.match(name) and not SHED_TOO.match(name)}
    return {**kept, **variables}


class Finished:
    """`text` is all that it printed, `words` the same with each white space as one space."""

    def __init__(self, process, stdout, stderr):
        self.returncode = process.returncode
        self.text = stdout + stderr
        self.words = " ".join(self.text.split())


class DashboardTest(InstalledTest):
    script = None

    @classmethod
    def setUpClass(cls):
        """Installs once for all classes of a file."""
        if DashboardTest.script is None:
            super().setUpClass()
            DashboardTest.prefix = cls.prefix
            (DashboardTest.script,) = cls.prefix.rglob("PerfBenchDashboard.cmake")

    @classmethod
    def folder(cls, name):
        """A new one."""
        cls.folders = getattr(cls, "folders", 0) + 1
        above = SCRATCH / pathlib.Path(sys.argv[0]).stem / f"{cls.__name__}.{cls.folders}"
        shutil.rmtree(above, ignore_errors=True)
        (above / name).mkdir(parents=True)
        return above / name

    @classmethod
    def source(cls, text=QUICK, name="source", find=False):
        """A project of its own folder, in which tests are enabled."""
        folder = cls.folder(name)
        found = "find_package(PerfBench REQUIRED)" if find else ""
        begin = f"cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES NONE)\nenable_testing()\n{found}\n"
        (folder / "CMakeLists.txt").write_text(begin + text)
        return folder

    @classmethod
    def start(cls, folder, *options, variables=None, **keys):
        """A call in a folder. Keys go where they are mostly given, after the script's name."""
        given = {"RETRY_DELAY": 0, **keys}
        argument = ",".join([str(cls.script), *(f"{key}={value}" for key, value in given.items() if value is not None)])
        return subprocess.Popen(["ctest", "-S", argument, *map(str, options)], cwd=folder, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(**variables or {}))

    @classmethod
    def call(cls, folder, *options, **keys):
        process = cls.start(folder, *options, **keys)
        return Finished(process, *process.communicate(timeout=120))

    def assert_ends_well(self, ended):
        self.assertEqual(ended.returncode, 0, ended.text)

    def assert_fails(self, ended, words):
        """The one exit code that ctest -S has for a failure, and words that tell which it was."""
        self.assertEqual(ended.returncode, 255, ended.text)
        self.assertRegex(ended.words, words)


def runs(build_tree):
    """The folder of each run in a build tree, the oldest first, with what is remembered of it."""
    files = sorted(build_tree.glob("Testing/*/dashboard.json"))
    return [(file.parent, json.loads(file.read_text())) for file in files]


class DeadServer:
    """An address at which nobody listens, and nobody else can."""

    def __enter__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.submit_url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/submit.php?project=Perf"
        return self

    def __exit__(self, *_):
        self.socket.close()
