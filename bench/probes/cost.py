"""What the probes cost: CPU of the runner, and time of the worker."""

import contextlib
import itertools
import json
import math
import os
import pathlib
import statistics
import subprocess
import time

from awake import awake_processors

WORKERS, PROCESSES = 8, 5
MOST_SAMPLING_PCT = 1.0
RARELY_MS = "1000"
WORK = ("behave", "work", "150")
NEAREST_TO_NONE = ("--probe-interval-ms", "1000000", "--monitor-sleep-ms", "1000000", "--cgroup", "off", "--no-otel")
SAMPLING_CASES = tuple(itertools.product(("sleep", "work"), (False, True)))  # kind of worker, processors kept awake
ARMS = ("default", "rare", "bare")
NO_DIFFERENCE = 1.001


class Cost:
    def __init__(self, build: pathlib.Path, scratch: pathlib.Path, progress):
        self.programs = build / "bench" / "probes"
        self.limit_loop = build / "bench" / "limit_loop"
        self.perfbench = build / "stage" / "bin" / "perfbench"
        self.scratch = scratch
        self.progress = progress
        self.calls = 0

    def out_dir(self) -> pathlib.Path:
        self.calls += 1
        return self.scratch / f"cost-{self.calls}"

    def sampling(self, seconds: float, turns: int, cases) -> list[dict]:
        """CPU of the runner in percent of a core in the midst of a run, by turns every 10 ms and every 1000 ms."""
        samples = []
        for kind, awake in cases:
            for turn, interval in itertools.product(range(turns), ("10", RARELY_MS)):
                self.progress(f"sampling, turn {turn + 1} of {turns}: {kind}, every {interval} ms")
                with awake_processors() if awake else contextlib.nullcontext():
                    pct = self.cpu_of_runner(seconds, kind, interval)
                samples.append({"turn": turn, "kind": kind, "awake": awake, "interval_ms": interval, "cpu_pct": pct})
        return samples

    def cpu_of_runner(self, seconds: float, kind: str, interval: str) -> float:
        lives_ms = str(round((seconds + 1.2) * 1000))
        command = [self.perfbench, "run", "--quiet", "--no-otel", "--warmup", "0", "--iterations", "1", "--concurrency",
                   str(WORKERS), "--probe-interval-ms", interval, "--monitor-sleep-ms", interval, "--out-dir",
                   self.out_dir(), "--", self.programs / "behave", "tree", str(PROCESSES), lives_ms, kind]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            def cpu_and_wall_ns():
                cpu = pathlib.Path(f"/proc/{process.pid}/schedstat").read_text().split()[0]
                return int(cpu), time.monotonic_ns()
            time.sleep(0.7)
            cpu_begin, begin = cpu_and_wall_ns()
            time.sleep(seconds)
            cpu_end, end = cpu_and_wall_ns()
        if process.returncode != 0:
            raise RuntimeError(f"exit {process.returncode} of {command}")
        return 100 * (cpu_end - cpu_begin) / (end - begin)

    def latency(self, rounds: int, runs: int) -> list[dict]:
        """Of a program that always does the same: as reported, and by its own clock, in ms. Medians of each command."""
        samples = []
        for number in range(rounds):
            for place in range(len(ARMS)):
                arm = ARMS[(number + place) % len(ARMS)]
                self.progress(f"latency, round {number + 1} of {rounds}: {arm}")
                samples.append({"round": number, "arm": arm, **self.latency_of(arm, runs)})
        return samples

    def latency_of(self, arm: str, runs: int) -> dict:
        clock = self.scratch / "clock"
        clock.unlink(missing_ok=True)
        program = [str(self.programs / WORK[0]), *WORK[1:]]
        environment = dict(os.environ, BENCH_CLOCK=str(clock))
        if arm == "bare":
            done = subprocess.run([self.limit_loop, "--runs", str(runs), "--", *program], env=environment, check=True,
                                  capture_output=True, text=True)
            reported = [ns / 1e6 for ns in json.loads(done.stdout)["latency_ns"]]
        else:
            options = NEAREST_TO_NONE if arm == "rare" else ()
            out_dir = self.out_dir()
            subprocess.run([self.perfbench, "run", "--quiet", "--warmup", "0", "--iterations", str(runs), *options,
                            "--out-dir", out_dir, "--", *program], env=environment, check=True)
            summary = json.loads((out_dir / "latest" / "summary.json").read_text())
            reported = [run["duration_ms"] for run in summary["runs"]]
        own = [int(line) / 1e6 for line in clock.read_text().split()]
        return {"reported_ms": statistics.median(reported), "own_ms": statistics.median(own)}


def sampling_costs(samples: list[dict], kind: str, awake: bool) -> list[float]:
    """Of sampling every 10 ms, beyond every 1000 ms; one a turn."""
    own = {(s["turn"], s["interval_ms"]): s["cpu_pct"] for s in samples if s["kind"] == kind and s["awake"] == awake}
    return [pct - own[turn, RARELY_MS] for (turn, interval), pct in own.items() if interval == "10"]


def ratios(samples: list[dict], key: str, arm: str, other: str) -> list[float]:
    """Within a round."""
    own = {(sample["round"], sample["arm"]): sample[key] for sample in samples}
    return [value / own[number, other] for (number, name), value in own.items() if name == arm]


def median_interval(values: list[float]) -> tuple[float, float]:
    """That holds the median with 95 % (order statistics, binomial); of few values, all of them."""
    ordered, count = sorted(values), len(values)
    rank, below = 0, 2.0**-count
    while below <= 0.025:
        rank += 1
        below += math.comb(count, rank) / 2**count
    return ordered[max(0, rank - 1)], ordered[count - max(1, rank)]
