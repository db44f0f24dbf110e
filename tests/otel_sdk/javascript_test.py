"""A program with OpenTelemetry's JavaScript SDK, unmodified, reports by the environment that perfbench gives it."""

import os
import pathlib

from otel_case import OtelTest, counts_by_path, main, metric, phase_counts, workers_of

NODE = os.environ["PERFBENCH_TEST_NODE"]
PROGRAM = str(pathlib.Path(os.environ["PERFBENCH_TEST_SDK"]) / "worker.mjs")
SDK_PROGRAM = [NODE, PROGRAM]
ORDERS = 40


def identity(iteration, worker):
    return 1000 * iteration + worker


class Encodings:
    """For each encoding: every figure of every worker, exactly."""

    ITERATIONS = 2

    def run_workers(self, concurrency, warmup):
        options = ["--iterations", str(self.ITERATIONS), "--warmup", str(warmup), "--concurrency", str(concurrency)]
        result = self.succeed("--otlp-jsonl", *options, *self.OPTIONS, command=SDK_PROGRAM)
        self.assertEqual({payload["encoding"] for payload in self.payloads()}, {self.ENCODING})
        self.assertNotIn("otel_payloads_total", result["summary"]["not_measured"])
        return result

    def check_workers(self, result):
        figures = {
            who: {
                key: worker[key]
                for key in ("otel_payload_count", "metric_datapoint_count", "turn_metric_points",
                            "turn_metric_value_sum", "action_metric_points", "queue_cancel_datapoints")
            }
            for who, worker in workers_of(result)
        }
        expected = {
            who: {
                "otel_payload_count": 2,  # metrics and spans, each when the SDK shuts down
                "metric_datapoint_count": 4 + who[1],
                "turn_metric_points": 1,
                "turn_metric_value_sum": identity(*who) + 10,
                "action_metric_points": 0,
                "queue_cancel_datapoints": {"queue.depth": 1},
            }
            for who in figures
        }
        self.assertEqual(figures, expected)

    def check_metrics(self, result, who):
        identities = [identity(*each) for each in who]
        workers = [worker for _, worker in who]
        count = len(who)
        self.assertEqual(metric(result, "orders", "kind", "unit", "points", "sum", "min", "max"),
                         ("sum", "{order}", count, sum(identities), min(identities), max(identities)))
        self.assertEqual(metric(result, "queue.depth", "kind", "points", "sum", "min", "max"),
                         ("sum", count, 2 * count, 2, 2))
        self.assertEqual(metric(result, "room.temperature", "kind", "unit", "points", "min", "max", "sum"),
                         ("gauge", "Cel", count, 21, 20 + max(workers), 20 * count + sum(workers)))
        self.assertEqual(metric(result, "turn.duration", "kind", "unit", "points", "count", "sum", "min", "max"),
                         ("histogram", "ms", count, 2 * count, sum(identities) + 10 * count, 10, max(identities)))
        self.assertEqual(metric(result, "items", "points", "sum"), (sum(workers), sum(workers)))
        series = {each["attributes"]["item"]: each["points"] for each in result["summary"]["otel_series"]
                  if each["name"] == "items"}
        self.assertEqual(series, {str(n): sum(worker > n for worker in workers) for n in range(max(workers))})
        self.assertEqual(result["summary"]["metric_datapoints_total"], 4 * count + sum(workers))
        self.assertEqual(result["summary"]["queue_cancel_metrics"], {"queue.depth": count})

    def check_phases(self, result, count):
        self.assertEqual(result["summary"]["otel_spans_total"], 6 * count)
        self.assertEqual(counts_by_path(result),
                         {"perfbench.worker": count, "perfbench.worker/perfbench.spawn_proc": count,
                          "perfbench.worker/perfbench.communicate": count, "perfbench.worker/session": count,
                          "perfbench.worker/session/connect": count,
                          "perfbench.worker/session/connect/resolve": count,
                          "perfbench.worker/session/connect/handshake": count,
                          "perfbench.worker/session/request": 2 * count})
        phases = result["summary"]["otel_phases"]
        self.assertEqual(phase_counts(result),
                         {"session": count, "connect": count, "resolve": count, "handshake": count,
                          "request": 2 * count})
        self.assertGreaterEqual(phases["handshake"]["total_ms"], 4 * count)
        for leaf in ("resolve", "handshake", "request"):
            self.assertEqual(phases[leaf]["coverage_pct"], 0)
            self.assertEqual(phases[leaf]["self_ms"], phases[leaf]["total_ms"])
        connect = phases["connect"]
        within = phases["resolve"]["total_ms"] + phases["handshake"]["total_ms"]
        # The SDK knows the start of a span to the millisecond only, so that siblings may overlap by as much.
        self.assertAlmostEqual(connect["self_ms"], connect["total_ms"] - within, delta=2 * count)
        self.assertAlmostEqual(connect["coverage_pct"], 100 - 100 * connect["self_ms"] / connect["total_ms"], delta=0.01)
        self.assertTrue(0 < result["summary"]["otel_span_coverage_pct"] < 100)

    def check(self, concurrency, warmup=0):
        result = self.run_workers(concurrency, warmup)
        who = [(iteration + 1, worker + 1) for iteration in range(self.ITERATIONS) for worker in range(concurrency)]
        self.assertEqual([each for each, _ in workers_of(result)], who)
        self.check_workers(result)
        self.check_metrics(result, who)
        self.check_phases(result, len(who))

    def test_tell_all_of_a_worker_that_runs_alone_and_nothing_of_the_warm_up(self):
        self.check(1, warmup=1)

    def test_tell_all_of_eight_workers_at_once_each_its_own(self):
        self.check(8)


