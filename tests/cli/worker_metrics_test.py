"""Metrics that workers tell in JSON lines, without OpenTelemetry."""

import json

from perfbench_cli import CliTest, main

LINES = """echo '{"scenario":"x","per_call_us":51,"nested":{"depth":3}}'
echo 'this is no JSON'
echo '{"scenario":"x","per_call_us":53}'
"""


class WorkerMetrics(CliTest):
    def succeed(self, script, *options):
        run = self.run_perfbench("--iterations", "2", "--warmup", "1", "--concurrency", "2", *options,
                                 command=["sh", "-c", script])
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        return self.summary()

    def check(self, result):
        metrics = result["summary"]["worker_metrics"]
        # Two values of each of two workers in two iterations; those of the warm-up do not count.
        self.assertEqual(metrics["x.per_call_us"], {"points": 8, "sum": 416, "mean": 52, "min": 51, "max": 53, "p50": 52,
                                                    "p95": 53, "p99": 53})
        self.assertEqual((metrics["x.nested.depth"]["points"], metrics["x.nested.depth"]["sum"]), (4, 12))
        for run in result["runs"]:
            for worker in run["worker_results"]:
                self.assertEqual(worker["worker_metrics"], {"x.nested.depth": 3, "x.per_call_us": 52})

    def test_are_read_from_stdout(self):
        self.check(self.succeed(LINES, "--metrics-jsonl", "stdout", "--sla", 'worker_metrics["x.per_call_us"].p95 <= 53'))

    def test_are_read_from_a_drained_pipe(self):
        self.check(self.succeed(LINES, "--metrics-jsonl", "stdout", "--output", "pipe"))

    def test_are_read_from_stderr_which_stays_in_the_result(self):
        result = self.succeed(f"exec 1>&2; {LINES}", "--metrics-jsonl", "stderr")
        self.check(result)
        self.assertIn("this is no JSON", result["runs"][0]["worker_results"][0]["stderr_tail"])

    def test_are_read_from_a_file_in_the_home_of_each_worker(self):
        self.check(self.succeed(f'exec >"$PERFBENCH_METRICS_FILE"; {LINES}', "--metrics-jsonl", "metrics.jsonl"))

    def test_are_read_whole_from_more_than_the_tail_that_is_kept(self):
        script = "i=0; while [ $i -lt 20000 ]; do echo \"{\\\"n\\\":$i}\"; i=$((i+1)); done"
        result = self.succeed(script, "--metrics-jsonl", "stdout")
        figures = result["summary"]["worker_metrics"]["n"]
        self.assertEqual((figures["points"], figures["min"], figures["max"]), (80000, 0, 19999))
        self.assertEqual(figures["sum"], 4 * sum(range(20000)))

    def test_that_nobody_told_are_unavailable_to_a_rule(self):
        run = self.run_perfbench("--metrics-jsonl", "stdout", "--sla", 'worker_metrics["x"].mean <= 1')
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn("worker_metrics.x.mean is unavailable: no worker sent it", run.stdout)

    def test_without_the_option_are_not_looked_for(self):
        result = self.succeed(LINES)
        self.assertNotIn("worker_metrics", result["summary"])
        self.assertEqual(result["summary"]["not_measured"]["worker_metrics"], "--metrics-jsonl was not given")

    def test_bad_places_are_plan_errors(self):
        for options, what in (
            (("--metrics-jsonl", "../x"), "the file of a worker's metrics is none in its home"),
            (("--metrics-jsonl", "/tmp/x"), "the file of a worker's metrics is none in its home"),
            (("--metrics-jsonl", "stdout", "--output", "null"), "the worker's output is thrown away"),
        ):
            run = self.run_perfbench(*options)
            self.assertEqual(run.returncode, 2, run.stdout)
            self.assertIn(what, run.stderr)
            self.assertFalse(list(self.out.glob("*")), json.dumps(options))


if __name__ == "__main__":
    main()
