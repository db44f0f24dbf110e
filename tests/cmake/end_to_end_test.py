"""Consumers built and run with the real perfbench, by each way in. Needs a built PerfBench, in PERFBENCH_TEST_BUILD."""

import json
import os
import unittest
import xml.etree.ElementTree as ElementTree

from consumer import GENERATORS, SCRATCH, SOURCE, ConsumerTest, install, main

PREFIX = SCRATCH / "end_to_end_test" / "prefix"
BUILD_SOURCES = os.environ.get("PERFBENCH_TEST_SOURCES") == "1"

# Succeeds only with the words and the environment that the tests below give it.
APP = r"""
#include <stdlib.h>
#include <string.h>
int main(int argc, char** argv) {
  const char* token = getenv("TOKEN");
  const char* const words[] = {"", "a;b", "[", "[x,y]", "$HOME"};
  if (argc == 2) return token && !strcmp(token, "hunter2; [x") ? 0 : 3;
  if (argc > 1 && argc != 6) return 3;
  for (int i = 1; i < argc; ++i) {
    if (strcmp(argv[i], words[i - 1])) return 3;
  }
  return 0;
}
"""
TESTS = """
add_executable(app EXCLUDE_FROM_ALL app.c)
add_perf_profile(NAME quick ITERATIONS 2 WARMUP 0 SLA "latency_ms.p95 <= 10s")
add_perf_test(NAME words COMMAND app "" "a;b" "[" "[x,y]" [[$HOME]] PROFILE quick)
add_perf_test(NAME environment COMMAND app - PROFILE quick WORKER_ENV "TOKEN=hunter2; [x")
add_perf_test(NAME "some name/x" COMMAND app PROFILE quick PROPERTIES TIMEOUT 60 LABELS nightly)
add_perf_test(NAME breach COMMAND app PROFILE quick SLA "latency_ms.max <= 1ns")
add_perf_test(NAME failing COMMAND app one two PROFILE quick)
add_perf_test(NAME tolerated COMMAND app one two PROFILE quick ALLOW_FAILED_RUNS 2)
"""
GREEN = {"words", "environment", "some name/x", "tolerated"}
RED = {"breach", "failing"}


def setUpModule():
    install(PREFIX)


class EndToEnd(ConsumerTest):
    def configure(self, way, tests=TESTS, generator="Ninja", languages="C"):
        consumer = self.consumer(generator=generator)
        project = f"cmake_minimum_required(VERSION 3.25)\nproject(x {languages})\nenable_testing()"
        consumer.write("CMakeLists.txt", "\n".join([project, way, tests]))
        consumer.write("app.c", APP)
        return consumer, consumer.configure(f"-DCMAKE_PREFIX_PATH={PREFIX}", "-DCMAKE_BUILD_TYPE=Release")

    def built(self, way, generator="Ninja"):
        consumer, process = self.configure(way, generator=generator)
        self.succeed(process)
        self.succeed(consumer.build(*(["--config", "Release"] if consumer.multi_config else [])))
        return consumer

    def check(self, consumer):
        """Runs the perf tests; the green ones pass, the red ones fail, and every report is there."""
        report = consumer.build_dir / "ctest.xml"
        process = consumer.ctest("-C", "Release", "-L", "perf", "--output-junit", report)
        cases = ElementTree.parse(report).getroot().iter("testcase")
        status = {case.get("name"): case.get("status") for case in cases}
        self.assertEqual(status, {**dict.fromkeys(GREEN, "run"), **dict.fromkeys(RED, "fail")}, process.stdout)
        breach = consumer.ctest("-C", "Release", "-R", "^breach$", "-V").stdout
        self.assertIn("latency_ms.max", breach)

        results = consumer.results / "Release" if consumer.multi_config else consumer.results
        for name in GREEN | RED:
            file_name = name.replace(" ", "_").replace("/", "_")
            suite = ElementTree.parse(results / "junit" / f"{file_name}.xml").getroot()
            failures = sum(1 for _ in suite.iter("failure"))
            self.assertEqual(failures > 0, name in RED, file_name)
        summaries = [json.loads(file.read_text()) for file in results.glob("*/summary.json")]
        self.assertTrue(summaries and all(summary["schema_version"] == 4 for summary in summaries))
        telling = [file for file in results.rglob("*") if file.is_file() and b"hunter2" in file.read_bytes()]
        self.assertEqual(telling, [results / "plan" / "environment.env"])

    def test_by_find_package(self):
        for generator in GENERATORS:
            with self.subTest(generator):
                self.check(self.built("find_package(PerfBench REQUIRED)", generator))

    def test_by_find_package_without_a_language(self):
        tests = "add_perf_test(NAME t COMMAND true ITERATIONS 2)"
        consumer, process = self.configure("find_package(PerfBench REQUIRED)", tests, languages="NONE")
        self.succeed(process)
        self.succeed(consumer.ctest("-L", "perf"))

    def test_by_find_package_refuses_an_unknown_figure_and_a_wrong_unit_at_configure_time(self):
        for rule, expected in {"latency_msec.p95 <= 1": "latency_ms", "latency_ms.p95 <= 1MB": "MB"}.items():
            with self.subTest(rule):
                tests = f'add_perf_test(NAME t COMMAND true SLA "{rule}")'
                _, process = self.configure("find_package(PerfBench REQUIRED)", tests, languages="NONE")
                self.assertNotEqual(process.returncode, 0)
                self.assertIn("add_perf_test(t):", self.message(process))
                self.assertIn(expected, self.message(process))

    def test_by_find_package_accepts_every_built_in_profile(self):
        profiles = sorted(file.stem for file in (SOURCE / "analysis" / "profiles").glob("*.json"))
        self.assertTrue(profiles)
        tests = "\n".join(f"add_perf_test(NAME {profile} COMMAND true PROFILE {profile})" for profile in profiles)
        _, process = self.configure("find_package(PerfBench REQUIRED)", tests, languages="NONE")
        self.succeed(process)

    @unittest.skipUnless(BUILD_SOURCES, "builds all of PerfBench twice; set PERFBENCH_TEST_SOURCES=1 to have it")
    def test_by_add_subdirectory(self):
        self.check(self.built(f'add_subdirectory("{SOURCE}" perfbench EXCLUDE_FROM_ALL)'))

    @unittest.skipUnless(BUILD_SOURCES, "builds all of PerfBench twice; set PERFBENCH_TEST_SOURCES=1 to have it")
    def test_by_fetch_content(self):
        declared = f'FetchContent_Declare(PerfBench SOURCE_DIR "{SOURCE}")'
        self.check(self.built(f"include(FetchContent)\n{declared}\nFetchContent_MakeAvailable(PerfBench)"))


if __name__ == "__main__":
    main()
