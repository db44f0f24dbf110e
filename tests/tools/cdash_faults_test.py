"""How the stand-in CDash server speaks HTTP, and how it breaks on demand."""

import contextlib
import http.client
import math
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import unittest
import unittest.mock
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree

import cdash_client as client
from cdash_case import ONE, ServerTest
from cdash_server import CdashServer, Fault, Proxy, self_signed


class Transport(ServerTest):
    def test_a_client_that_waits_for_100_continue_gets_it_before_it_sends_the_body(self):
        server = self.start()
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as raw:
            raw.sendall(f"PUT {client.upload_path(ONE)} HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\n"
                        f"Content-Length: {len(ONE)}\r\n\r\n".encode())
            self.assertEqual(raw.recv(100), b"HTTP/1.1 100 Continue\r\n\r\n")
            raw.sendall(ONE)
            self.assertTrue(raw.recv(100).startswith(b"HTTP/1.1 200 "))

    def test_a_body_may_come_in_chunks(self):
        server = self.start()
        answer = client.request(server, "PUT", client.upload_path(ONE), iter([ONE[:100], ONE[100:]]))
        self.assertEqual((answer.status, server.uploads[0].body), (200, ONE))

    def test_many_clients_are_served_at_once_on_connections_that_stay(self):
        server = self.start()
        opened = [client.connection(server) for _ in range(20)]
        for _ in range(2):
            for one in opened:
                one.request("PUT", client.upload_path(ONE), ONE)
            for one in opened:
                self.assertEqual(client.Answer(one.getresponse()).status, 200)
        self.assertEqual(len(server.builds[0].tests["quick"]), 40)
        for one in opened:
            one.close()

    def test_closing_ends_connections_that_idle_and_waits_for_none(self):
        server = CdashServer()
        with server:
            idle = client.connection(server)
            idle.connect()
            self.addCleanup(idle.close)
            client.request(server, "GET", "/")
            begin = time.monotonic()
        self.assertLess(time.monotonic() - begin, 20)  # an idle connection would be waited for 30 s
        self.assertEqual(idle.sock.recv(1), b"")
        with self.assertRaises(ConnectionRefusedError):
            client.request(server, "GET", "/")
        self.assertEqual([thread.name for thread in threading.enumerate()], ["MainThread"])


