"""The values of WORKER_ENV and ENV_FILE reach the workers and nothing else."""

import os
import stat

from consumer import InstalledTest, main, run

SECRETS = (b"hunter2", b"correct-horse")
# The worker is told of neither by its command line; what it prints is its own affair, so it prints nothing.
WORKER = """#!/bin/sh
[ "$(printf %s "$WRITTEN$FILED" | cksum)" = "$1" ]
"""
TESTS = """
include(CTest)
add_perf_test(NAME kept COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/worker" "@SUM@" ITERATIONS 2 CONCURRENCY 2 KEEP_LOGS
  WORKER_ENV WRITTEN=hunter2 ENV_FILE secrets.env)
add_perf_test(NAME broken COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/worker" wrong ITERATIONS 2 SLA "latency_ms.p95 <= 1ns"
  WORKER_ENV WRITTEN=hunter2 ENV_FILE secrets.env)
"""


class Secrets(InstalledTest):
    def consumer_with_secrets(self, generator, mode):
        sum_of_both = self.succeed(run(["sh", "-c", "printf %s hunter2correct-horse | cksum"])).stdout.strip()
        consumer = self.project(TESTS.replace("@SUM@", sum_of_both), generator=generator)
        consumer.write("worker", WORKER).chmod(0o700)
        consumer.write("secrets.env", "FILED=correct-horse\n").chmod(mode)
        return consumer

    def test_are_in_no_file_and_no_output_of_cmake_ctest_and_perfbench(self):
        for generator in ("Ninja", "Ninja Multi-Config"):
            with self.subTest(generator):
                consumer = self.consumer_with_secrets(generator, 0o600)
                said = [self.succeed(consumer.configure(*consumer.find)), self.succeed(consumer.build("-v"))]
                said.append(consumer.ctest("-C", "Release", "--show-only=json-v1"))
                said.append(consumer.ctest("-C", "Release", "-D", "ExperimentalStart"))
                said.append(consumer.ctest("-C", "Release", "-D", "ExperimentalTest", "-VV"))
                said.append(consumer.ctest("-C", "Release", "-VV", "-R", "broken"))
                for process in said:
                    for secret in SECRETS:
                        self.assertNotIn(secret.decode(), process.stdout + process.stderr)

                results = consumer.results / "Release" if consumer.multi_config else consumer.results
                verdicts = {name: result["verdict"] for name, result in self.results(results).items()}
                self.assertEqual(verdicts, {"kept": "pass", "broken": "fail"}, said[4].stdout)
                telling, searched = set(), set()
                for folder, _, names in os.walk(consumer.build_dir):
                    for name in names:
                        with open(os.path.join(folder, name), "rb") as file:
                            content = file.read()
                        searched.add(name)
                        if any(secret in content for secret in SECRETS):
                            telling.add(os.path.join(folder, name))
                for name in ("CTestTestfile.cmake", "Test.xml", "kept.xml", "summary.json", "summary.md",
                             "iteration-001.json", "CMakeCache.txt"):
                    self.assertIn(name, searched)
                configurations = ("Debug", "Release", "RelWithDebInfo") if consumer.multi_config else ("",)
                plans = {str(consumer.results / configuration / "plan" / f"{test}.env")
                         for configuration in configurations for test in ("kept", "broken")}
                self.assertEqual(telling, plans)
                for plan in plans:
                    self.assertEqual(stat.S_IMODE(os.stat(plan).st_mode), 0o600)

    def test_in_a_file_that_others_can_read_are_warned_of(self):
        for mode, expected in ((0o600, 0), (0o644, 1)):
            consumer = self.consumer_with_secrets("Ninja", mode)
            self.succeed(consumer.configure(*consumer.find))
            ran = self.succeed(consumer.ctest("-R", "kept", "-V")).stdout
            (result,) = self.results(consumer.results).values()
            advice = [warning["advice"] for warning in result["warnings"] if warning["code"] == "env_file_readable"]
            self.assertEqual(len(advice), expected)
            for line in advice:
                self.assertIn("chmod 600", line)
                self.assertIn("chmod 600", ran)


if __name__ == "__main__":
    main()
