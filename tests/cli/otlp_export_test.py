"""perfbench run --otlp-export: the results reach a backend of OpenTelemetry."""

import gzip
import json
import os
import signal
import subprocess

from otlp_backend import Backend, ExportCase, QUICK
from perfbench_cli import PERFBENCH, main

COLLECTOR = os.environ["PERFBENCH_COLLECTOR"]
SECRET = "sesame-of-the-test"


class Exports(ExportCase):
    def collected(self, *options, code=0, worker=("exit:0",)):
        """What perfbench's own collector has of a run that was exported to it."""
        folder = self.folder / "collected"
        collector = subprocess.Popen([COLLECTOR, "--port", "0", "--out-dir", str(folder)],
                                     stdout=subprocess.PIPE, text=True, env=self.environment)
        try:
            url = collector.stdout.readline().split()[-1]
            run = self.run_perfbench("--otlp-export", url, *options, worker=worker)
            self.assertEqual(run.returncode, code, run.stdout + run.stderr)
            self.assertNotIn("warning", run.stderr)
            collector.send_signal(signal.SIGTERM)
            self.assertEqual(collector.wait(30), 0)
        finally:
            if collector.poll() is None:
                collector.kill()
                collector.wait()
            collector.stdout.close()
        return json.loads((folder / "telemetry.json").read_text())

    def test_figures_and_spans_arrive(self):
        telemetry = self.collected("--iterations", "3", "--warmup", "1", "--concurrency", "2", "--name", "exported",
                                   "--sla", "latency_ms.max < 600 s")
        result = self.summary()
        metrics = {metric["name"]: metric for metric in telemetry["metrics"]}
        latency = metrics["perfbench.latency_ms.p95"]
        self.assertEqual((latency["kind"], latency["unit"], latency["points"]), ("gauge", "ms", 1))
        self.assertAlmostEqual(latency["sum"], result["summary"]["latency_ms"]["p95"])
        self.assertEqual(metrics["perfbench.check"]["sum"], len(result["checks"]))
        self.assertEqual((metrics["perfbench.verdict"]["points"], metrics["perfbench.verdict"]["sum"]), (4, 1))
        self.assertNotIn("perfbench.top_attach.peak_rss_mb.mean", metrics, "it was not measured")
        counts = {phase["name"]: phase["count"] for phase in telemetry["phases"]}
        self.assertEqual(counts, {"perfbench.run": 1, "perfbench.worker": 6, "perfbench.spawn_proc": 6,
                                  "perfbench.communicate": 6, "perfbench.parse_stats": 6})
        self.assertEqual(telemetry["warnings"], [])

    def test_every_measured_figure_of_the_summary_is_a_metric(self):
        telemetry = self.collected("--iterations", "2", "--warmup", "0", "--no-otel")
        result = self.summary()

        def figures(value, path):
            if isinstance(value, dict):
                for key, inner in value.items():
                    yield from figures(inner, f"{path}.{key}")
            elif isinstance(value, (int, float)):
                yield path

        expected = set(figures({key: value for key, value in result["summary"].items()}, "perfbench"))
        sent = {metric["name"] for metric in telemetry["metrics"]}
        self.assertGreater(len(expected), 50)
        self.assertEqual(sent - expected, {"perfbench.verdict", "perfbench.check"})
        self.assertEqual(expected - sent, set())

    def test_a_worker_is_sent_in_the_trace_that_it_was_given(self):
        told = self.folder / "traceparent"
        with Backend() as backend:
            run = self.run_perfbench("--iterations", "1", "--warmup", "0", "--otlp-export", backend.url,
                                     command=["/bin/sh", "-c", f"echo $TRACEPARENT > {told}"])
            self.assertEqual(run.returncode, 0, run.stderr)
            _, trace_id, span_id, _ = told.read_text().strip().split("-")
            (traces,) = [request for request in backend.requests if request.path == "/v1/traces"]
            body = gzip.decompress(traces.body)
        self.assertIn(bytes([1 << 3 | 2, 16]) + bytes.fromhex(trace_id) + bytes([2 << 3 | 2, 8]) +
                      bytes.fromhex(span_id), body)
        (entry,) = self.summary()["runs"]
        self.assertEqual((entry["trace_id"], entry["span_id"]), (trace_id, span_id))

    def test_requests_are_compressed_protobuf_with_the_headers_of_the_environment(self):
        self.environment["OTEL_EXPORTER_OTLP_HEADERS"] = f"api-key={SECRET},x-tenant=a%20b"
        with Backend() as backend:
            run = self.run_and_export(backend.url + "/base")
            self.assertEqual(backend.paths(), ["/base/v1/metrics", "/base/v1/traces"])
            for request in backend.requests:
                self.assertEqual(request.headers["Content-Type"], "application/x-protobuf")
                self.assertEqual((request.headers["api-key"], request.headers["x-tenant"]), (SECRET, "a b"))
                self.assertIn(b"service.name", gzip.decompress(request.body))
        self.assertNotIn("warning", run.stderr)

    def test_headers_are_in_no_file_and_no_output(self):
        self.environment["OTEL_EXPORTER_OTLP_HEADERS"] = f"api-key={SECRET}"
        with Backend(lambda request, count: (401, {}, request.headers["api-key"][:3].encode())) as backend:
            run = self.run_and_export(backend.url, "--keep-logs")
        self.assertIn("OTEL_EXPORTER_OTLP_HEADERS", run.stderr)
        self.assertNotIn(SECRET, run.stdout + run.stderr)
        for file in self.out.rglob("*"):
            if file.is_file():
                self.assertNotIn(SECRET.encode(), file.read_bytes(), file)

    def test_resource_attributes_of_the_environment_are_added(self):
        self.environment["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=ci%2Fnightly"
        with Backend() as backend:
            self.run_and_export(backend.url)
            for request in backend.requests:
                self.assertIn(b"ci/nightly", gzip.decompress(request.body))

    def test_a_signal_that_a_backend_has_no_use_for_is_not_sent(self):
        for variable, path in (("OTEL_TRACES_EXPORTER", "/v1/metrics"), ("OTEL_METRICS_EXPORTER", "/v1/traces")):
            self.environment[variable] = "none"
            with self.subTest(variable), Backend() as backend:
                self.run_and_export(backend.url)
                self.assertEqual(backend.paths(), [path])
            del self.environment[variable]

    def test_a_failed_test_is_sent_and_stays_failed(self):
        with Backend() as backend:
            self.run_and_export(backend.url, code=1, worker=("exit:3",))
            body = b"".join(gzip.decompress(request.body) for request in backend.requests)
        self.assertIn(b"exit 3", body)
        self.assertEqual(self.summary()["verdict"], "fail")

    def test_saved_results_are_sent_by_hand(self):
        self.run_perfbench(*QUICK, "--name", "one", worker=["exit:0"])
        self.run_perfbench(*QUICK, "--name", "two", worker=["exit:0"])
        folders = sorted(str(path) for path in self.out.iterdir() if path.name.startswith(("one-", "two-")))
        self.assertEqual(len(folders), 2)
        with Backend() as backend:
            sent = subprocess.run([PERFBENCH, "otlp-export", backend.url, *folders], env=self.environment,
                                  capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual((sent.returncode, sent.stderr), (0, ""))
            self.assertEqual(backend.paths(), ["/v1/metrics", "/v1/traces"] * 2)
            self.assertIn(b"two", gzip.decompress(backend.requests[2].body))


if __name__ == "__main__":
    main()
