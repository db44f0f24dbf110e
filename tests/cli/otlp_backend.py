"""What the tests of --otlp-export share: backends that do as they are told, and a run that is sent to one."""

import http.server
import re
import socket
import subprocess
import threading

from perfbench_cli import PERFBENCH, CliTest

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