class Faults(ServerTest):
    def test_a_status_as_often_as_wanted_and_then_all_is_well(self):
        server = self.start()
        server.faults.append(Fault(status=503, times=2, headers={"Retry-After": "1"}, body=b"later"))
        for _ in range(2):
            answer = client.submit(server, ONE)
            self.assertEqual((answer.status, answer.headers["Retry-After"], answer.body), (503, "1", b"later"))
        self.assertEqual((server.builds, server.faults), ([], []))
        self.taken(server, ONE)
        self.assertEqual([request.status for request in server.requests], [503, 503, 200])

    def test_only_for_one_part_or_path_and_the_first_that_fits(self):
        server = self.start()
        server.faults += [Fault(status=504, path="/graphql"), Fault(status=500, part="Done"),
                          Fault(status=501, path="/submit.php"), Fault(status=502, times=math.inf)]
        self.assertEqual(client.submit(server, ONE).status, 501)
        self.assertEqual(client.submit(server, client.done(1), "Done").status, 500)
        for _ in range(3):
            self.assertEqual(client.request(server, "GET", "/").status, 502)
        self.assertEqual(len(server.faults), 2)

    def test_an_error_with_200_has_no_build_id(self):
        server = self.start()
        server.faults.append(Fault.error("<no> room", part="Test"))
        answer = client.submit(server, ONE)
        self.assertEqual((answer.status, answer.build_id), (200, None))
        root = ElementTree.fromstring(answer.body)
        self.assertEqual((root.findtext("status"), root.findtext("message")), ("ERROR", "<no> room"))
        self.assertEqual(server.uploads, [])

    def test_a_cut_in_mid_upload_resets_the_connection_and_nothing_is_processed(self):
        server = self.start()
        big = client.testing(client.test("quick", client.measurement("one", "x" * 5000000, "text/string")))
        for size in (0, 1, 100000):
            server.faults.append(Fault(cut_after=size))
            with self.assertRaises((ConnectionResetError, BrokenPipeError)):
                client.submit(server, big)
            self.assertEqual((server.requests[-1].body, server.requests[-1].status), (big[:size], None))
        server.faults.append(Fault(cut_after=150))
        with self.assertRaises((ConnectionResetError, BrokenPipeError)):
            client.request(server, "PUT", client.upload_path(big), iter([big[:100], big[100:]]))
        self.assertEqual(server.requests[-1].body, big[:150])
        self.assertEqual((server.builds, server.faults), ([], []))
        self.taken(server, big)

    def test_a_cut_answer_comes_after_the_work_is_done(self):
        server = self.start()
        server.faults.append(Fault(cut_answer=True))
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as raw:
            raw.sendall(f"PUT {client.upload_path(ONE)} HTTP/1.1\r\nHost: here\r\n"
                        f"Content-Length: {len(ONE)}\r\n\r\n".encode() + ONE)
            with self.assertRaises(ConnectionResetError):
                raw.recv(1)
        self.assertEqual((len(server.uploads), server.requests[0].status), (1, None))

    def test_a_redirect_is_one_and_takes_nothing(self):
        server = self.start()
        server.faults.append(Fault(redirect="http://127.0.0.1:9/elsewhere", headers={"X-More": "1"}))
        answer = client.submit(server, ONE)
        self.assertEqual((answer.status, answer.headers["X-More"]), (302, "1"))
        self.assertEqual(answer.headers["Location"], "http://127.0.0.1:9/elsewhere")
        self.assertEqual(server.uploads, [])

    def test_a_delay_holds_up_an_answer(self):
        server = self.start()
        server.faults += [Fault(delay=0.2), Fault(status=None, delay=0.2)]
        for status in (503, 200):
            begin = time.monotonic()
            self.assertEqual(client.submit(server, ONE).status, status)
            self.assertGreaterEqual(time.monotonic() - begin, 0.2)

    def test_a_delay_holds_up_nobody_else_and_not_the_end(self):
        begin = time.monotonic()
        with CdashServer() as server:
            server.faults.append(Fault(status=None, delay=1000, part="Build"))
            opened = client.connection(server)
            self.addCleanup(opened.close)
            body = client.build()
            opened.request("PUT", client.upload_path(body, "Build"), body)
            while not server.uploads:
                time.sleep(0.001)
            self.taken(server, ONE)
            self.assertIsNone(server.requests[0].status)
        self.assertLess(time.monotonic() - begin, 500)


class Certificates(ServerTest):
    def opened(self, server, authority):
        context = ssl.create_default_context(cafile=authority)
        query = client.upload_path(ONE)
        request = urllib.request.Request(server.url + query, ONE, {"Content-Type": "text/xml"}, method="PUT")
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                             urllib.request.HTTPSHandler(context=context))
        with direct.open(request, timeout=30) as answer:
            return answer.status

    def test_who_knows_the_certificate_is_served_and_who_does_not_can_tell(self):
        context, certificate = self_signed(self.folder())
        server = self.start(tls=context)
        self.assertTrue(server.url.startswith("https://127.0.0.1:"))
        self.assertEqual(self.opened(server, certificate), 200)
        self.assertEqual(len(server.uploads), 1)
        with self.assertRaisesRegex(urllib.error.URLError, "self.signed"):
            self.opened(server, None)
        self.assertEqual(len(server.requests), 1)

    def test_one_for_another_host_is_told_apart(self):
        context, certificate = self_signed(self.folder(), "elsewhere.example")
        server = self.start(tls=context)
        with self.assertRaisesRegex(urllib.error.URLError, "not valid for|doesn't match"):
            self.opened(server, certificate)

    def test_a_refused_certificate_is_recorded_when_the_server_has_ended(self):
        context, _ = self_signed(self.folder())
        with CdashServer(tls=context) as server:
            with self.assertRaises(urllib.error.URLError):
                self.opened(server, None)
        self.assertEqual(len(server.handshake_failures), 1)

    def test_a_cut_works_as_without_it(self):
        context, certificate = self_signed(self.folder())
        server = self.start(tls=context)
        server.faults += [Fault(cut_after=10), Fault(cut_answer=True)]
        for uploads in (0, 1):
            with self.assertRaises((ConnectionResetError, urllib.error.URLError)):
                self.opened(server, certificate)
            self.assertEqual(len(server.uploads), uploads)

    def test_closing_does_not_wait_for_a_client_that_says_nothing(self):
        context, _ = self_signed(self.folder())
        with CdashServer(tls=context) as server:
            silent = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            self.addCleanup(silent.close)
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as second:
                second.sendall(b"not TLS\r\n\r\n")
                with contextlib.suppress(ConnectionResetError):
                    second.recv(100)  # by now the first one is waited for
            begin = time.monotonic()
        self.assertLess(time.monotonic() - begin, 20)


