"""HTTP: requests read and recorded, faults met, answers written."""

import contextlib
import dataclasses
import http.server
import re
import socket
import struct
import urllib.parse

from cdash import faults, graphql, rest, submission

# Nobody waits longer for a byte than this, so that a client which hangs does not hang its test.
SILENCE_S = 30
PART = re.compile(r"([A-Za-z]+)\.xml$")


@dataclasses.dataclass
class Request:
    """What came, and the status it got: None when it was cut off, or is still being served."""

    method: str
    path: str
    query: dict
    headers: dict
    status: int | None = None
    body: bytes = b""

    @property
    def part(self):
        """What an upload says it is, before anything of it is read."""
        found = PART.search(self.query.get("FileName", ""))
        return found.group(1) if found else None

    @property
    def bearer(self):
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else None


def without_answer(connection):
    """The next close() resets the connection instead of ending it in good order."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection. `server.cdash` is the CdashServer."""

    protocol_version = "HTTP/1.1"
    server_version = "CDash"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = SILENCE_S

    def log_message(self, *_):
        """Tests look at `requests` instead."""

    def handle(self):
        with contextlib.suppress(OSError):  # the other side may go whenever it likes
            super().handle()

    def do_GET(self):
        cdash = self.server.cdash
        split = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(split.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, split.path, query, headers)
        with cdash.lock:
            cdash.requests.append(request)
            fault = faults.taken(cdash.faults, request.path, request.part)
        self.serve(request, fault)

    do_PUT = do_POST = do_HEAD = do_DELETE = do_GET

    def serve(self, request, fault):
        self.wfile.flush()  # the "100 Continue", which must not wait for the answer
        whole = self.read_body(request, None if fault is None else fault.cut_after)
        if fault is not None and fault.cut_after is not None:
            self.cut(fault)
        elif not whole:
            self.close_connection = True
        elif fault is None or fault.processes():
            with self.server.cdash.lock:
                status, kind, body = self.route(request)
            if fault is not None and fault.cut_answer:
                self.cut(fault)
            else:
                self.wait(fault)
                self.answer(request, status, {"Content-Type": kind}, body)
        else:
            self.wait(fault)
            self.answer(request, *fault.answer())

    def route(self, request):
        cdash = self.server.cdash
        if request.path == cdash.prefix + "/submit.php":
            if request.method in ("PUT", "POST"):
                return submission.submit(cdash, request)
            return 405, "text/plain", b"Method Not Allowed"
        if request.path == cdash.prefix + "/graphql" and cdash.api != "none":
            return graphql.answer(cdash, request)
        folder, _, name = request.path.removeprefix(cdash.prefix).rpartition("/")
        if folder == "/api/v1" and name in rest.INTERFACES and request.method == "GET":
            return rest.answer(cdash, request, name)
        return 404, "text/plain", b"Not Found"

    def wait(self, fault):
        if fault is not None and fault.delay:
            self.server.cdash.closing.wait(fault.delay)

    def cut(self, fault):
        self.wait(fault)
        without_answer(self.connection)
        self.server.cut.add(self.connection)
        self.close_connection = True

    def answer(self, request, status, headers, body):
        with self.server.cdash.lock:
            request.status = status
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if request.method != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def read_body(self, request, limit):
        """Whether all of it came, or as much as `limit`."""
        pieces = self.chunks() if request.headers.get("transfer-encoding") == "chunked" else self.counted(limit)
        for piece in pieces:
            if piece is None:
                return False
            request.body += piece
            if limit is not None and len(request.body) >= limit:
                request.body = request.body[:limit]
                break
        return True

    def counted(self, limit):
        """Pieces, and at last None when some are missing."""
        length = self.headers.get("Content-Length", "0")
        left = int(length) if length.isdigit() else 0
        left = left if limit is None else min(left, limit)
        while left > 0:
            piece = self.rfile.read1(min(left, 65536))
            left -= len(piece)
            yield piece or None
            if not piece:
                return

    def chunks(self):
        """Pieces, and at last None when some are missing."""
        while True:
            size = self.rfile.readline(100).split(b";")[0].strip()
            if not re.fullmatch(rb"[0-9a-fA-F]+", size):
                yield None
                return
            piece = self.rfile.read(int(size, 16))
            if len(piece) < int(size, 16) or not self.rfile.readline(100).endswith(b"\n"):
                yield None
                return
            if not piece:
                return
            yield piece
