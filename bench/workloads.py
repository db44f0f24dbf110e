"""What is run, and under what."""

import dataclasses

HARNESSES = ("limit", "null", "default", "hyperfine")


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    program: tuple[str, ...]
    runs: int  # batches of `concurrency` workers in a round
    concurrency: int = 1
    output_bytes: int = 0
    turns: int = 1  # in a round; more of what takes fractions of a second, whose ratios scatter most

    @property
    def ours(self) -> bool:
        return not self.program[0].startswith("/")

    @property
    def label(self) -> str:
        return self.name if self.concurrency == 1 else f"{self.name}, {self.concurrency} at a time"


MEGABYTE = 1_000_000

_SINGLE = (
    Workload("empty", ("empty",), 400, turns=3),
    Workload("/bin/true", ("/bin/true",), 400, turns=3),
    Workload("sleep 5 ms", ("workload", "sleep", "5"), 100),
    Workload("sleep 20 ms", ("workload", "sleep", "20"), 40),
    Workload("sleep 50 ms", ("workload", "sleep", "50"), 20),
    Workload("spin 20 ms", ("workload", "spin", "20"), 40),
    Workload("write 1 MB", ("workload", "write", str(MEGABYTE)), 200, output_bytes=MEGABYTE, turns=3),
    Workload("write 16 MB", ("workload", "write", str(16 * MEGABYTE)), 60, output_bytes=16 * MEGABYTE, turns=3),
)

WORKLOADS = _SINGLE + tuple(
    dataclasses.replace(workload, concurrency=concurrency, runs=max(2, workload.runs // concurrency), turns=1)
    for concurrency in (8, 64)
    for workload in _SINGLE
)
