"""perfbench run --otlp-export: nothing that a backend does harms the run, and what cannot be sent is refused."""

import contextlib
import json
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

from otlp_backend import Backend, ExportCase, QUICK, closed_port
from perfbench_cli import PERFBENCH, main
from telemetry_sender import protobuf_field

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tools"))

from cdash.tls import self_signed

SECRET = "sesame-of-the-test"


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
