"""What the tests of the collector send: bodies of OTLP, good ones and bombs, over sockets of raw bytes."""

import gzip
import json
import secrets
import socket
import time
import zlib


def metric_body(name="requests", value=1.0):
    return json.dumps({"resourceMetrics": [{"scopeMetrics": [{"metrics": [
        {"name": name, "gauge": {"dataPoints": [{"asDouble": value}]}}]}]}]}).encode()


def span_body(name, milliseconds):
    """One that has just ended."""
    end = time.time_ns()
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [
        {"traceId": secrets.token_hex(16), "spanId": secrets.token_hex(8), "name": name,
         "startTimeUnixNano": str(end - milliseconds * 1_000_000), "endTimeUnixNano": str(end)}]}]}]}).encode()


def gzip_bomb(megabytes):
    """About a thousandth of its size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = bytes(1 << 20)
    return b"".join(packer.compress(piece) for _ in range(megabytes)) + packer.flush()


def protobuf_field(number, payload):
    length, size = bytearray(), len(payload)
    while size > 127:
        length.append(size & 127 | 128)
        size >>= 7
    length.append(size)
    return bytes([number << 3 | 2]) + bytes(length) + payload


def exponential_bucket_bomb(name, buckets):
    """A cumulative histogram with that many buckets of one byte each, compressed."""
    count = buckets.to_bytes(8, "little")
    point = (b"\x19" + (5).to_bytes(8, "little") + b"\x21" + count + b"\x30\x28" +
             protobuf_field(8, protobuf_field(2, b"\x01" * buckets)))
    metric = protobuf_field(1, name.encode()) + protobuf_field(10, protobuf_field(1, point) + b"\x10\x02")
    return gzip.compress(protobuf_field(1, protobuf_field(2, protobuf_field(2, metric))))


class Connection:
    """One to the collector at (host, port)."""

    def __init__(self, address, timeout=30):
        self.socket = socket.create_connection(address, timeout)
        self.unread = b""

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        """False when the other side has ended the connection."""
        try:
            self.socket.sendall(data)
            return True
        except OSError:
            return False

    def answer(self):
        """(status, headers in lower case, body); status 0 when the connection ended without one."""
        while b"\r\n\r\n" not in self.unread:
            if not self.receive():
                return 0, {}, b""
        head, self.unread = self.unread.split(b"\r\n\r\n", 1)
        status_line, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
        length = int(headers.get("content-length", 0))
        while len(self.unread) < length and self.receive():
            pass
        body, self.unread = self.unread[:length], self.unread[length:]
        return int(status_line.split()[1]), headers, body

    def receive(self):
        try:
            piece = self.socket.recv(65536)
        except OSError:
            return False
        self.unread += piece
        return bool(piece)

    def has_ended(self):
        """Waits for the end; whether nothing came before it."""
        while self.receive():
            pass
        return not self.unread


def request(body=b"", path="/v1/metrics", method="POST", **headers):
    """Keywords are headers, with underscores for hyphens; None leaves one out."""
    lines = {"Host": "here", "Content-Type": "application/json", "Content-Length": str(len(body))}
    lines.update({name.replace("_", "-"): value for name, value in headers.items()})
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def ask(address, data):
    """The answer to one request on a connection of its own."""
    with Connection(address) as connection:
        connection.send(data)
        return connection.answer()
