"""A stand-in for a CDash server, as strict as a real one; for tests, and to be run by hand.

    with CdashServer(project="Perf") as server:
        ...  # upload to server.submit_url
        server.series("test", "latency_ms.p95")
"""

import contextlib
import http.server
import socket
import threading

from cdash import documents, requests
from cdash.faults import Fault
from cdash.store import Store

__all__ = ["CdashServer", "Fault"]


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
        if self.tls is not None:
            try:
                connection = self.tls.wrap_socket(request, server_side=True)
            except OSError as error:
                self.cdash.handshake_failures.append(str(error))
                return
        self.open.add(connection)
        try:
            if not self.cdash.closing.is_set():
                super().finish_request(connection, client_address)
        finally:
            self.open.discard(connection)
            if connection not in self.cut:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_WR)
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
    prefix, port  where it is: a path before all paths, 0 for a port of the system's choosing

    `requests` are all, in the order in which they came; `uploads` the documents taken; `builds` what came of them;
    `complaints` what it refused or dropped, in words; `faults` what is to go wrong with the next requests.
    """

    def __init__(self, project="Perf", token=None, submit_token=None, validate=True, tls=None, api="5", public=True,
                 prefix="", port=0, folder=None):
        documents.xmllint()
        self.project = project
        self.token = token
        self.submit_token = submit_token
        self.validate = validate
        self.api = api
        self.public = public
        self.prefix = prefix
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
