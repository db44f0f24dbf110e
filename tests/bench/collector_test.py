"""bench/collector/run, as short as it goes: every body under every server, with all its figures."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench" / "collector"))
sys.dont_write_bytecode = True
import bodies  # noqa: E402
from servers import SERVERS  # noqa: E402


class CollectorBench(unittest.TestCase):
    def run_bench(self, *options):
        with tempfile.TemporaryDirectory() as folder:
            samples = pathlib.Path(folder) / "samples.json"
            command = [sys.executable, "-B", str(ROOT / "bench" / "collector" / "run"), "--no-build", "--build",
                       os.environ["PERFBENCH_TEST_BUILD"], "--quick", "--samples", str(samples), *options]
            run = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
            self.assertEqual(run.returncode, 0, run.stderr)
            return run.stdout, json.loads(samples.read_text())

    def test_measures_every_body_under_every_server(self):
        table, result = self.run_bench("--connections", "8")
        measured = {(sample["size"], sample["encoding"], sample["server"]) for sample in result["load"]}
        self.assertEqual(measured, {(size, encoding, server) for size in (10_000, 1_000_000)
                                    for encoding in ("json", "protobuf") for server in SERVERS})
        for sample in result["load"]:
            self.assertGreater(sample["requests"], 0)
            self.assertGreater(sample["server_cpu_sec"], 0)
            self.assertGreater(sample["peak_mb"], 1)
            self.assertLessEqual(sample["p50_us"], sample["p99_us"])
        for starts in result["start"].values():
            self.assertTrue(all(start["lost"] == 0 and start["first_ms"] > 0 for start in starts), starts)
        self.assertIn("| 1 MB protobuf | 8 | decoder |", table)
        self.assertIn("256 connects at once, once it runs", table)

    def test_sees_the_posts_of_its_workers(self):
        _, result = self.run_bench("--size", "10000", "--encoding", "protobuf", "--connections", "1", "--server",
                                   "collector")
        payloads = {(sample["worker"], sample["telemetry"]): sample["payloads"] for sample in result["observer"]}
        self.assertEqual(payloads[("works 5 ms, posts 10 KB", "on")], 3)
        self.assertEqual(payloads[("works 5 ms", "on")], 0)
        self.assertIsNone(payloads[("works 5 ms", "off")])


class Bodies(unittest.TestCase):
    def test_have_about_the_size_that_is_wanted(self):
        for encoding in ("json", "protobuf"):
            for size in (10_000, 1_000_000):
                for body in bodies.build(encoding, size, 1):
                    self.assertAlmostEqual(len(body.data) / size, 1, delta=0.15)

    def test_tell_the_same_series_with_other_times(self):
        first, second = bodies.build("json", 10_000, 2)
        self.assertNotEqual(first.data, second.data)

        def series(body):
            return [(metric["name"], point["attributes"]) for resource in json.loads(body.data)["resourceMetrics"]
                    for metric in resource["scopeMetrics"][0]["metrics"]
                    for data in metric.values() if isinstance(data, dict) for point in data["dataPoints"]]
        self.assertEqual(series(first), series(second))
        self.assertEqual(len(series(first)), first.points)


if __name__ == "__main__":
    unittest.main(verbosity=2)
