"""Samples -> tables and document."""

import statistics

from servers import SERVERS

# What must hold.
LEAST_RATIO = 0.85
LONGEST_WAIT_MS = 100
READY_WITHIN_MS = 10
MOST_MEMORY_MB = {"json": 100, "protobuf": 64}


def megabytes(size):
    return f"{size / 1e6:g} MB" if size >= 1e6 else f"{size / 1e3:g} KB"


def requests_per_sec(sample):
    return sample["requests"] / sample["seconds"]


class Case:
    """One body over so many connections, under each server."""

    def __init__(self, samples):
        self.samples = {name: {s["round"]: s for s in samples if s["server"] == name} for name in SERVERS}

    def median(self, server, value):
        return statistics.median(value(sample) for sample in self.samples[server].values())

    def ratio(self, server, other, value=requests_per_sec):
        """Median of the ratios within a round; None where one of them was not measured."""
        others = self.samples[other]
        ratios = [value(s) / value(others[number]) for number, s in self.samples[server].items()
                  if number in others and value(others[number]) > 0]
        return statistics.median(ratios) if ratios else None


def cases(result):
    def key(sample):
        return sample["size"], sample["encoding"], sample["connections"]
    keys = list(dict.fromkeys(map(key, result["load"])))
    return {case: Case([s for s in result["load"] if key(s) == case]) for case in keys}


def ratio_text(ratio):
    return "" if ratio is None else f"{ratio:.2f}"


def load_table(result):
    lines = ["| body | connections | server | requests/s | 1000 points/s | MB/s | p50, ms | p99, ms "
             "| CPU per request, µs | peak memory, MB | × decoder |",
             "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for (size, encoding, connections), case in cases(result).items():
        for server in SERVERS:
            if not case.samples[server]:
                continue
            def median(value, server=server, case=case):
                return case.median(server, value)
            lines.append(
                f"| {megabytes(size)} {encoding} | {connections} | {server} | {median(requests_per_sec):.0f} "
                f"| {median(lambda s: requests_per_sec(s) * s['points']) / 1e3:.0f} "
                f"| {median(lambda s: requests_per_sec(s) * s['bytes']) / 1e6:.0f} "
                f"| {median(lambda s: s['p50_us']) / 1e3:.2f} | {median(lambda s: s['p99_us']) / 1e3:.2f} "
                f"| {median(lambda s: 1e6 * s['server_cpu_sec'] / max(1, s['requests'])):.0f} "
                f"| {median(lambda s: s['peak_mb']):.1f} | {ratio_text(case.ratio(server, 'decoder'))} |")
    return "\n".join(lines)


def targets(result):
    """Lines of: what, figure, limit, whether it holds."""
    for (size, encoding, connections), case in cases(result).items():
        ratio = case.ratio("collector", "decoder")
        if ratio is not None:
            counted = "1 connection" if connections == 1 else f"{connections} connections"
            yield (f"throughput, {megabytes(size)} {encoding}, {counted}, × the bare decoder's", f"{ratio:.2f}",
                   f"at least {LEAST_RATIO}", ratio >= LEAST_RATIO)
        if connections == 64 and size >= 1_000_000 and case.samples["collector"]:
            peak = max(s["peak_mb"] for s in case.samples["collector"].values())
            yield (f"highest peak memory, {megabytes(size)} {encoding}, 64 connections", f"{peak:.0f} MB",
                   f"under {MOST_MEMORY_MB[encoding]} MB", peak < MOST_MEMORY_MB[encoding])
    if "start" in result:
        ready = statistics.median(start["first_ms"] for start in result["start"]["ready"])
        yield ("spawn to the first answer, median", f"{ready:.1f} ms", f"within {READY_WITHIN_MS} ms",
               ready <= READY_WITHIN_MS)
        for name, what in (("settled", "once it runs"), ("cold", "before it is started")):
            starts = result["start"][name]
            lost = sum(start["lost"] for start in starts)
            longest = max(start["last_ms"] for start in starts)
            yield (f"256 connects at once, {what}: lost; longest wait of all rounds", f"{lost}; {longest:.0f} ms",
                   f"none; under {LONGEST_WAIT_MS} ms", lost == 0 and longest < LONGEST_WAIT_MS)


def target_table(result):
    lines = ["| what | measured | must be | holds |", "|---|--:|--:|---|"]
    lines += [f"| {what} | {figure} | {limit} | {'yes' if holds else '**no**'} |"
              for what, figure, limit, holds in targets(result)]
    return "\n".join(lines)


def start_lines(result):
    if "start" not in result:
        return ""
    ready = [start["first_ms"] for start in result["start"]["ready"]]
    bare = [start["first_ms"] for start in result["start"]["ready_bare"]]
    return (f"- Spawn to the first answer: median {statistics.median(ready):.1f} ms, longest {max(ready):.1f} ms of "
            f"{len(ready)}; of the bare decoder's server {statistics.median(bare):.1f} ms, {max(bare):.1f} ms\n")


def observer_table(result):
    if "observer" not in result:
        return ""
    lines = ["| worker | telemetry off, ms | on, ms | difference, µs |", "|---|--:|--:|--:|"]
    for worker in dict.fromkeys(sample["worker"] for sample in result["observer"]):
        def of(telemetry, worker=worker):
            return {s["round"]: s["p50_ms"] for s in result["observer"]
                    if s["worker"] == worker and s["telemetry"] == telemetry}
        off, on = of("off"), of("on")
        difference = statistics.median(on[number] - off[number] for number in off)
        lines.append(f"| {worker} | {statistics.median(off.values()):.3f} | {statistics.median(on.values()):.3f} "
                     f"| {1e3 * difference:+.0f} |")
    return "\n".join(lines)


def figures(result):
    parts = [load_table(result), target_table(result), start_lines(result), observer_table(result)]
    return "\n\n".join(part.rstrip() for part in parts if part)


def write(result, path):
    machine = result["machine"]
    path.write_text(f"""\
# What the collector costs

Written by `{result["command"]} --write` on {result["when"]}: {result["rounds"]} interleaved rounds on {machine["processors"]}
processors ({machine["model"]}), Linux {machine["kernel"]}, build type {machine["build_type"]}. The programs that post share the
processors with the servers. Every figure is the median over the rounds, and every ratio the median of the ratios within a
round, so that a machine whose speed drifts slows all alike.

- **collector**: `perfbench-collector` as `perfbench run` starts it. **decoder**: the same server with nothing behind it but
  the same decoders, into a sink that does nothing. **discard**: the same server, and what is posted is thrown away.
  **http.server**: Python's, a thread a connection; it parses JSON and only reads protobuf.
- A body is what `bench/collector/bodies.py` tells: delta sums, gauges and histograms with two or three attributes, whose series
  come again in every request. Each connection posts anew as soon as it is answered.
- The collector can be faster than the bare decoder: attributes that come again as they came before it recognises by their
  bytes, and does not decode.
- *CPU* is that of the server, user and system. *Peak memory* is its VmHWM.

{load_table(result)}

## What must hold

{target_table(result)}

{start_lines(result)}
## What a worker feels of it

Median wall time of a worker that `perfbench run` reports with `--no-otel` and `--otel`; the difference is the median of those
within a round. Where telemetry is off, the posting worker finds no endpoint in its environment and posts nothing.

{observer_table(result)}
""", encoding="utf-8")