class Protobuf(Encodings, OtelTest):
    OPTIONS = ()
    ENCODING = "protobuf"


class Json(Encodings, OtelTest):
    OPTIONS = ("--env", "OTEL_EXPORTER_OTLP_PROTOCOL=http/json")
    ENCODING = "json"


class Temporality(OtelTest):
    """Of exporters that report again and again while the program runs."""

    def run_workers(self, preference):
        variables = {"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE": preference,
                     "OTEL_METRIC_EXPORT_INTERVAL": "100", "OTEL_METRIC_EXPORT_TIMEOUT": "100"}
        options = [word for name, value in variables.items() for word in ("--env", f"{name}={value}")]
        result = self.succeed("--iterations", "2", "--warmup", "0", "--concurrency", "2", *options,
                              command=[*SDK_PROGRAM, str(ORDERS)])
        for who, worker in workers_of(result):
            self.assertGreater(worker["otel_payload_count"], 3, f"{who} was to report several times")
            self.assertEqual(worker["turn_metric_value_sum"], identity(*who) + 10, who)
        who = [each for each, _ in workers_of(result)]
        self.assertEqual(len(who), 4)
        self.assertEqual(metric(result, "orders", "sum"), (sum(identity(*each) + ORDERS for each in who),))
        self.assertEqual(metric(result, "queue.depth", "sum"), (2 * 4,))
        self.assertEqual(metric(result, "turn.duration", "count", "sum"),
                         (2 * 4, sum(identity(*each) + 10 for each in who)))
        self.assertEqual(metric(result, "items", "sum"), (1 + 2 + 1 + 2,))
        return result

    def test_cumulative_counts_the_last_value_of_each_series(self):
        result = self.run_workers("cumulative")
        self.assertEqual(metric(result, "orders", "points"), (4,))
        self.assertEqual(metric(result, "items", "points"), (1 + 2 + 1 + 2,))

    def test_delta_counts_every_point(self):
        result = self.run_workers("delta")
        self.assertGreater(metric(result, "orders", "points")[0], 4)


class Traces(OtelTest):
    def test_join_the_trace_of_their_worker(self):
        self.succeed("--iterations", "2", "--warmup", "0", "--concurrency", "2", "--keep-logs", "--otlp-jsonl",
                     "--env", "OTEL_EXPORTER_OTLP_PROTOCOL=http/json",
                     command=["sh", "-c", 'echo "$TRACEPARENT $TRACESTATE"; exec "$@"', "sh", *SDK_PROGRAM])
        spans = {}
        for payload in self.payloads():
            if payload["signal"] == "traces":
                for resource in payload["payload"]["resourceSpans"]:
                    for scope in resource["scopeSpans"]:
                        spans.setdefault((payload["batch"], payload["worker"]), []).extend(scope["spans"])
        self.assertEqual(len(spans), 4)
        joined = set()
        for of_worker in spans.values():
            (root,) = [span for span in of_worker if span["name"] == "session"]
            self.assertEqual({span["traceId"] for span in of_worker}, {root["traceId"]})
            names = {span["spanId"]: span["name"] for span in of_worker}
            parents = {span["name"]: names.get(span["parentSpanId"]) for span in of_worker}
            self.assertEqual(parents, {"session": None, "connect": "session", "request": "session",
                                       "resolve": "connect", "handshake": "connect"})
            joined.add(f"00-{root['traceId']}-{root['parentSpanId']}-01 {root['traceState']}")
        self.assertEqual(len({each.split("-")[1] for each in joined}), 4, "a trace each")
        self.assertEqual({log.strip() for log in self.logs()}, joined)

    def test_are_split_by_an_attribute_where_asked(self):
        result = self.succeed("--iterations", "1", "--warmup", "0", "--phase-attribute", "route", command=SDK_PROGRAM)
        self.assertEqual(phase_counts(result),
                         {"session": 1, "connect": 1, "resolve": 1, "handshake": 1, "request [route=/orders]": 1,
                          "request [route=/items]": 1})


if __name__ == "__main__":
    main()
