"""What the tests with real clients share: runs whose workers report to the collector, and what it made of that."""

import json
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "cli"))

from perfbench_cli import PATIENCE_SEC, CliTest, main


class OtelTest(CliTest):
    def setUp(self):
        super().setUp()
        # What a person's own environment says of telemetry is not what is tested here.
        for name in list(self.environment):
            if name.startswith("OTEL_") or name in ("TRACEPARENT", "TRACESTATE"):
                del self.environment[name]

    def succeed(self, *options, command):
        process = self.run_perfbench(*options, command=command)
        self.assertEqual(process.returncode, 0, process.stdout + process.stderr)
        return self.result()

    def result(self):
        return self.summary()

    def payloads(self):
        """What --otlp-jsonl kept, a dictionary a payload."""
        return [json.loads(line) for line in (self.out / "latest" / "otlp.jsonl").read_text().splitlines()]

    def logs(self, stream="stdout"):
        """What the workers wrote, with --keep-logs, by the names of the files."""
        files = sorted((self.out / "latest" / "logs").glob(f"*{stream}*"))
        return [file.read_text() for file in files]


def workers_of(result):
    """((iteration, worker), figures) of each measured worker."""
    for run in result["runs"]:
        for worker in run.get("worker_results", [{"worker_id": 1, **run}]):
            yield (run["iteration"], worker["worker_id"]), worker


def metric(result, name, *keys):
    figures = result["summary"]["otel_metrics"][name]
    return tuple(figures[key] for key in keys)


def phase_counts(result):
    """How often each phase of the workers' own was, and of those of PerfBench none but once a worker."""
    counts = {name: phase["count"] for name, phase in result["summary"]["otel_phases"].items()}
    workers = len(list(workers_of(result)))
    for step in ("worker", "spawn_proc", "communicate"):
        assert counts.pop("perfbench." + step) == workers, counts
    return counts


def counts_by_path(result):
    """Of the tree of phases: how often each was, by the names that lead to it."""
    path, counts = [], {}
    for node in result["summary"]["otel_phase_tree"]:
        path = [*path[: node["depth"]], node["name"]]
        counts["/".join(path)] = node["count"]
    return counts


__all__ = ["PATIENCE_SEC", "TESTS", "OtelTest", "counts_by_path", "main", "metric", "phase_counts", "workers_of"]
