"""perfbench run --otlp-export: the results reach a backend of OpenTelemetry, and nothing that it does harms the run."""

import contextlib
import gzip
import http.server
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time

from perfbench_cli import PERFBENCH, CliTest, main
from telemetry_sender import protobuf_field

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tools"))

from cdash.tls import self_signed

COLLECTOR = os.environ["PERFBENCH_COLLECTOR"]
SECRET = "sesame-of-the-test"
QUICK = ("--iterations", "2", "--warmup", "0", "--no-otel", "--quiet")


class Backend:
    """Answers as it is told: `answer(request, count of requests before)` is (status, headers, body), or does without."""

    def __init__(self, answer=lambda request, count: (200, {}, b""), context=None):
        self.requests = []
        backend = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.body = self.rfile.read(int(self.headers["Content-Length"]))
                count = len(backend.requests)
                backend.requests.append(self)
                told = answer(self, count)
                if told is None:
                    return
                status, headers, body = told
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST

            def log_message(self, *unused):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *unused):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def paths(self):
        return [request.path for request in self.requests]


def closed_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class ExportCase(CliTest):
    def setUp(self):
        super().setUp()
        for name in list(self.environment):
            if name.startswith("OTEL_") or name.lower().endswith("_proxy"):
                del self.environment[name]

    def run_and_export(self, url, *options, code=0, worker=("exit:0",), **keywords):
        run = self.run_perfbench(*QUICK, "--otlp-export", url, *options, worker=worker, **keywords)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        self.assertEqual(self.living(), [])
        return run

    def assert_unharmed(self, run, *reasons):
        """The results are whole, and a warning tells why they were not sent and how they can be."""
        result = self.summary()
        self.assertEqual((result["verdict"], len(result["runs"])), ("pass", 2))
        self.assertRegex(run.stderr, "(?m)^perfbench: warning: the results were not all sent to https?://127.0.0.1:")
        for reason in reasons:
            self.assertRegex(run.stderr, reason)
        (command,) = re.findall(r"To send them later: (.*)", run.stderr)
        self.assertRegex(command, "^perfbench otlp-export https?://127.0.0.1:")
        return command

    def repeat(self, command, url=None):
        words = command.split()
        if url:
            words[2] = url
        return subprocess.run([PERFBENCH, *words[1:]], env=self.environment, capture_output=True, text=True,
                              timeout=60, check=False)


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


