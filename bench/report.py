"""Samples -> table, document and plot."""

import pathlib
import statistics

from workloads import HARNESSES


def percentile(values, share):
    """Linear interpolation between closest ranks (type 7), as PerfBench's own."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def labels_of(result):
    return list(dict.fromkeys(sample["workload"] for sample in result["samples"]))


class Row:
    """One workload under one harness, over the rounds; ratios pair by pair with the limit's of the same round."""

    def __init__(self, result, workload, harness):
        def of(name):
            return {s["round"]: s for s in result["samples"] if s["workload"] == workload and s["harness"] == name}
        self.samples, self.limits = of(harness), of("limit")

    def median(self, value):
        return statistics.median(value(sample) for sample in self.samples.values())

    def ratios(self, value):
        return [value(sample) / value(self.limits[number]) for number, sample in self.samples.items()]

    def ratio(self, value):
        return statistics.median(self.ratios(value))


def wall_per_run(sample):
    return sample["wall_ms"] / sample["runs"]


def p50(sample):
    return statistics.median(sample["latency_ms"])


def p95(sample):
    return percentile(sample["latency_ms"], 0.95)


def own_cpu_us(sample):
    return 1e3 * sample["cpu_ms"] / sample["runs"]


def over_own_clock(sample):
    differences = [reported - own for reported, own in zip(sample["latency_ms"], sample["own_clock_ms"])]
    return 1e3 * statistics.median(differences)


def own_clock_text(row):
    known = all(sample["own_clock_ms"] for sample in row.samples.values())
    return f"{row.median(over_own_clock):.0f}" if known else ""


def table(result):
    lines = [
        "| workload | harness | wall per run, ms | ratio | p50, ms | ratio | p95, ms | ratio | p50 - own clock, µs "
        "| CPU of the harness per run, µs | its peak memory, MB |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for workload in labels_of(result):
        single = "at a time" not in workload
        for harness in HARNESSES:
            row = Row(result, workload, harness)
            if not row.samples:
                continue
            own = own_clock_text(row) if single else ""
            lines.append(
                f"| {workload} | {harness} | {row.median(wall_per_run):.3f} | {row.ratio(wall_per_run):.2f} "
                f"| {row.median(p50):.3f} | {row.ratio(p50):.2f} | {row.median(p95):.3f} | {row.ratio(p95):.2f} "
                f"| {own} | {row.median(own_cpu_us):.0f} | {row.median(lambda s: s['max_rss_mb']):.1f} |")
    lines += [""] + [f"- {line}" for line in other_figures(result)]
    return "\n".join(lines)


def other_figures(result):
    if "sampling" in result:
        sampling = result["sampling"]
        yield (f"CPU of the runner while it samples 8 workers every 10 ms: busy ones {sampling['busy']:.2f} % of a core, "
               f"sleeping ones {sampling['sleeping']:.2f} % (a loop that only wakes that often: {sampling['loop']:.2f} %). "
               f"With the processors kept awake, which takes the cost of waking them off: sleeping ones "
               f"{sampling['sleeping_awake']:.2f} % (the loop {sampling['loop_awake']:.2f} %)")
    if "memory" in result:
        yield (f"Peak memory of the runner with {result['memory']['iterations']} iterations: "
               f"{result['memory']['max_rss_mb']:.1f} MB")
    if "oversubscription" in result:
        figures = result["oversubscription"]
        waits = [wait for wait in figures["run_queue_wait_ms"] if wait is not None]
        wait = f"{statistics.median(waits):.1f} ms" if waits else "not reported"
        told = "; ".join(warning["message"] for warning in figures["warnings"]) or "no warning"
        yield (f"8 workers that spin 20 ms at a time on {result['machine']['processors']} processors: median latency "
               f"{statistics.median(figures['latency_ms']):.1f} ms, of which {wait} waiting for a processor; {told}")


def write(result, docs):
    """docs/performance.md and its plot."""
    plot(result, docs / "performance.svg")
    machine = result["machine"]
    (docs / "performance.md").write_text(f"""\
# What PerfBench costs

Written by `bench/run --write` on {result["when"]}: {result["rounds"]} interleaved rounds on {machine["processors"]} processors
({machine["model"]}), Linux {machine["kernel"]}, {machine["peer"]}, all files on {machine["filesystem"]}. Every figure is the median
over the rounds; every ratio is the median of the ratios to *limit* within a round, so that a machine whose speed drifts
slows all alike.

- **limit**: a loop of posix_spawn and wait4 in C, without probes and records. Its output goes to a plain file.
- **null**: `perfbench run --output null`, all else as by default. **default**: `perfbench run` as it comes: output to files,
  probes, a file for each iteration, reports.
- **hyperfine**: `hyperfine -N`, one worker at a time only; it discards the output.
- *Wall per run* is that of the whole command, start-up and reports included, by the number of runs. *p50* and *p95* are the
  latencies that the harness reports. *Own clock* is the worker's, from the first line of its `main` to the last: what a
  harness reports beyond it is exec, start-up and exit.

![Ratios to the limit](performance.svg)

{table(result)}
""", encoding="utf-8")


def plot(result, path):
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "perfbench"
    from matplotlib import pyplot

    figures = (("wall time of the whole command", wall_per_run), ("reported p50", p50), ("reported p95", p95))
    labels = [label for label in labels_of(result) if "at a time" not in label]

    def comparable(label, harness):  # the others throw away what is written
        return harness == "default" or not label.startswith("write")

    shown = [harness for harness in HARNESSES if harness != "limit"]
    figure, axes = pyplot.subplots(1, len(figures), figsize=(11, 4.2), sharey=True)
    for axis, (title, value) in zip(axes, figures):
        for place, harness in enumerate(shown):
            shown_labels = [label for label in labels if comparable(label, harness)]
            rows = [Row(result, label, harness) for label in shown_labels]
            heights = [labels.index(label) + 0.26 * (place - 1) for label in shown_labels]
            ratios = [sorted(row.ratios(value)) for row in rows]
            middle = [row.ratio(value) for row in rows]
            spread = [[m - percentile(r, 0.25) for m, r in zip(middle, ratios)],
                      [percentile(r, 0.75) - m for m, r in zip(middle, ratios)]]
            axis.errorbar(middle, heights, xerr=spread, fmt="os^"[place], markersize=5, capsize=2, label=harness)
        axis.axvline(1, color="grey", linewidth=1)
        axis.set_xscale("log")
        axis.set_xticks([0.5, 0.8, 1, 1.25, 1.6, 2.5], ["0.5", "0.8", "1", "1.25", "1.6", "2.5"], fontsize=8)
        axis.minorticks_off()
        axis.set_title(title, fontsize=10)
        axis.set_xlabel("ratio to the limit (quartiles)", fontsize=9)
        axis.grid(axis="x", alpha=0.3)
    axes[0].set_yticks(range(len(labels)), labels)
    axes[0].invert_yaxis()
    figure.legend(*axes[0].get_legend_handles_labels(), loc="upper center", ncols=len(shown), fontsize=9)
    figure.tight_layout(rect=(0, 0, 1, 0.94))
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    pyplot.close(figure)
