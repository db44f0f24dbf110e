#!/usr/bin/python3
"""A collector as one writes it in an hour: http.server, a thread a connection. JSON is parsed, protobuf only read."""

import http.server
import json
import os
import socket
import sys
import threading


class Collector(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Type"] == "application/json":
            json.loads(body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):  # whoever measures goes without taking leave
        pass


def main():
    descriptors = dict(argument.lstrip("-").split("=") for argument in sys.argv[1:])
    server = Server(("127.0.0.1", 0), Collector, bind_and_activate=False)
    server.socket.close()
    server.socket = socket.socket(fileno=int(descriptors["listener-fd"]))

    def end_with_control():
        with socket.socket(fileno=int(descriptors["control-fd"])) as control:
            while control.recv(65536):
                pass
        os._exit(0)

    threading.Thread(target=end_with_control, daemon=True).start()
    server.serve_forever()


main()
