"""bench/probes/run, as short as it goes: all its figures, and how exact they are where a busy machine makes no difference."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bench" / "probes"), str(ROOT / "bench")]
sys.dont_write_bytecode = True
import accuracy  # noqa: E402
import cost  # noqa: E402
import tables  # noqa: E402

# How much further off a figure may be while other tests use the processors: a sample comes late then.
BUSY = 2


class ProbesBench(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            samples = pathlib.Path(folder) / "samples.json"
            command = [sys.executable, "-B", str(ROOT / "bench" / "probes" / "run"), "--no-build", "--build",
                       os.environ["PERFBENCH_TEST_BUILD"], "--quick", "--samples", str(samples)]
            cls.done = subprocess.run(command, capture_output=True, text=True, timeout=250, check=False)
            cls.result = json.loads(samples.read_text()) if samples.exists() else None

    def test_measures_every_promise(self):
        self.assertIsNotNone(self.result, self.done.stderr)
        self.assertEqual(self.done.returncode, 1 if tables.broken(self.result) else 0, self.done.stderr)
        for row in accuracy.rows(self.result["accuracy"]):
            self.assertTrue(row.values or row.skipped, row.promise.what)
            self.assertIn(f"| {row.promise.what} |", self.done.stdout)
        self.assertEqual({sample["arm"] for sample in self.result["latency"]}, set(cost.ARMS))
        self.assertTrue(all(sample["own_ms"] > 0 for sample in self.result["latency"]))
        self.assertTrue(all(sample["cpu_pct"] > 0 for sample in self.result["sampling"]), self.result["sampling"])
        self.assertIn("default probes against a bare loop", self.done.stdout)

    def test_finds_what_the_programs_are_known_to_do(self):
        for row in accuracy.rows(self.result["accuracy"]):
            with self.subTest(row.promise.what):
                if row.promise.needs_quiet_machine:
                    continue
                if row.skipped:
                    self.skipTest(row.skipped)
                self.assertLessEqual(row.worst_deviation, BUSY * row.promise.allowed, row.values)


class Tables(unittest.TestCase):
    def test_a_value_further_off_than_allowed_breaks_its_promise(self):
        for measured, holds in ((104.9, True), (105.1, False), (94.9, False)):
            samples = [{"promise": 0, "measured": 100, "truth": 100}, {"promise": 0, "measured": measured, "truth": 100}]
            row = accuracy.rows(samples)[0]
            self.assertEqual((row.holds, row.worst["measured"]), (holds, measured))

    def test_what_could_not_be_measured_is_skipped_with_its_reason(self):
        row = accuracy.rows([{"promise": 0, "skipped": "there is no perf in PATH"}])[0]
        self.assertEqual((row.holds, row.skipped), (True, "there is no perf in PATH"))

    def test_the_interval_of_a_median_is_that_of_its_order_statistics(self):
        self.assertEqual(cost.median_interval(list(range(1, 16))), (4, 12))
        self.assertEqual(cost.median_interval([7, 1, 6, 2, 5, 3, 4]), (1, 7))
        self.assertEqual(cost.median_interval([3]), (3, 3))


if __name__ == "__main__":
    unittest.main(verbosity=2)
