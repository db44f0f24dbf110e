"""Profiles: declared, built in, and in files; and what perfbench is asked at configure time."""

import json

from consumer import ConsumerTest, main


class AProfile(ConsumerTest):
    def declared(self, text, name):
        consumer = self.configured(text)
        return consumer, json.loads((consumer.results / "profiles" / f"{name}.json").read_text())

    def test_is_written_with_all_that_it_declares(self):
        _, profile = self.declared(
            """add_perf_profile(NAME full EXTENDS cold DESCRIPTION "A \\"quoted\\" back\\\\slash; [" PHASE_NAME load
                 ITERATIONS 20 WARMUP 0 CONCURRENCY 4 WORKER_TIMEOUT 2.5 PROBE_INTERVAL_MS 10
                 SLA "latency_ms.p95 <= 250ms" [==[queue_cancel_metrics["a;[b\\\\"] >= 1]==])""",
            "full",
        )
        self.assertEqual(
            profile,
            {
                "name": "full",
                "extends": "cold",
                "description": 'A "quoted" back\\slash; [',
                "phase": "load",
                "iterations": 20,
                "warmup": 0,
                "concurrency": 4,
                "timeout_sec": 2.5,
                "probe_interval_ms": 10,
                "sla": ["latency_ms.p95 <= 250ms", 'queue_cancel_metrics["a;[b\\\\"] >= 1'],
            },
        )

    def test_holds_nothing_that_it_does_not_declare(self):
        _, profile = self.declared("add_perf_profile(NAME bare)", "bare")
        self.assertEqual(profile, {"name": "bare"})

    def test_may_have_control_characters_in_its_description(self):
        _, profile = self.declared(
            """string(ASCII 9 10 13 27 31 odd)
               add_perf_profile(NAME odd DESCRIPTION "<${odd}>")""",
            "odd",
        )
        self.assertEqual(profile["description"], "<\t\n\r\x1b\x1f>")

    def test_extends_another_by_its_file(self):
        consumer, profile = self.declared("add_perf_profile(NAME a)\nadd_perf_profile(NAME b EXTENDS a)", "b")
        self.assertEqual(profile["extends"], str(consumer.results / "profiles" / "a.json"))

    def test_extends_a_file_of_the_source_directory(self):
        consumer, profile = self.declared("add_perf_profile(NAME b EXTENDS my/a.json)", "b")
        self.assertEqual(profile["extends"], str(consumer.source / "my" / "a.json"))

    def test_may_refine_a_built_in_one_under_its_name(self):
        consumer, profile = self.declared(
            """add_perf_profile(NAME cold EXTENDS cold ITERATIONS 3)
               add_perf_test(NAME t COMMAND tool PROFILE cold)""",
            "cold",
        )
        self.assertEqual(profile["extends"], "cold")
        profile_file = str(consumer.results / "profiles" / "cold.json")
        self.assertEqual(consumer.registered()["t"].values("--profile"), [profile_file])

    def test_is_known_in_every_directory_from_then_on(self):
        consumer = self.consumer("add_subdirectory(one)\nadd_subdirectory(two)")
        consumer.write("one/CMakeLists.txt", "add_perf_profile(NAME mine)")
        consumer.write("two/CMakeLists.txt", "add_perf_test(NAME t COMMAND tool PROFILE mine)")
        self.succeed(consumer.configure())
        profile_file = str(consumer.results / "profiles" / "mine.json")
        self.assertEqual(consumer.registered()["t"].values("--profile"), [profile_file])

    def test_of_a_test_may_be_built_in_or_a_file(self):
        consumer = self.configured(
            """add_perf_test(NAME builtin COMMAND tool PROFILE smoke)
               add_perf_test(NAME relative COMMAND tool PROFILE my/own.json)
               add_perf_test(NAME absolute COMMAND tool PROFILE "/etc/p q.json")"""
        )
        profiles = {name: test.values("--profile") for name, test in consumer.registered().items()}
        self.assertEqual(
            profiles,
            {"builtin": ["smoke"], "relative": [str(consumer.source / "my/own.json")], "absolute": ["/etc/p q.json"]},
        )


class AnInstalledPerfbench(ConsumerTest):
    def test_is_asked_about_rules_and_profile_at_configure_time(self):
        consumer = self.configured(
            """add_perf_test(NAME t COMMAND tool PROFILE cold ITERATIONS 2
                 SLA "latency_ms.p95 <= 1s" [[queue_cancel_metrics["a;[b"] >= 1]] "max_rss_mb.max <= $<1:2>")"""
        )
        self.assertEqual(
            consumer.asked(),
            [
                [
                    *["run", "--dry-run", "--profile", "cold", "--sla", "latency_ms.p95 <= 1s"],
                    *["--sla", 'queue_cancel_metrics["a;[b"] >= 1'],
                ]
            ],
        )

    def test_is_not_asked_without_a_question(self):
        self.assertEqual(self.configured("add_perf_test(NAME t COMMAND tool ITERATIONS 2)").asked(), [])

    def test_ends_the_configuration_when_it_refuses(self):
        process = self.consumer('add_perf_test(NAME t COMMAND tool SLA "nonsense.p95 <= 1s")').configure()
        self.assertNotEqual(process.returncode, 0)
        self.assertIn("add_perf_test(t): --sla 'nonsense.p95 <= 1s': unknown figure", self.message(process))

    def test_that_cannot_run_here_is_not_heeded(self):
        consumer = self.consumer('add_perf_test(NAME t COMMAND tool SLA "nonsense.p95 <= 1s")')
        consumer.fake.write_text("\x7fELF of another machine")
        self.succeed(consumer.configure())
        consumer.fake.unlink()
        self.succeed(consumer.configure())


class APerfbenchOfTheSameBuild(ConsumerTest):
    def test_only_warns_since_it_may_be_about_to_be_rebuilt(self):
        consumer = self.consumer()
        consumer.write("main.c", "int main(void) { return 0; }\n")
        consumer.write(
            "CMakeLists.txt",
            f"""cmake_minimum_required(VERSION 3.25)
project(consumer C)
enable_testing()
add_subdirectory(perfbench)
include("{consumer.module}")
add_perf_test(NAME t COMMAND tool SLA "nonsense.p95 <= 1s")
""",
        )
        consumer.write(
            "perfbench/CMakeLists.txt",
            f"""add_executable(perfbench ../main.c)
add_executable(PerfBench::perfbench ALIAS perfbench)
set_target_properties(perfbench PROPERTIES RUNTIME_OUTPUT_DIRECTORY "{consumer.fake.parent}")
""",
        )
        process = self.succeed(consumer.configure())
        self.assertIn("CMake Warning", process.stderr)
        self.assertIn("add_perf_test(t): perfbench, as last built, says: --sla 'nonsense", self.message(process))
        consumer.fake.unlink()
        self.assertEqual(self.succeed(consumer.configure()).stderr, "")


if __name__ == "__main__":
    main()
