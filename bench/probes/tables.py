"""Samples -> tables and document."""

import statistics

import accuracy
import cost

KINDS = {"sleep": "all asleep", "work": "each works 1 ms of 20"}


def number(value, unit):
    digits = 2 if abs(value) < 1000 and value != round(value) else 0
    return f"{value:.{digits}f}{' ' + unit if unit else ''}"


def allowed_text(promise):
    if promise.allowed == 0:
        return "exactly"
    return f"± {promise.allowed:g} {'points' if promise.is_share else '%'}"


def accuracy_table(result):
    lines = ["| what | is | measured, median | worst | allowed | of | verdict |", "|---|--:|--:|--:|--:|--:|---|"]
    for row in accuracy.rows(result["accuracy"]):
        promise = row.promise
        if row.skipped:
            lines.append(f"| {promise.what} | | | | {allowed_text(promise)} | 0 | skipped: {row.skipped} |")
            continue
        worst = number(row.worst["measured"], promise.unit)
        if promise.truth is None:
            worst += f" of {number(row.worst['truth'], promise.unit)}"
        lines.append(f"| {promise.what} | {number(row.median('truth'), promise.unit)} "
                     f"| {number(row.median('measured'), promise.unit)} | {worst} | {allowed_text(promise)} "
                     f"| {len(row.values)} | {verdict(row.holds)} |")
    return "\n".join(lines)


def verdict(holds):
    return "holds" if holds else "**broken**"


def sampling_rows(result):
    """Lines of: what, text of the figure, allowed, whether it holds (None: it is only told)."""
    for kind, awake in dict.fromkeys((sample["kind"], sample["awake"]) for sample in result["sampling"]):
        costs = cost.sampling_costs(result["sampling"], kind, awake)
        low, high = cost.median_interval(costs)
        of_it = statistics.median(sample["cpu_pct"] for sample in result["sampling"] if sample["kind"] == kind
                                  and sample["awake"] == awake and sample["interval_ms"] == "10")
        middle = statistics.median(costs)
        yield (f"sampling {cost.WORKERS} workers of {cost.PROCESSES} processes every 10 ms, {KINDS[kind]}"
               f"{', processors kept awake' if awake else ''}",
               f"{middle:.2f} % of a core ({low:.2f} to {high:.2f}); the runner in all {of_it:.2f} %",
               f"at most {cost.MOST_SAMPLING_PCT:g} %", middle <= cost.MOST_SAMPLING_PCT if awake else None)


def latency_rows(result):
    for key, arm, other, what in (
            ("reported_ms", "default", "rare", "latency that is reported, default probes against as good as none"),
            ("own_ms", "default", "bare", "the worker's own clock, default probes against a bare loop"),
            ("own_ms", "rare", "bare", "the worker's own clock, as good as no probes against a bare loop")):
        values = cost.ratios(result["latency"], key, arm, other)
        low, high = cost.median_interval(values)
        holds = None if arm == "rare" else low <= cost.NO_DIFFERENCE
        yield what, f"× {statistics.median(values):.4f} ({low:.4f} to {high:.4f})", "no difference beyond noise", holds


def cost_rows(result):
    return [*sampling_rows(result), *latency_rows(result)]


def cost_table(result):
    lines = ["| what | measured, median and its interval | allowed | verdict |", "|---|---|---|---|"]
    for what, figure, allowed, holds in cost_rows(result):
        lines.append(f"| {what} | {figure} | {'' if holds is None else allowed} "
                     f"| {'told only' if holds is None else verdict(holds)} |")
    return "\n".join(lines)


def broken(result):
    """What was promised and does not hold."""
    return ([row.promise.what for row in accuracy.rows(result["accuracy"]) if not row.holds] +
            [what for what, _, _, holds in cost_rows(result) if holds is False])


def figures(result):
    return accuracy_table(result) + "\n\n" + cost_table(result)


def write(result, path):
    machine = result["machine"]
    path.write_text(f"""\
# What the probes find, and what they cost

Written by `{result["command"]} --write` on {result["when"]}, on {machine["processors"]} processors
({machine["model"]}), Linux {machine["kernel"]}, build type {machine["build_type"]}.

## How exact they are

Programs of known behaviour (`bench/probes/*.c`), sampled every 10 ms where sampling is what finds it. *Is* is what was asked
of the program, or what it measured of itself; *worst* is the value furthest from it, and decides.

{accuracy_table(result)}

## What they cost

{cost_table(result)}

- *Sampling* is the CPU time of the runner in the midst of a run, above that of the same run sampled every 1000 ms, turn by turn.
  To wake an idle processor, above all a virtual one, costs more than what is then done, and is charged to whoever is woken; so
  it is also measured with the processors kept awake by work of the lowest priority, and that is what is promised.
- *Latency* is that of a program that does the same work each time, about 150 ms, in {result["rounds"]} rounds of the three in turn; the ratios
  are within a round, the interval holds their median with 95 %. It is no difference where the interval reaches 1 to a thousandth.
- No switch turns all probes off. **As good as none** is `{" ".join(cost.NEAREST_TO_NONE)}`: each worker is
  still looked at 1, 2, 4, 8 ms ... after its start, the kernel still accounts for it, and its files are read when it has ended.
  **A bare loop** is `bench/limit_loop`: posix_spawn and wait4, nothing else. It has no part in how latency is reported, so it is
  compared by the clock of the program itself.
""", encoding="utf-8")
