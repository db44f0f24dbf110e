"""All examples at once, as scripts/demo has them: built with an installed PerfBench, and run by ctest."""

import json

from projects import A_TOOL, EXAMPLES, ProjectTest, main

PARTS = {"05-installed-package", "06-fetchcontent"}  # tests that run a project of their own
GREEN = {"word-frequencies", "sort-numbers", "rank-orders", "answer-questions", "count-words"} | A_TOOL
RESULTS = GREEN | {"breach", "primes", "fetched-cmake-start"}


class Superproject(ProjectTest):
    @classmethod
    def setUpClass(cls):
        """Runs each test; 06, which builds PerfBench from its sources, once."""
        super().setUpClass()
        cls.examples = cls.built(cls.project("superproject", source=EXAMPLES), "-DCMAKE_BUILD_TYPE=Release")
        cls.green = cls.examples.ctest("-L", "perf", "-LE", "breach", "--output-on-failure")
        cls.breach = cls.examples.ctest("-R", "^breach$", "--output-on-failure")
        cls.sent = cls.examples.ctest("-D", "ExperimentalTest", "-L", "perf", "-E", "^0[56]-", "--output-on-failure")

    def test_registers_every_example_as_a_perf_test(self):
        registered = self.examples.registered()
        self.assertEqual(set(registered), GREEN | PARTS | {"breach"})
        for name, test in registered.items():
            self.assertIn("perf", test.properties["LABELS"], name)

    def test_passes_but_for_the_breach(self):
        self.assertEqual(self.green.returncode, 0, self.green.stdout)
        self.assertIn(f"0 tests failed out of {len(GREEN | PARTS)}", self.green.stdout)

    def test_fails_in_the_breach_and_says_by_how_much(self):
        self.assertNotEqual(self.breach.returncode, 0)
        told = r"latency_ms\.p95 += [0-9.]+ m?s, limit <= 5 ms \([0-9.]+ % over\)"  # check, figure, limit
        margin = r"latency_ms\.p95 .*<= 5 ms +-[0-9.]+ %"
        self.assertRegex(self.breach.stdout, told)
        self.assertRegex(self.breach.stdout, margin)

    def test_leaves_reports_that_their_readers_understand(self):
        suites = self.check_reports(self.examples.build_dir)
        self.assertEqual(set(suites), RESULTS)
        broken = {name: [fault.get("message") for fault in suite.iter("failure")] for name, suite in suites.items()}
        (message,) = broken.pop("breach")
        self.assertRegex(message, r"^latency_ms\.p95 .*limit <= 5 ms")
        self.assertEqual([name for name, messages in broken.items() if messages], [])

    def test_keeps_a_record_of_each_worker_of_the_concurrent_one(self):
        summary, *_ = self.examples.results.glob("sort-numbers-*/summary.json")
        workers = [entry["worker_results"] for entry in json.loads(summary.read_text())["runs"]]
        self.assertEqual([[worker["worker_id"] for worker in each] for each in workers], 5 * [list(range(1, 9))])

    def test_sends_its_figures_to_a_dashboard(self):
        tests = self.check_dashboard_file(self.examples.build_dir)
        statuses = {name: test.status for name, test in tests.items()}
        self.assertEqual(statuses, {**dict.fromkeys(GREEN, "passed"), "breach": "failed"}, self.sent.stdout)


if __name__ == "__main__":
    main()
