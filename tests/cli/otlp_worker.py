"""A worker that sends OTLP to where its environment says: one gauge "requests" of value 1 for each step "post", or of the
name in "post:NAME", and a span of so many ms for "span:NAME:MS". Other steps: "tell:FILE" writes address, path and token
there, "until:FILE" waits for the file, "until-gone:FILE" for its end."""

import os
import pathlib
import sys
import time
import urllib.parse

from telemetry_sender import ask, metric_body, request, span_body

endpoint = urllib.parse.urlsplit(os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"])
token = os.environ["OTEL_EXPORTER_OTLP_HEADERS"].split("=", 1)[1]
address = (endpoint.hostname, endpoint.port)
path = endpoint.path + "/v1/metrics"

for step in sys.argv[1:]:
    name, _, argument = step.partition(":")
    if name in ("post", "span"):
        where, body = path, metric_body(argument or "requests")
        if name == "span":
            phase, _, milliseconds = argument.rpartition(":")
            where, body = endpoint.path + "/v1/traces", span_body(phase, int(milliseconds))
        try:
            ask(address, request(body, path=where, x_perfbench_token=token))
        except OSError:
            pass  # it is a program under test: the collector is nothing that it depends on
    elif name == "tell":
        draft = pathlib.Path(argument + ".draft")
        draft.write_text(f"{endpoint.port} {path} {token}")
        draft.rename(argument)
    elif name in ("until", "until-gone"):
        while pathlib.Path(argument).exists() != (name == "until"):
            time.sleep(0.005)