class Proxies(ServerTest):
    def setUp(self):
        kept = {name: text for name, text in os.environ.items() if not name.lower().endswith("_proxy")}
        self.enterContext(unittest.mock.patch.dict(os.environ, kept, clear=True))

    def through(self, proxy, url, **options):
        handlers = [urllib.request.ProxyHandler({"http": proxy.url, "https": proxy.url})]
        if options:
            handlers.append(urllib.request.HTTPSHandler(context=ssl.create_default_context(**options)))
        request = urllib.request.Request(url, ONE, {"Content-Type": "text/xml"}, method="PUT")
        with urllib.request.build_opener(*handlers).open(request, timeout=30) as answer:
            return answer.status

    def test_passes_on_plain_requests(self):
        server, proxy = self.start(), self.enterContext(Proxy())
        url = server.url + client.upload_path(ONE)
        for _ in range(2):
            self.assertEqual(self.through(proxy, url), 200)
        self.assertEqual(proxy.requests, [f"PUT {url} HTTP/1.1"] * 2)
        self.assertEqual([upload.body for upload in server.uploads], [ONE] * 2)

    def test_connects_to_a_server_whose_talk_it_cannot_read(self):
        context, certificate = self_signed(self.folder())
        server, proxy = self.start(tls=context), self.enterContext(Proxy())
        self.assertEqual(self.through(proxy, server.url + client.upload_path(ONE), cafile=certificate), 200)
        self.assertEqual(proxy.requests, [f"CONNECT 127.0.0.1:{server.port} HTTP/1.0"])
        self.assertEqual(len(server.uploads), 1)

    def test_answers_502_where_it_refuses_or_reaches_nobody(self):
        server = self.start()
        with socket.create_server(("127.0.0.1", 0)) as taken:
            nobody = taken.getsockname()[1]
        for proxy, port in ((Proxy(refuse=True), server.port), (Proxy(), nobody)):
            with proxy:
                with self.assertRaises(urllib.error.HTTPError) as caught:
                    self.through(proxy, f"http://127.0.0.1:{port}/submit.php")
                caught.exception.close()
                self.assertEqual(caught.exception.code, 502)
                with self.assertRaisesRegex(urllib.error.URLError, "502"):
                    self.through(proxy, f"https://127.0.0.1:{port}/submit.php")
                self.assertEqual(len(proxy.requests), 2)
        self.assertEqual(server.requests, [])

    def test_ends_with_its_connections(self):
        server = self.start()
        with Proxy() as proxy:
            tunnel = http.client.HTTPConnection(proxy.url.removeprefix("http://"), timeout=30)
            self.addCleanup(tunnel.close)
            tunnel.set_tunnel("127.0.0.1", server.port)
            tunnel.request("GET", "/")
            tunnel.getresponse().read()
            begin = time.monotonic()
        self.assertLess(time.monotonic() - begin, 20)
        self.assertEqual(tunnel.sock.recv(1), b"")


class ByHand(ServerTest):
    def test_it_runs_until_it_is_interrupted_and_keeps_what_it_took(self):
        folder = self.folder()
        (folder / "token").write_text("secret\n")
        command = [sys.executable, "-B", pathlib.Path(__file__).with_name("cdash_server.py"), "--project", "Hand",
                   "--token-file", folder / "token", "--keep", folder / "kept"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
            self.addCleanup(program.kill)
            url = program.stdout.readline().strip()
            self.assertRegex(url, r"^http://127\.0\.0\.1:[0-9]+$")
            for token, status in ((None, 403), ("secret", 200)):
                headers = {} if token is None else {"Authorization": f"Bearer {token}"}
                opened = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
                opened.request("PUT", client.upload_path(ONE, project="Hand"), ONE, headers)
                self.assertEqual(client.Answer(opened.getresponse()).status, status)
                opened.close()
            program.send_signal(signal.SIGINT)
            self.assertEqual(program.wait(30), 0)
        (kept,) = (folder / "kept").iterdir()
        self.assertEqual((kept.name, kept.read_bytes()), ("0001-1-Test.xml", ONE))


if __name__ == "__main__":
    unittest.main()
