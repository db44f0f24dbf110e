"""What the tests of the command line share: a run in a folder of its own, its files, and the processes it left."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

import jsonschema

PERFBENCH = os.environ["PERFBENCH"]
WORKER = os.environ["PERFBENCH_TEST_WORKER"]
SCHEMA = json.loads(pathlib.Path(os.environ["PERFBENCH_SCHEMA"]).read_text())
DATA = pathlib.Path(__file__).parent.parent / "data"
PATIENCE_SEC = 30  # for what must happen; a loaded machine may need a while


def refuse_constant(name):
    raise ValueError(f"{name} is no JSON")


class CliTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="perfbench-cli-"))
        self.out = self.folder / "results"
        self.mark = uuid.uuid4().hex
        self.environment = {name: value for name, value in os.environ.items() if name != "DASHBOARD_TEST_FROM_CTEST"}
        self.environment["PERFBENCH_TEST_MARK"] = self.mark

    def tearDown(self):
        left = self.living()
        for pid in left:
            os.kill(pid, 9)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.assertEqual(left, [], "processes were left running")

    def arguments(self, *options, worker=(), command=None):
        """The command line; `command` stands in for the test worker with its steps."""
        tail = command if command is not None else [WORKER, *worker]
        return [PERFBENCH, "run", "--out-dir", str(self.out), *options, "--", *tail]

    def run_perfbench(self, *options, worker=(), command=None, **keywords):
        keywords.setdefault("env", self.environment)
        return subprocess.run(self.arguments(*options, worker=worker, command=command), capture_output=True,
                              text=True, errors="replace", timeout=300, check=False, **keywords)

    def start_perfbench(self, *options, worker=(), command=None, **keywords):
        keywords.setdefault("stdout", subprocess.DEVNULL)
        keywords.setdefault("stderr", subprocess.DEVNULL)
        return subprocess.Popen(self.arguments(*options, worker=worker, command=command), env=self.environment,
                                **keywords)

    def summary(self, run_dir=None):
        """The result of the only, or the named, run: valid by the published schema."""
        path = (run_dir or self.out / "latest") / "summary.json"
        result = json.loads(path.read_text(), parse_constant=refuse_constant)
        jsonschema.validate(result, SCHEMA)
        return result

    def living(self):
        """Pids of all processes that descend from this test's perfbench, zombies left out."""
        pids = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                if f"PERFBENCH_TEST_MARK={self.mark}".encode() in (entry / "environ").read_bytes():
                    pids.append(int(entry.name))
            except OSError:
                continue
        return pids

    @staticmethod
    def child_of(runner, program):
        """The pid of the runner's child that executes this one of PerfBench's programs."""
        children = pathlib.Path(f"/proc/{runner.pid}/task/{runner.pid}/children").read_text().split()
        (pid,) = (int(pid) for pid in children if os.readlink(f"/proc/{pid}/exe").endswith("/" + program))
        return pid

    def wait_for(self, condition, what):
        deadline = time.monotonic() + PATIENCE_SEC
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.01)
        self.fail(f"waited {PATIENCE_SEC} s for {what}")

    def wait_for_iteration(self, number):
        self.wait_for(lambda: list(self.out.glob(f"*/iteration-{number:03}.json")), f"iteration {number}")


def main():
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
