"""What the probes find of programs of known behaviour."""

import dataclasses
import json
import pathlib
import shutil
import statistics
import subprocess

TREE = ("--probe-interval-ms", "10", "--monitor-sleep-ms", "10", "--top-attach", "--top-interval-ms", "10")


@dataclasses.dataclass(frozen=True)
class Run:
    """One kind of run of PerfBench, of which several figures are looked at."""

    name: str
    command: tuple[str, ...]
    options: tuple[str, ...]
    is_taken_once: bool = False  # its figures are of the whole run, not of each iteration


HOLD = Run("hold", ("behave", "hold", "100", "300"), TREE)
SPIN = Run("spin", ("behave", "spin", "2", "500"), TREE)
DESCRIPTORS = Run("descriptors", ("behave", "descriptors", "40", "50"), TREE)
SPLIT = Run("split", ("split", "500"), ("--hotspots",), is_taken_once=True)
HEAP = Run("heap", ("heap",), ("--heap-capture",), is_taken_once=True)
PLANTED = Run("planted", ("program", "50"), ("--explain",), is_taken_once=True)


@dataclasses.dataclass(frozen=True)
class Promise:
    """A figure, and by how much it may differ from what is true."""

    what: str
    run: Run
    figure: str  # a key of each run, or a path below the summary
    truth: float | None  # None: the worker tells it
    unit: str
    allowed: float
    is_share: bool = False  # `allowed` is in points, not in percent of the true value
    needs_quiet_machine: bool = False

    def deviation(self, measured: float, truth: float) -> float:
        return abs(measured - truth) if self.is_share else 100 * abs(measured - truth) / truth


PROMISES = (
    Promise("peak RSS of the tree: a grandchild holds 100 MB for 300 ms", HOLD, "sampled_peak_tree_rss_mb", 100, "MB", 5),
    Promise("the same, in the time series", HOLD, "top_peak_rss_mb", 100, "MB", 5),
    Promise("mean CPU of the tree: 2 threads spin for 500 ms", SPIN, "sampled_mean_tree_cpu_pct", None, "%", 3),
    Promise("the same, in the time series", SPIN, "top_mean_cpu_pct", None, "%", 3),
    Promise("the same, by the accounting of the kernel", SPIN, "cpu_pct", None, "%", 3),
    Promise("peak CPU of the tree: 2 threads spin for 500 ms", SPIN, "sampled_peak_tree_cpu_pct", 200, "%", 3,
            needs_quiet_machine=True),
    Promise("descriptors: 40 are opened, and closed 50 ms later", DESCRIPTORS, "peak_open_fds", 43, "", 0),
    Promise("share of the function that takes 70 %", SPLIT, "hotspot:heavy", 70, "%", 5, is_share=True),
    Promise("share of the function that takes 30 %", SPLIT, "hotspot:light", 30, "%", 5, is_share=True),
    Promise("heap at its peak", HEAP, "heap.peak_mb", 64, "MB", 1),
    Promise("what of it is leaked", HEAP, "heap.leaked_mb", 16, "MB", 1),
    Promise("allocations", HEAP, "heap.allocations", 20064, "", 1),
    Promise("of these temporary ones", HEAP, "heap.temporary_allocations", 20000, "", 1),
    Promise("a function made 2 times slower is named first in the diagnosis", PLANTED, "diagnosis:light", 100, "%", 0,
            is_share=True),
)


