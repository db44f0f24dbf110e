"""A stand-in for a CDash server, as strict as a real one; for tests, and to be run by hand.

    with CdashServer(project="Perf") as server:
        ...  # upload to server.submit_url
        server.series("test", "latency_ms.p95")
"""

import argparse
import contextlib
import http.server
import pathlib
import signal
import socket
import threading

from cdash import documents, requests
from cdash.faults import Fault
from cdash.proxy import Proxy
from cdash.store import Store
from cdash.tls import self_signed

__all__ = ["CdashServer", "Fault", "Proxy", "self_signed"]


class Listener(http.server.ThreadingHTTPServer):
    """A thread for each connection. Closing it ends them all."""

    request_queue_size = 128
    daemon_threads = False

    def __init__(self, cdash, address, tls):
        self.cdash = cdash
        self.tls = tls
        self.open = set()
        self.cut = set()
        super().__init__(address, requests.Handler)

    def finish_request(self, request, client_address):
        # In the thread of the connection: a slow handshake holds up nobody else.
        request.settimeout(requests.SILENCE_S)
        connection = request
        try:
            if self.tls is not None:
                connection = self.tls.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
            self.open.add(connection)
            if self.cdash.closing.is_set():
                return
            if self.tls is not None:
                connection.do_handshake()
            super().finish_request(connection, client_address)
        except OSError as error:
            self.cdash.handshake_failures.append(str(error))
        finally:
            self.end(connection)
            self.open.discard(connection)

    def end(self, connection):
        if connection not in self.cut:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
        self.cut.discard(connection)
        connection.close()

    def shutdown_request(self, request):
        request.close()

    def hang_up(self):
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class CdashServer:
    """A server with one project, from `with` to its end. `url` and `submit_url` are how to reach it.

    token         full access; then submissions need it, or `submit_token`, which may do nothing else
    validate      False: as a server that parses later, it answers well whatever comes, and drops what is invalid
    tls           an ssl.SSLContext, for instance of self_signed()
    api           "5" or "3.10", or "none" for a server without GraphQL
    public        False: reading needs the full token
    prefix, port  where it is: a path before all paths; 0 for a port of the system's choosing
    nightly_hour  when a testing day begins there, in UTC; zone_hours: its time zone, seen in GraphQL alone
    folder        each document taken is kept there as a file

    `requests` are all, in the order in which they came; `uploads` the documents taken; `builds` what came of them;
    `complaints` what it refused or dropped, in words; `handshake_failures` the clients that did not trust it; `faults`
    is what is to go wrong with the next requests.
    """

    def __init__(self, project="Perf", token=None, submit_token=None, validate=True, tls=None, api="5", public=True,
                 prefix="", port=0, nightly_hour=0, zone_hours=0, folder=None):
        documents.xmllint()
        self.project = project
        self.token = token
        self.submit_token = submit_token
        self.validate = validate
        self.api = api
        self.public = public
        self.prefix = prefix
        self.nightly_hour = nightly_hour
        self.zone_hours = zone_hours
        self.folder = folder
        self.faults = []
        self.requests = []
        self.handshake_failures = []
        self.store = Store()
        self.lock = threading.RLock()
        self.closing = threading.Event()
        self._listener = Listener(self, ("127.0.0.1", port), tls)
        self._thread = threading.Thread(target=self._listener.serve_forever, kwargs={"poll_interval": 0.02})
        self.port = self._listener.server_address[1]
        self.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{self.port}{prefix}"
        self.submit_url = f"{self.url}/submit.php?project={project}"

    @property
    def builds(self):
        with self.lock:
            return list(self.store.builds)

    @property
    def uploads(self):
        with self.lock:
            return list(self.store.uploads)

    @property
    def complaints(self):
        with self.lock:
            return list(self.store.complaints)

    def series(self, test, metric, site=None, build=None):
        """(milliseconds, figure) of each point of a trend, oldest first."""
        with self.lock:
            return self.store.series(test, metric, site, build)

    def may_submit(self, request):
        wanted = {token for token in (self.token, self.submit_token) if token is not None}
        return not wanted or request.bearer in wanted

    def keep(self, upload):
        if self.folder is not None:
            name = f"{len(self.store.uploads):04}-{upload.build_id or 0}-{upload.part}.xml"
            (self.folder / name).write_bytes(upload.body)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self._listener.shutdown()
        self._thread.join()
        self._listener.hang_up()
        self._listener.server_close()


def main():
    parser = argparse.ArgumentParser(description="A stand-in CDash server, until it is interrupted.")
    parser.add_argument("--project", default="Perf")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token-file", type=pathlib.Path, help="holds the token that submissions need")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="each document taken becomes a file there")
    parser.add_argument("--api", choices=["5", "3.10", "none"], default="5", help="how GraphQL looks")
    options = parser.parse_args()
    token = options.token_file.read_text(encoding="utf-8").strip() if options.token_file else None
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with CdashServer(options.project, token=token, api=options.api, port=options.port, folder=options.keep) as server:
        print(server.url, flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
