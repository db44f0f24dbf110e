"""What comes late: a client that still sends for a worker of an iteration that has long ended."""

import json
import threading
import urllib.request

from otel_case import PATIENCE_SEC, OtelTest, main, metric, workers_of

# The first iteration's workers hand on where they would have sent to; the second's stay until all has been sent.
WORKER = """
if [ "$PERFBENCH_ITERATION" = 1 ]; then
  printf '%s\\n' "$OTEL_EXPORTER_OTLP_ENDPOINT" "$OTEL_EXPORTER_OTLP_HEADERS" >"$1/address-$PERFBENCH_WORKER_ID"
else
  touch "$1/second-$PERFBENCH_WORKER_ID"
  until [ -e "$1/sent" ]; do sleep 0.01; done
fi
"""


def metrics(name, value):
    point = {"asInt": str(value), "startTimeUnixNano": "1", "timeUnixNano": "2"}
    sum_ = {"aggregationTemporality": 1, "isMonotonic": True, "dataPoints": [point]}
    return {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": name, "sum": sum_}]}]}]}


def spans(name):
    span = {"traceId": "5b" * 16, "spanId": "ee" * 8, "name": name, "startTimeUnixNano": "1000000",
            "endTimeUnixNano": "3000000"}
    return {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}


def post(address, path, body):
    endpoint, headers = address
    name, _, value = headers.partition("=")
    request = urllib.request.Request(endpoint + path, json.dumps(body).encode(),
                                     {"Content-Type": "application/json", name: value})
    no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with no_proxy.open(request, timeout=PATIENCE_SEC) as answer:
        return answer.status, json.load(answer)


class LatePoints(OtelTest):
    def send_late(self, workers):
        """Once the second iteration runs, for the workers of the first."""
        try:
            for worker in workers:
                self.wait_for((self.folder / f"second-{worker}").exists, "the second iteration")
            for worker in workers:
                address = (self.folder / f"address-{worker}").read_text().splitlines()
                self.answers.append(post(address, "/v1/metrics", metrics("turn.duration", 100 + worker)))
                self.answers.append(post(address, "/v1/traces", spans("afterthought")))
        finally:
            (self.folder / "sent").touch()

    def run_late(self, concurrency):
        self.answers = []
        workers = range(1, concurrency + 1)
        sender = threading.Thread(target=self.send_late, args=(workers,))
        sender.start()
        self.addCleanup(sender.join)
        result = self.succeed("--iterations", "2", "--warmup", "0", "--concurrency", str(concurrency),
                              command=["sh", "-c", WORKER, "sh", str(self.folder)])
        self.assertEqual(self.answers, 2 * concurrency * [(200, {})])
        figures = {who: (worker["otel_payload_count"], worker["metric_datapoint_count"],
                         worker["turn_metric_value_sum"]) for who, worker in workers_of(result)}
        expected = {(1, worker): (2, 1, 100 + worker) for worker in workers}
        expected.update({(2, worker): (0, 0, 0) for worker in workers})
        self.assertEqual(figures, expected)
        self.assertEqual(metric(result, "turn.duration", "points"), (concurrency,))
        self.assertEqual(result["summary"]["otel_phases"]["afterthought"]["count"], concurrency)

    def test_count_for_the_iteration_of_the_worker(self):
        self.run_late(1)

    def test_count_for_the_worker_among_those_of_an_iteration(self):
        self.run_late(4)


if __name__ == "__main__":
    main()
