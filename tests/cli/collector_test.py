"""perfbench-collector under attack: bounded memory, the right status, and what others sent is intact."""

import gzip
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from perfbench_cli import main
from telemetry_sender import Connection, ask, exponential_bucket_bomb, gzip_bomb, metric_body, request

COLLECTOR = os.environ["PERFBENCH_COLLECTOR"]
SANITIZED = bool(os.environ.get("PERFBENCH_SANITIZE"))  # whose memory is not the program's own
TOKEN = "a-token-of-the-test"
IN_TURN = int(os.environ.get("PERFBENCH_TEST_CONNECTIONS", "2000"))
PROTOBUF = "application/x-protobuf"


class CollectorCase(unittest.TestCase):
    """A collector by itself; in the end it reports what the good requests told, whatever came between them."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="perfbench-collector-"))
        token_file = self.folder / "token"
        token_file.write_text(TOKEN + "\n")
        self.process = subprocess.Popen(
            [COLLECTOR, "--port", "0", "--out-dir", str(self.folder / "out"), "--token-file", str(token_file)],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        match = re.fullmatch(r"listening on http://127\.0\.0\.1:(\d+)\n", line)
        self.assertTrue(match, line)
        self.address = ("127.0.0.1", int(match[1]))
        self.good = 0

    def tearDown(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def good_request(self, **headers):
        return request(metric_body(), **{"x_perfbench_token": TOKEN, **headers})

    def post_good(self):
        status, _, body = ask(self.address, self.good_request())
        self.assertEqual((status, body), (200, b"{}"))
        self.good += 1

    def telemetry(self):
        """Of the ended collector."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.assertEqual(self.process.wait(30), 0)
        return json.loads((self.folder / "out" / "telemetry.json").read_text())

    def assert_intact(self):
        """The good requests, and nothing else, are in the report."""
        self.post_good()
        telemetry = self.telemetry()
        [worker] = telemetry["workers"]
        self.assertEqual((worker["payloads"], worker["datapoints"]), (self.good, self.good))
        [metric] = telemetry["metrics"]
        self.assertEqual((metric["name"], metric["points"], metric["sum"]), ("requests", self.good, self.good))
        return telemetry

    def peak_memory(self):
        """In MiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024

    def assert_memory_below(self, limit):
        if not SANITIZED:
            self.assertLess(self.peak_memory(), limit)


class CollectorRequests(CollectorCase):
    def test_each_wrong_request_has_its_status(self):
        body = metric_body()
        right = {"x_perfbench_token": TOKEN}
        cases = [
            (request(body, method="GET", **right), 405), (request(body, method="PUT", **right), 405),
            (request(body, method="DELETE", **right), 405), (request(body, method="OPTIONS", **right), 405),
            (request(body, Content_Type="text/plain", **right), 415), (request(body, Content_Type=None, **right), 415),
            (request(body, Content_Encoding="br", **right), 415),
            (request(b"", path="/", Content_Type=PROTOBUF, **right), 404),
            (request(body, path="/v1/profiles", **right), 404), (request(body, path="/v1/metrics/x", **right), 404),
            (request(b"{", **right), 400), (request(b"", **right), 400), (request(b"[]", **right), 400),
            (request(b"\xff\xff\xff", Content_Type=PROTOBUF, **right), 400),
            (request(b"plain", Content_Encoding="gzip", **right), 400),
            (request(gzip.compress(body)[:-4], Content_Encoding="gzip", **right), 400),
            (request(b"{}", path="/", **right), 400),
            (request(body), 401), (request(body, Authorization="Basic " + TOKEN), 401),
            (request(body, x_perfbench_token="wrong"), 403), (request(body, x_perfbench_token=TOKEN + "x"), 403),
            (request(body, path="/1-1/v1/metrics", **right), 403),
        ]
        self.post_good()
        for data, expected in cases:
            with self.subTest(request=data[:200]):
                status, headers, answer = ask(self.address, data)
                self.assertEqual(status, expected)
                self.assertEqual(headers.get("allow"), "POST" if expected == 405 else None)
                if PROTOBUF.encode() in data:
                    self.assertEqual((headers["content-type"], answer[:1]), (PROTOBUF, b"\x08"))
                else:
                    self.assertEqual(headers["content-type"], "application/json")
                    self.assertEqual(set(json.loads(answer)), {"code", "message"})
        [warning] = self.assert_intact()["warnings"]
        self.assertEqual(warning["code"], "telemetry_refused")
        self.assertIn("5 posts of telemetry were refused: 2 without a token, 2 with another's, 1 to",
                      warning["message"])

    def test_protobuf_at_the_bare_endpoint_is_told_the_right_paths(self):
        status, _, body = ask(self.address, request(b"", path="/", Content_Type=PROTOBUF, x_perfbench_token=TOKEN))
        self.assertEqual(status, 404)
        for path in (b"/v1/metrics", b"/v1/traces", b"/v1/logs"):
            self.assertIn(path, body)

    def test_every_way_to_say_it_right_is_understood(self):
        body = metric_body()
        chunked = b"5\r\n" + body[:5] + b"\r\n%x;extension\r\n" % (len(body) - 5) + body[5:] + b"\r\n0\r\n\r\n"
        right = {"x_perfbench_token": TOKEN}
        for data in (self.good_request(), request(body, Authorization="Bearer " + TOKEN),
                     request(body, path="/v1/metrics/", **right), request(body, path="//v1/metrics", **right),
                     request(body, path="/", **right), request(body, path="/v1/metrics?x=1", **right),
                     request(body, Content_Type="Application/JSON; charset=utf-8", **right),
                     request(gzip.compress(body), Content_Encoding="gzip", **right),
                     request(gzip.compress(body[:20]) + gzip.compress(body[20:]), Content_Encoding="gzip", **right),
                     request(Content_Length=None, Transfer_Encoding="chunked", **right) + chunked):
            with self.subTest(request=data[:200]):
                self.assertEqual(ask(self.address, data)[0], 200)
                self.good += 1
        self.assertEqual(self.assert_intact()["warnings"], [])

    def test_path_tricks_reach_nobody(self):
        for path in ("/../v1/metrics", "/./v1/metrics", "/%2e%2e/v1/metrics", "/v1/../v1/metrics",
                     "/..%2fv1%2fmetrics/x",
                     "/v1%2fmetrics%00", "/%00/v1/metrics", "/v1/metrics%0d%0aX:1/v1/metrics", "///v1/metrics",
                     "/etc/passwd", "/%c0%ae%c0%ae/v1/metrics", "/" + "a" * 250 + "/v1/metrics",
                     "/" + "a" * 9000 + "/v1/metrics", "/" + "/" * 200 + "v1/metrics", "/%", "/%zz/v1/metrics"):
            with self.subTest(path=path[:100]):
                self.assertIn(ask(self.address, request(metric_body(), path=path, x_perfbench_token=TOKEN))[0],
                              (400, 403, 404, 414))
        self.assert_intact()

    def test_broken_framing_is_refused_and_nothing_is_smuggled(self):
        good = self.good_request()
        both = request(b"", Content_Length="4", Transfer_Encoding="chunked", x_perfbench_token=TOKEN)
        chunks = request(Content_Length=None, Transfer_Encoding="chunked", x_perfbench_token=TOKEN)
        cases = [both + b"0\r\n\r\n" + good,
                 request(b"", Content_Length="-1", x_perfbench_token=TOKEN) + good,
                 request(b"", Content_Length="0x10", x_perfbench_token=TOKEN) + good,
                 request(b"", Content_Length="4, 4", x_perfbench_token=TOKEN) + good,
                 request(b"{}", Content_Length="2\r\nContent-Length: 4", x_perfbench_token=TOKEN) + good,
                 request(Content_Length=None, Transfer_Encoding="chunked, identity", x_perfbench_token=TOKEN) + good,
                 chunks + b"zz\r\n{}\r\n0\r\n\r\n" + good, chunks + b"-2\r\n{}\r\n0\r\n\r\n" + good,
                 chunks + b"1\r\n{}\r\n0\r\n\r\n" + good, chunks + b"2\r\n{}0\r\n\r\n" + good,
                 chunks + b"2\r\n{}\r\n0\r\nsomething\r\n\r\n" + good, chunks + b"\r\n\r\n\r\n" + good,
                 b"GET /\r\n" + good, b"POST /v1/metrics HTTP/0.9\r\n\r\n" + good,
                 b"POST /v1/metrics HTTP/2.0\r\n\r\n" + good,
                 b"\x00\x01\x02\x03\r\n\r\n" + good, b"POST /v1/\x00metrics HTTP/1.1\r\n\r\n" + good,
                 b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200) + b"\r\n\r\n" + good,
                 b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + good]
        for data in cases:
            with self.subTest(request=data[:200]), Connection(self.address) as connection:
                connection.send(data)
                connection.socket.shutdown(socket.SHUT_WR)
                self.assertIn(connection.answer()[0], (0, 400, 401, 404, 405))
                self.assertTrue(connection.has_ended(), "nothing that follows is taken for a request")
        self.assert_intact()


class CollectorBombs(CollectorCase):
    def test_a_body_of_1_gb_is_refused_by_its_length(self):
        for length in (1 << 30, 1 << 62, 10 ** 30):
            begin = time.monotonic()
            status, _, body = ask(self.address, request(Content_Length=str(length), x_perfbench_token=TOKEN))
            self.assertEqual(status, 413)
            self.assertIn(b"16 MiB", body)
            self.assertLess(time.monotonic() - begin, 5)
        self.assert_memory_below(40)
        self.assert_intact()

    def test_an_endless_body_is_refused_when_it_is_too_large(self):
        with Connection(self.address) as connection:
            connection.send(request(Content_Length=None, Transfer_Encoding="chunked", x_perfbench_token=TOKEN))
            chunk = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
            sent = 0
            while sent < 1000 and connection.send(chunk):
                sent += 1
            self.assertLess(sent, 100)
            self.assertIn(connection.answer()[0], (0, 413))
        self.assert_memory_below(80)
        self.assert_intact()

    def test_1_gb_of_zeros_in_1_mb_is_refused(self):
        bomb = gzip_bomb(1024)
        self.assertLess(len(bomb), 1 << 21)
        data = request(bomb, Content_Encoding="gzip", x_perfbench_token=TOKEN)
        begin = time.monotonic()
        self.assertEqual(ask(self.address, data)[0], 413)
        results = []
        threads = [threading.Thread(target=lambda: results.append(ask(self.address, data)[0])) for _ in range(8)]
        for thread in threads:
            thread.start()
        self.post_good()
        for thread in threads:
            thread.join()
        self.assertEqual(set(results) - {413, 503}, set())
        self.assertLess(time.monotonic() - begin, 60)
        self.assert_memory_below(100)
        self.assert_intact()

    def test_bodies_that_take_a_multiple_when_they_are_decoded_are_bounded(self):
        for name, buckets, expected in (("one", 15_000_000, 413), ("two", 15_000_000, 413),
                                        *((f"kept {number}", 900_000, 200) for number in range(20))):
            bomb = exponential_bucket_bomb(name, buckets)
            self.assertLess(len(bomb), 100_000)
            status, _, _ = ask(self.address, request(bomb, Content_Type=PROTOBUF, Content_Encoding="gzip",
                                                     x_perfbench_token=TOKEN))
            self.assertEqual(status, expected, name)
        self.assert_memory_below(400)
        warnings = [warning["code"] for warning in self.telemetry()["warnings"]]
        self.assertEqual(warnings, ["metric_points_left_out"])

    def test_a_flood_of_headers_ends_the_connection(self):
        for flood in (b"X-Flood: " + b"x" * 1000 + b"\r\n", b"x" * 1000):
            with Connection(self.address) as connection:
                connection.send(b"POST /v1/metrics HTTP/1.1\r\n")
                for _ in range(1000):
                    if not connection.send(flood):
                        break
                self.assertIn(connection.answer()[0], (0, 400, 414))
        self.assert_memory_below(40)
        self.assert_intact()


class CollectorConnections(CollectorCase):
    def test_200_slow_senders_hold_up_nobody(self):
        slow = []
        for number in range(200):
            connection = Connection(self.address)
            data = self.good_request()
            connection.send(data[:len(data) * (number % 10 + 1) // 11])
            slow.append((connection, data[len(data) * (number % 10 + 1) // 11:]))
        for _ in range(3):
            begin = time.monotonic()
            self.post_good()
            self.assertLess(time.monotonic() - begin, 2)
            for number, (connection, rest) in enumerate(slow):
                connection.send(rest[:1])
                slow[number] = (connection, rest[1:])
            time.sleep(0.2)
        for connection, rest in slow[:20]:  # who goes on in time is served
            connection.send(rest)
            self.assertEqual(connection.answer()[0], 200)
            self.good += 1
        for connection, _ in slow:
            connection.close()
        self.assert_memory_below(60)
        self.assert_intact()

    def test_many_connections_in_turn_are_all_served(self):
        for _ in range(IN_TURN):
            self.post_good()
        threads = len(list(pathlib.Path(f"/proc/{self.process.pid}/task").iterdir()))
        self.assertLess(threads, 100, "connections that ended leave no thread")
        self.assert_memory_below(40)
        self.assert_intact()

    def test_256_connections_at_once_are_all_served(self):
        connections = [Connection(self.address) for _ in range(256)]
        for connection in connections:
            self.assertTrue(connection.send(self.good_request()))
        self.assertEqual([connection.answer()[0] for connection in connections], [200] * 256)
        self.good += 256
        for connection in connections:
            connection.close()
        self.assert_intact()

    @unittest.skipIf(SANITIZED, "a sanitizer needs descriptors for each thread itself")
    def test_without_descriptors_it_waits_without_burning_a_processor(self):
        resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE, (24, 24))
        connections = [Connection(self.address) for _ in range(60)]
        for connection in connections:
            connection.send(self.good_request())
        descriptors = pathlib.Path(f"/proc/{self.process.pid}/fd")
        deadline = time.monotonic() + 30
        while len(list(descriptors.iterdir())) < 24:
            self.assertLess(time.monotonic(), deadline, "it does not use them all")
            time.sleep(0.01)
        cpu_begin, begin = self.cpu_sec(), time.monotonic()
        time.sleep(0.5)
        self.assertLess(self.cpu_sec() - cpu_begin, (time.monotonic() - begin) / 2)
        for connection in connections:
            connection.close()
        self.assertEqual(ask(self.address, self.good_request())[0], 200)

    def cpu_sec(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def test_more_than_it_serves_are_told_to_come_again(self):
        idle = [Connection(self.address) for _ in range(512)]
        for connection in (idle[0], idle[-1]):
            connection.send(self.good_request())
            self.assertEqual(connection.answer()[0], 200)
            self.good += 1
        status, headers, body = ask(self.address, self.good_request())
        self.assertEqual((status, headers["retry-after"]), (503, "1"))
        self.assertIn("too many connections", json.loads(body)["message"])
        silent = [Connection(self.address) for _ in range(200)]
        for connection in idle:
            connection.close()

        def is_served():
            return ask(self.address, self.good_request())[0] == 200
        deadline = time.monotonic() + 30
        while not is_served():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        self.good += 1
        for connection in silent:
            connection.close()
        self.assert_intact()

    def test_who_half_closes_is_answered_and_who_vanishes_is_forgotten(self):
        data = self.good_request()
        for end in range(0, len(data) + 1, 7):
            with Connection(self.address) as connection:
                connection.send(data[:end])
                connection.socket.shutdown(socket.SHUT_WR)
                self.assertIn(connection.answer()[0], (0, 400))
            with Connection(self.address) as connection:
                connection.send(data[:end])
        with Connection(self.address) as connection:
            connection.send(data)
            connection.socket.shutdown(socket.SHUT_WR)
            self.assertEqual(connection.answer()[0], 200)
            self.good += 1
        with Connection(self.address) as connection:  # a reset
            connection.send(data[:-1])
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.assert_intact()

    def test_who_does_not_read_his_answers_holds_up_nobody(self):
        with Connection(self.address) as connection:
            connection.socket.settimeout(1)
            data = request(b"[]", x_perfbench_token=TOKEN) * 50
            for _ in range(200):
                if not connection.send(data):
                    break
            self.post_good()
        self.assert_memory_below(60)
        self.assert_intact()

    def test_it_listens_on_loopback_only(self):
        inodes = set()
        for entry in pathlib.Path(f"/proc/{self.process.pid}/fd").iterdir():
            match = re.fullmatch(r"socket:\[(\d+)\]", os.readlink(entry))
            inodes.update([match[1]] if match else [])
        listening = [fields[1] for table in ("tcp", "tcp6")
                     for fields in map(str.split, pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:])
                     if fields[9] in inodes and fields[3] == "0A"]
        self.assertEqual(listening, [f"0100007F:{self.address[1]:04X}"])


if __name__ == "__main__":
    main()
