"""bench/run, as short as it goes: every workload under every harness, with all its figures."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))
sys.dont_write_bytecode = True
from workloads import HARNESSES, WORKLOADS  # noqa: E402


class Bench(unittest.TestCase):
    def run_bench(self, *options):
        command = [sys.executable, "-B", str(ROOT / "bench" / "run"), "--no-build", "--build",
                   os.environ["PERFBENCH_TEST_BUILD"], "--rounds", "1", *options]
        run = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
        self.assertEqual(run.returncode, 0, run.stderr)
        return run.stdout

    def test_measures_every_workload_under_every_harness(self):
        with tempfile.TemporaryDirectory() as folder:
            samples = pathlib.Path(folder) / "samples.json"
            table = self.run_bench("--scale", "0.01", "--samples", str(samples))
            result = json.loads(samples.read_text())
        measured = {(sample["workload"], sample["harness"]) for sample in result["samples"]}
        self.assertEqual(measured, {(workload.label, harness) for workload in WORKLOADS for harness in HARNESSES
                                    if harness != "hyperfine" or workload.concurrency == 1})
        for sample in result["samples"]:
            self.assertGreater(sample["wall_ms"], 0)
            self.assertGreater(sample["cpu_ms"], 0)
            self.assertGreater(sample["max_rss_mb"], 0)
            self.assertTrue(all(latency > 0 for latency in sample["latency_ms"]))
            workload = next(workload for workload in WORKLOADS if workload.label == sample["workload"])
            workers = sample["runs"] * workload.concurrency
            self.assertEqual(len(sample["latency_ms"]), workers)
            self.assertEqual(len(sample["own_clock_ms"]), workers if workload.program[0] == "workload" else 0)
        self.assertIn("CPU of the runner while it samples 8 workers", table)
        self.assertIn("8 workers at a time share", table)
        self.assertNotIn("not reported", table)

    def test_looks_at_one_workload(self):
        table = self.run_bench("--scale", "0.01", "--workload", "spin 20 ms")
        self.assertIn("| spin 20 ms | limit |", table)
        self.assertNotIn("empty", table)


if __name__ == "__main__":
    unittest.main(verbosity=2)
