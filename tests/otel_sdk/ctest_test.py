"""An unmodified program as a user's CTest test: add_perf_test() and no more."""

import json
import os
import sys

from otel_case import TESTS

sys.path.insert(0, str(TESTS / "cmake"))

from consumer import SCRATCH, ConsumerTest, install, main

PREFIX = SCRATCH / "otel_sdk" / "prefix"
PROJECT = """
cmake_minimum_required(VERSION 3.25)
project(shop LANGUAGES NONE)
enable_testing()
find_package(PerfBench REQUIRED)
foreach(workers IN ITEMS 1 8)
  add_perf_test(NAME shop-${workers} COMMAND "${NODE}" "${PROGRAM}" ITERATIONS 2 WARMUP 0 CONCURRENCY ${workers}
    SLA [[otel_phases["session"].coverage_pct >= 1%]] [[otel_metrics["orders"].min == 1001]]
        [[otel_metrics["room.temperature"].min == 21]] "queue_cancel_metrics[\\"queue.depth\\"] >= 2")
endforeach()
add_perf_test(NAME breach COMMAND "${NODE}" "${PROGRAM}" ITERATIONS 1 WARMUP 0
  SLA [[otel_metrics["turn.duration"].max < 1001]])
"""


class ThroughCTest(ConsumerTest):
    def test_yields_its_metrics_and_phases_and_is_judged_by_them(self):
        install(PREFIX)
        consumer = self.consumer()
        consumer.write("CMakeLists.txt", PROJECT)
        program = os.path.join(os.environ["PERFBENCH_TEST_SDK"], "worker.mjs")
        self.succeed(consumer.configure(f"-DCMAKE_PREFIX_PATH={PREFIX}", f"-DPROGRAM={program}",
                                        f"-DNODE={os.environ['PERFBENCH_TEST_NODE']}"))
        self.succeed(consumer.ctest("-R", "shop", "--output-on-failure"))
        for workers in (1, 8):
            (file,) = consumer.results.glob(f"shop-{workers}-*/summary.json")
            summary = json.loads(file.read_text())["summary"]
            identities = [1000 * iteration + worker for iteration in (1, 2) for worker in range(1, workers + 1)]
            self.assertEqual(summary["otel_metrics"]["orders"]["sum"], sum(identities))
            self.assertEqual(summary["otel_phases"]["session"]["count"], len(identities))
        breach = consumer.ctest("-R", "breach", "--output-on-failure")
        self.assertNotEqual(breach.returncode, 0)
        self.assertIn('otel_metrics["turn.duration"].max = 1001', breach.stdout)


if __name__ == "__main__":
    main()
