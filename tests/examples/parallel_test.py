"""`ctest -j8` over perf tests and ordinary ones."""

import itertools
import json

from projects import ProjectTest, main

PROJECT = """
cmake_minimum_required(VERSION 3.25)
project(Parallel LANGUAGES NONE)
enable_testing()
find_package(PerfBench REQUIRED)
foreach(number RANGE 1 4)
  add_test(NAME ordinary-${number} COMMAND sh "${CMAKE_CURRENT_SOURCE_DIR}/note" ordinary-${number})
  add_perf_test(NAME alone-${number} COMMAND sh "${CMAKE_CURRENT_SOURCE_DIR}/note" alone-${number}
    ITERATIONS 2 WARMUP 0)
  add_perf_test(NAME together-${number} COMMAND sh "${CMAKE_CURRENT_SOURCE_DIR}/note" together-${number}
    ITERATIONS 2 WARMUP 0 PROPERTIES RUN_SERIAL FALSE)
endforeach()
"""
NOTE = """begun=$(date +%s%N)
sleep 0.3
echo "$1 $begun $(date +%s%N)" >>"$NOTES"
"""


class Parallel(ProjectTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consumer = cls.project("parallel")
        cls.consumer.write("CMakeLists.txt", PROJECT)
        cls.consumer.write("note", NOTE)
        cls.built(cls.consumer)
        notes = cls.consumer.build_dir / "notes"
        cls.ran = cls.consumer.ctest("-j8", "--output-on-failure", NOTES=str(notes))
        lines = [line.split() for line in notes.read_text().splitlines()]
        cls.spans = [(name, int(begun), int(ended)) for name, begun, ended in lines]

    def overlaps(self):
        """The pairs of tests whose programs ran at the same time."""
        pairs = itertools.combinations(self.spans, 2)
        return {frozenset((one[0], other[0])) for one, other in pairs if one[1] < other[2] and other[1] < one[2]}

    def test_passes(self):
        self.assertEqual(self.ran.returncode, 0, self.ran.stdout)

    def test_runs_perf_tests_when_nothing_else_runs(self):
        overlapping = set().union(*self.overlaps())
        self.assertTrue(any(name.startswith("ordinary") for name in overlapping), "ctest ran nothing in parallel")
        self.assertEqual([name for name in overlapping if name.startswith("alone")], [])

    def test_runs_perf_tests_together_where_asked_and_keeps_their_results_apart(self):
        self.assertTrue(any(name.startswith("together") for name in set().union(*self.overlaps())))
        suites = self.check_reports(self.consumer.build_dir)
        expected = {f"{kind}-{number}" for kind in ("alone", "together") for number in range(1, 5)}
        self.assertEqual(set(suites), expected)
        summaries = [json.loads(file.read_text()) for file in self.consumer.results.glob("*-*/summary.json")]
        self.assertEqual(sorted(summary["profile"]["name"] for summary in summaries), sorted(expected))
        self.assertEqual({summary["summary"]["successful_runs_total"] for summary in summaries}, {2})


if __name__ == "__main__":
    main()
