"""A plain forward proxy: absolute requests and CONNECT."""

import contextlib
import selectors
import socket
import threading
import urllib.parse

SILENCE_S = 30


def head_of(connection):
    """What came up to the empty line, and what came with it; nothing when the other side went."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b"", b""
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def to_origin(head):
    """An absolute request in the form in which the server itself wants it, with one request a connection."""
    first, *fields = head.decode("latin-1").split("\r\n")
    method, target, version = first.split(" ")
    split = urllib.parse.urlsplit(target)
    path = urllib.parse.urlunsplit(("", "", split.path or "/", split.query, ""))
    kept = [field for field in fields if field.split(":")[0].lower() not in ("connection", "proxy-connection")]
    text = "\r\n".join([f"{method} {path} {version}", *kept, "Connection: close", "", ""])
    return (split.hostname, split.port or 80), text.encode("latin-1")


class Proxy:
    """`requests` are the first lines of what it was asked. With refuse=True it answers 502 to everything."""

    def __init__(self, refuse=False):
        self.refuse = refuse
        self.requests = []
        self._open = set()
        self._threads = []
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._acceptor = threading.Thread(target=self._accept)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self):
        self._acceptor.start()
        return self

    def __exit__(self, *_):
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # ends accept()
        self._acceptor.join()
        self._listener.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._open.add(connection)
                thread = threading.Thread(target=self._serve, args=(connection,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, client):
        with client, contextlib.suppress(OSError):
            client.settimeout(SILENCE_S)
            head, rest = head_of(client)
            if head:
                self.requests.append(head.split(b"\r\n")[0].decode("latin-1"))
                self._answer(client, head, rest)
        self._open.discard(client)

    def _answer(self, client, head, rest):
        connects = head.startswith(b"CONNECT ")
        try:
            if self.refuse:
                raise OSError("refused")
            if connects:
                host, _, port = head.split(b" ")[1].decode().rpartition(":")
                address, first = (host, int(port)), b""
            else:
                address, first = to_origin(head)
            server = socket.create_connection(address, timeout=SILENCE_S)
        except (OSError, ValueError):
            client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        with server:
            self._open.add(server)
            if connects:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            server.sendall(first + rest)
            self._relay(client, server)
            self._open.discard(server)

    def _relay(self, client, server):
        """Until one side ends."""
        with selectors.DefaultSelector() as selector:
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            while not self._closing.is_set():
                ready = selector.select(SILENCE_S)
                if not ready:
                    return
                for key, _ in ready:
                    piece = key.fileobj.recv(65536)
                    if not piece:
                        return
                    key.data.sendall(piece)