class Accuracy:
    def __init__(self, build: pathlib.Path, scratch: pathlib.Path, iterations: int, tries: int, progress):
        self.programs = build / "bench" / "probes"
        self.perfbench = build / "stage" / "bin" / "perfbench"
        self.scratch = scratch
        self.iterations = iterations
        self.tries = tries
        self.progress = progress
        self.help = subprocess.run([self.perfbench, "run", "--help"], capture_output=True, text=True, check=True).stdout

    def measure(self) -> list[dict]:
        """A sample for each value of each promise: measured and truth, or the reason why it was skipped."""
        samples = []
        for run in dict.fromkeys(promise.run for promise in PROMISES):
            promises = [promise for promise in PROMISES if promise.run == run]
            for attempt in range(self.tries if run.is_taken_once else 1):
                self.progress(f"accuracy, {run.name}, {attempt + 1}")
                samples += self.samples_of(run, promises, attempt)
        return samples

    def samples_of(self, run: Run, promises: list[Promise], attempt: int) -> list[dict]:
        missing = [option for option in run.options if option.startswith("--") and option not in self.help]
        if missing:
            return [{"promise": PROMISES.index(promise), "skipped": f"there is no option {missing[0]}"}
                    for promise in promises]
        result = self.planted(attempt) if run == PLANTED else self.result(run, run.name, self.program_of(run))
        return [{"promise": PROMISES.index(promise), **sample} for promise in promises
                for sample in (whole(promise, result) if run.is_taken_once else each(promise, result))]

    def program_of(self, run: Run) -> list[str]:
        return [str(self.programs / run.command[0]), *run.command[1:]]

    def result(self, run: Run, name: str, command: list[str], *options: str, code: int = 0) -> dict:
        iterations = 2 if run.is_taken_once else self.iterations
        out_dir = self.scratch / f"results-{name}"
        done = subprocess.run([self.perfbench, "run", "--quiet", "--warmup", "0", "--iterations", str(iterations),
                               "--metrics-jsonl", "stdout", "--out-dir", out_dir, *run.options, *options, "--", *command],
                              capture_output=True, text=True, check=False)
        if done.returncode != code:
            raise RuntimeError(f"exit {done.returncode} of {' '.join(command)}: {done.stdout}{done.stderr}")
        return json.loads((out_dir / "latest" / "summary.json").read_text())

    def planted(self, attempt: int) -> dict:
        """What is said of the slower build of a program, after a good run of the other."""
        program = self.scratch / f"program-{attempt}"
        for build, limit, code in (("split", "60s", 0), ("split_slower", "1us", 1)):
            program.unlink(missing_ok=True)
            shutil.copy(self.programs / build, program)
            result = self.result(PLANTED, f"planted-{attempt}", [str(program), *PLANTED.command[1:]], "--sla",
                                 f"latency_ms.mean <= {limit}", code=code)
        return result


def each(promise: Promise, result: dict) -> list[dict]:
    return [{"measured": run[promise.figure],
             "truth": run["worker_metrics"]["truth"] if promise.truth is None else promise.truth}
            for run in result["runs"]]


def whole(promise: Promise, result: dict) -> list[dict]:
    summary = result["summary"]
    kind, _, function = promise.figure.rpartition(":")
    skipped = summary["not_measured"].get("heap" if promise.run == HEAP else "xctrace")
    if skipped:
        return [{"skipped": skipped}]
    if kind == "hotspot":
        measured = next((spot["share_pct"] for spot in summary["xctrace"]["hotspots_top"] if spot["frame"] == function), 0)
    elif kind == "diagnosis":
        measured = 100 if result["diagnosis"]["findings"][0]["text"].startswith(function + " ") else 0
    else:
        place, key = promise.figure.split(".")
        measured = summary[place][key]
    return [{"measured": measured, "truth": promise.truth}]


@dataclasses.dataclass(frozen=True)
class Row:
    """A promise with all that was measured of it."""

    promise: Promise
    values: list[dict]
    skipped: str

    @property
    def worst(self) -> dict:
        return max(self.values, key=lambda value: self.promise.deviation(value["measured"], value["truth"]))

    @property
    def worst_deviation(self) -> float:
        return self.promise.deviation(self.worst["measured"], self.worst["truth"])

    @property
    def holds(self) -> bool:
        return bool(self.skipped) or self.worst_deviation <= self.promise.allowed

    def median(self, key: str) -> float:
        return statistics.median(value[key] for value in self.values)


def rows(samples: list[dict]) -> list[Row]:
    found = []
    for number, promise in enumerate(PROMISES):
        own = [sample for sample in samples if sample["promise"] == number]
        skipped = next((sample["skipped"] for sample in own if "skipped" in sample), "")
        found.append(Row(promise, [sample for sample in own if "skipped" not in sample], skipped))
    return found
