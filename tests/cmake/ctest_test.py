"""perf tests among others as ctest runs them: in parallel, by a preset, repeated."""

import json
import re
import xml.etree.ElementTree as ElementTree

from consumer import InstalledTest, main, run

# Notes that it begins and ends. The ordinary tests wait for each other in between, so that they do overlap.
TOOL = """#!/bin/sh
echo "begin $1" >>'{log}'
case $1 in
  other*) for try in $(seq 500); do
    [ $(grep -c "^begin other" '{log}') -ge 4 ] && break
    sleep 0.02
  done ;;
esac
echo "end $1" >>'{log}'
"""


class ParallelTests(InstalledTest):
    def test_leave_perf_tests_alone(self):
        tests = """foreach(i RANGE 1 4)
              add_test(NAME other_${i} COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/tool" other_${i})
              add_perf_test(NAME perf_${i} COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/tool" perf_${i} ITERATIONS 2 WARMUP 1)
            endforeach()"""
        consumer = self.project(tests)
        log = consumer.build_dir / "log"
        consumer.write("tool", TOOL.format(log=log)).chmod(0o700)
        self.succeed(consumer.configure(*consumer.find))
        self.succeed(consumer.ctest("-j8"))
        running, overlaps, together = set(), [], 0
        for line in log.read_text().splitlines():
            event, name = line.split()
            if event == "end":
                running.remove(name)
                continue
            if running and any(other.startswith("perf") for other in {name, *running}):
                overlaps.append((name, sorted(running)))
            running.add(name)
            together = max(together, len(running))
        self.assertEqual(overlaps, [])
        self.assertEqual(together, 4, "the others did not run in parallel: this shows nothing")
        self.assertEqual(len(log.read_text().splitlines()), 2 * (4 + 4 * 3))


class APreset(InstalledTest):
    def test_runs_the_perf_tests_and_no_others(self):
        consumer = self.project("""add_perf_test(NAME fast COMMAND true ITERATIONS 1 WARMUP 0)
                                   add_perf_test(NAME small COMMAND true ITERATIONS 1 WARMUP 0 PROPERTIES LABELS nightly)
                                   add_test(NAME other COMMAND false)""")
        preset = {
            "version": 6,
            "configurePresets": [{"name": "release", "generator": "Ninja", "binaryDir": str(consumer.build_dir),
                                  "cacheVariables": {"CMAKE_BUILD_TYPE": "Release", "CMAKE_PREFIX_PATH": str(self.prefix)}}],
            "buildPresets": [{"name": "release", "configurePreset": "release"}],
            "testPresets": [{"name": "perf", "configurePreset": "release", "output": {"outputOnFailure": True},
                             "filter": {"include": {"label": "^perf$"}}, "execution": {"jobs": 4}}],
            "workflowPresets": [{"name": "perf", "steps": [{"type": "configure", "name": "release"},
                                                           {"type": "build", "name": "release"},
                                                           {"type": "test", "name": "perf"}]}],
        }
        consumer.write("CMakePresets.json", json.dumps(preset))
        ran = self.succeed(run(["cmake", "--workflow", "--preset", "perf"], cwd=consumer.source)).stdout
        self.assertIn("0 tests failed out of 2", ran)
        again = self.succeed(run(["ctest", "--preset", "perf"], cwd=consumer.source)).stdout
        self.assertIn("0 tests failed out of 2", again)
        self.assertEqual(set(self.results(consumer.results)), {"fast", "small"})
        self.assertEqual(len(list(consumer.results.glob("*-*/summary.json"))), 4)


class ARepeatedTest(InstalledTest):
    def repeated(self, tests, *options):
        consumer = self.project(tests)
        consumer.write("CTestConfig.cmake", 'set(CTEST_NIGHTLY_START_TIME "01:00:00 UTC")\n')
        self.succeed(consumer.configure(*consumer.find))
        consumer.ctest("-D", "ExperimentalStart")
        process = consumer.ctest("-D", "ExperimentalTest", "-L", "perf", *options)
        (report,) = consumer.build_dir.glob("Testing/*/Test.xml")
        return consumer, process, ElementTree.parse(report).getroot()

    def runs(self, consumer):
        return [json.loads(file.read_text()) for file in sorted(consumer.results.glob("t-*/summary.json"))]

    def test_keeps_the_results_of_every_run(self):
        consumer, process, report = self.repeated("add_perf_test(NAME t COMMAND true ITERATIONS 3)",
                                                  "--repeat", "until-fail:2")
        self.succeed(process)
        self.assertEqual(len(self.runs(consumer)), 2)
        self.assertEqual((consumer.results / "latest").resolve(), sorted(consumer.results.glob("t-*"))[-1])
        names = [measured.get("name") for measured in report.iter("NamedMeasurement")]
        self.assertEqual(names.count("latency_ms.p95"), 1)
        self.assertEqual(names.count("verdict"), 1)

    def test_passes_with_its_second_run_and_reports_the_figures_of_that(self):
        # Fails on its first call; ctest keeps measurements of a first run that a second one does not print again.
        worker = '[ -e "$0" ] || { : >"$0"; exit 3; }'
        consumer, process, report = self.repeated(
            f"add_perf_test(NAME t COMMAND sh -c [==[{worker}]==] \"${{CMAKE_BINARY_DIR}}/called\" ITERATIONS 2 WARMUP 0)",
            "--repeat", "until-pass:3")
        self.succeed(process)
        first, second = self.runs(consumer)
        self.assertEqual((first["verdict"], second["verdict"]), ("fail", "pass"))
        figures = {measured.get("name"): measured.findtext("Value") for measured in report.iter("NamedMeasurement")}
        self.assertEqual(figures["verdict"], "pass")
        self.assertEqual(float(figures["failed_runs_total"]), 0)
        self.assertEqual(float(figures["latency_ms.max"]), second["summary"]["latency_ms"]["max"])
        suite = ElementTree.parse(consumer.results / "junit" / "t.xml").find("testsuite")
        self.assertEqual(suite.get("failures"), "0")
        details = [measured.findtext("Value") for measured in report.iter("NamedMeasurement")
                   if measured.get("name") == "Completion Status"]
        self.assertFalse(any(re.search("failed_runs_total", text) for text in details), details)


if __name__ == "__main__":
    main()