class FailedExports(ExportCase):
    def test_a_closed_port_is_a_warning_and_the_results_can_be_sent_later(self):
        run = self.run_and_export(f"http://127.0.0.1:{closed_port()}")
        command = self.assert_unharmed(run, "cannot connect to http://127.0.0.1:", "See that the address is right")
        before = {file: file.read_bytes() for file in self.out.rglob("*") if file.is_file()}
        again = self.repeat(command)
        self.assertEqual(again.returncode, 3)
        self.assertIn("cannot connect", again.stderr)
        with Backend() as backend:
            sent = self.repeat(command, backend.url)
            self.assertEqual((sent.returncode, sent.stderr), (0, ""))
            self.assertEqual(backend.paths(), ["/v1/metrics", "/v1/traces"])
        self.assertEqual({file: file.read_bytes() for file in self.out.rglob("*") if file.is_file()}, before)

    def test_a_refusal_is_told_with_the_backends_words_and_not_repeated(self):
        status = b"\x08\x03" + protobuf_field(2, b"no such tenant")
        with Backend(lambda request, count: (400, {"Content-Type": "application/x-protobuf"}, status)) as backend:
            run = self.run_and_export(backend.url)
            self.assertEqual(backend.paths(), ["/v1/metrics", "/v1/traces"])
        self.assert_unharmed(run, "/v1/metrics: the backend answered HTTP 400: no such tenant", "/v1/traces: ")

    def test_one_signal_is_taken_though_the_other_is_refused(self):
        with Backend(lambda request, count: (404 if request.path == "/v1/metrics" else 200, {}, b"")) as backend:
            run = self.run_and_export(backend.url)
            self.assertEqual(backend.paths(), ["/v1/metrics", "/v1/traces"])
        self.assert_unharmed(run, "HTTP 404", "OTEL_METRICS_EXPORTER=none")
        self.assertNotIn("/v1/traces: ", run.stderr)

    def test_an_overloaded_backend_gets_it_again_when_it_asked_for_it(self):
        times = []

        def answer(request, count):
            times.append(time.monotonic())
            return (503, {"Retry-After": "1"}, b"") if count == 0 else (200, {}, b"")

        with Backend(answer) as backend:
            run = self.run_and_export(backend.url)
            self.assertEqual(backend.paths(), ["/v1/metrics", "/v1/metrics", "/v1/traces"])
            self.assertEqual(backend.requests[0].body, backend.requests[1].body)
        self.assertGreaterEqual(times[1] - times[0], 1)
        self.assertNotIn("warning", run.stderr)

    def test_one_that_asks_for_too_much_patience_gets_none(self):
        with Backend(lambda request, count: (429, {"Retry-After": "3600"}, b"")) as backend:
            run = self.run_and_export(backend.url)
            self.assertEqual(backend.paths(), ["/v1/metrics", "/v1/traces"])
        self.assert_unharmed(run, "HTTP 429")

    def test_a_backend_that_hangs_does_not_hold_up_the_run(self):
        self.environment["OTEL_EXPORTER_OTLP_TIMEOUT"] = "300"
        let_go = threading.Event()
        with Backend(lambda request, count: let_go.wait(60) and None) as backend:
            run = self.run_and_export(backend.url)
            let_go.set()
        self.assert_unharmed(run, "did not take all within 0.3 s")

    def test_a_backend_that_drips_does_not_hold_up_the_run(self):
        self.environment["OTEL_EXPORTER_OTLP_TIMEOUT"] = "500"
        let_go = threading.Event()

        def drip(request, count):
            request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            with contextlib.suppress(OSError):
                while not let_go.wait(0.05):
                    request.wfile.write(b"x")
                    request.wfile.flush()

        with Backend(drip) as backend:
            run = self.run_and_export(backend.url)
            let_go.set()
        self.assert_unharmed(run, "did not take all within 0.5 s")

    def test_a_backend_that_dies_is_tried_again(self):
        def answer(request, count):
            if count > 0:
                return 200, {}, b""
            request.connection.shutdown(socket.SHUT_RDWR)
            request.close_connection = True
            return None

        with Backend(answer) as backend:
            run = self.run_and_export(backend.url)
            self.assertEqual(backend.paths(), ["/v1/metrics", "/v1/metrics", "/v1/traces"])
        self.assertNotIn("warning", run.stderr)

    def test_what_the_backend_leaves_out_is_told(self):
        partial = protobuf_field(1, b"\x08\x05" + protobuf_field(2, b"too old"))
        with Backend(lambda request, count: (200, {"Content-Type": "application/x-protobuf"}, partial)) as backend:
            run = self.run_and_export(backend.url)
        self.assertRegex(run.stderr, "perfbench: warning: .*the backend left out 5 of the points or spans: too old")
        self.assertNotIn("To send them later", run.stderr)

    def test_redirections_are_not_followed(self):
        with Backend() as elsewhere:
            answer = lambda request, count: (307, {"Location": elsewhere.url + request.path}, b"")
            with Backend(answer) as backend:
                run = self.run_and_export(backend.url)
            self.assertEqual(elsewhere.paths(), [])
        self.assert_unharmed(run, "HTTP 307", "not followed")

    def test_proxies_are_used_unless_no_proxy_says_otherwise(self):
        with Backend() as proxy:
            self.environment["http_proxy"] = proxy.url
            self.run_and_export("http://backend.example.org:4318")
            self.assertEqual(proxy.paths(), [f"http://backend.example.org:4318/v1/{s}" for s in ("metrics", "traces")])
            with Backend() as backend:
                self.environment["no_proxy"] = "127.0.0.1"
                self.run_and_export(backend.url)
                self.assertEqual(len(backend.requests), 2)
            self.assertEqual(len(proxy.requests), 2)

    def test_a_certificate_is_to_be_trusted(self):
        context, certificate = self_signed(self.folder)
        with Backend(context=context) as backend:
            run = self.run_and_export(backend.url)
            self.assert_unharmed(run, "certificate of https://.* cannot be trusted", "OTEL_EXPORTER_OTLP_CERTIFICATE")
            self.assertEqual(backend.requests, [])
            self.environment["OTEL_EXPORTER_OTLP_CERTIFICATE"] = str(certificate)
            run = self.run_and_export(backend.url)
            self.assertEqual(backend.paths(), ["/v1/metrics", "/v1/traces"])
        self.assertNotIn("warning", run.stderr)

    def test_headers_that_are_none_are_told_and_not_shown(self):
        self.environment["OTEL_EXPORTER_OTLP_HEADERS"] = f"Bearer {SECRET}"
        with Backend() as backend:
            run = self.run_and_export(backend.url)
            self.assertEqual(backend.requests, [])
        self.assert_unharmed(run, "OTEL_EXPORTER_OTLP_HEADERS: entry 1 ")
        self.assertNotIn(SECRET, run.stderr)

    def test_an_interrupted_run_is_not_sent(self):
        with Backend() as backend:
            runner = self.start_perfbench(*QUICK, "--otlp-export", backend.url, worker=["sleep:60000"])
            self.wait_for(lambda: len(self.living()) >= 3, "the worker")
            runner.send_signal(signal.SIGTERM)
            self.assertEqual(runner.wait(60), 143)
            self.assertEqual(backend.requests, [])

    def test_a_run_that_is_killed_while_it_sends_leaves_its_results_and_no_process(self):
        asked, let_go = threading.Event(), threading.Event()

        def answer(request, count):
            asked.set()
            let_go.wait(60)

        with Backend(answer) as backend:
            runner = self.start_perfbench(*QUICK, "--otlp-export", backend.url, worker=["exit:0"])
            self.assertTrue(asked.wait(60))
            runner.kill()
            runner.wait(30)
            self.wait_for(lambda: not self.living(), "the end of all that it started")
            let_go.set()
        self.assertEqual(self.summary()["verdict"], "pass")


