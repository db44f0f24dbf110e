"""The servers that are compared, each started as perfbench run starts its collector."""

import json
import pathlib
import socket
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PREFIX = "1-1"
TOKEN = "0123456789abcdef0123456789abcdef"

# In the order in which they are measured in a round.
SERVERS = ("collector", "decoder", "discard", "http.server")


def command_of(name: str, build: pathlib.Path) -> list[str]:
    peer = str(build / "bench" / "collector" / "bench_collector_peer")
    return {"collector": [str(build / "stage" / "bin" / "perfbench-collector")], "decoder": [peer, "--decode"],
            "discard": [peer], "http.server": [sys.executable, str(HERE / "http_server_collector.py")]}[name]


class Server:
    """A running one; it ends with the block."""

    def __init__(self, command: list[str]):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", 0))
            listener.listen(4096)
            listener.setblocking(False)
            self.port = listener.getsockname()[1]
            self.control, theirs = socket.socketpair()
            with theirs:
                kept = (listener.fileno(), theirs.fileno())
                self.process = subprocess.Popen(
                    [*command, f"--listener-fd={kept[0]}", f"--control-fd={kept[1]}"], pass_fds=kept)
        self.tell("setup", {"signals": [], "max_series": 2000, "phase_attributes": [], "payload_file": ""})
        self.tell("expect", {"batch": 1, "worker": 0, "measured": True, "prefix": PREFIX, "token": TOKEN,
                             "trace_id": "", "span_id": ""})

    def tell(self, key: str, value: dict) -> None:
        self.control.sendall(json.dumps({key: value}).encode() + b"\n")

    def peak_memory_mb(self) -> float:
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.control.close()
        self.process.wait(10)