class RefusedEndpoints(ExportCase):
    def refused(self, *options):
        run = self.run_perfbench(*options, worker=["touch-file:" + str(self.folder / "ran")])
        self.assertEqual(run.returncode, 2, run.stdout + run.stderr)
        self.assertFalse((self.folder / "ran").exists(), "something was run")
        self.assertFalse(self.out.exists())
        return run.stderr

    def test_what_is_no_address_is_a_usage_error_before_anything_is_run(self):
        for text in ("localhost:4318", "grpc://localhost:4317", "http://", "http://:4318", "http://host:x",
                     "http://host/v1/traces", "http://host?a=b"):
            with self.subTest(text):
                self.assertIn("--otlp-export", self.refused("--otlp-export", text))

    def test_a_password_is_refused_and_not_shown(self):
        message = self.refused("--otlp-export", f"http://me:{SECRET}@localhost:4318")
        self.assertIn("OTEL_EXPORTER_OTLP_HEADERS", message)
        self.assertNotIn(SECRET, message)

    def test_results_that_are_not_written_cannot_be_sent(self):
        message = self.refused("--otlp-export", "http://localhost:4318", "--reporter", "console")
        self.assertIn("Add json to --reporter", message)

    def test_an_empty_one_is_none(self):
        run = self.run_perfbench(*QUICK, "--otlp-export", "", worker=["exit:0"])
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_by_hand_it_is_the_same(self):
        for arguments, message in ((["http://me:" + SECRET + "@host", "x"], "holds a name or password"),
                                   (["http://127.0.0.1:9", str(self.folder / "none")], "none"),
                                   (["http://127.0.0.1:9"], "RESULT"), ([], "ENDPOINT")):
            with self.subTest(arguments):
                sent = subprocess.run([PERFBENCH, "otlp-export", *arguments], env=self.environment,
                                      capture_output=True, text=True, timeout=60, check=False)
                self.assertEqual(sent.returncode, 2)
                self.assertIn(message, sent.stderr)
                self.assertNotIn(SECRET, sent.stderr)


if __name__ == "__main__":
    main()
