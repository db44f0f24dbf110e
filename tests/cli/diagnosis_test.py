"""A broken rule on time is explained: what is said, where, and that it is right."""

import os
import shlex
import shutil
import sys
import unittest
import xml.etree.ElementTree
from pathlib import Path

from perfbench_cli import WORKER, CliTest, main

BEHAVE = os.environ["PERFBENCH_TEST_BEHAVE"]
SPLIT = os.environ["PERFBENCH_TEST_SPLIT"]
SPLIT_SLOWER = os.environ["PERFBENCH_TEST_SPLIT_SLOWER"]
SENDER = [sys.executable, str(Path(__file__).with_name("otlp_worker.py"))]
ALWAYS_KEPT, NEVER_KEPT = "latency_ms.mean <= 600s", "latency_ms.mean <= 1us"


class DiagnosisCase(CliTest):
    """The command is always the same file, in which one program replaces another."""

    def setUp(self):
        super().setUp()
        self.program = self.folder / "program"
        self.junit = self.folder / "junit.xml"

    def install(self, build):
        self.program.unlink(missing_ok=True)
        shutil.copy(build, self.program)

    def install_script(self, *commands):
        """The shell becomes the last of them, so that its wait for a processor is known."""
        self.program.unlink(missing_ok=True)
        *before, last = [shlex.join(command) for command in commands]
        self.program.write_text("\n".join(["#!/bin/sh", *before, f"exec {last}", ""]))
        self.program.chmod(0o755)

    def run_program(self, rule, *options, arguments=()):
        run = self.run_perfbench("--warmup", "0", "--iterations", "3", "--explain", "--sla", rule, "--junit",
                                 str(self.junit), *options, command=[str(self.program), *arguments])
        self.assertEqual(run.returncode, 0 if rule == ALWAYS_KEPT else 1, run.stdout + run.stderr)
        self.assertEqual(self.living(), [])
        self.console = run.stdout
        return self.summary()

    def good_run(self, *options, **keywords):
        return self.run_program(ALWAYS_KEPT, *options, **keywords)

    def diagnosis(self, *options, **keywords):
        return self.run_program(NEVER_KEPT, *options, **keywords)["diagnosis"]

    def skip_without_profile(self, result):
        reason = result["summary"]["not_measured"].get("xctrace")
        if reason is not None:
            self.skipTest(reason)

    @staticmethod
    def causes(diagnosis):
        return [finding["cause"] for finding in diagnosis["findings"]]

    def resources(self, diagnosis):
        """But for the wait for a processor, which other tests cause, too."""
        return [cause for cause in self.causes(diagnosis) if cause not in ("function", "phase", "scheduling")]


class PlantedRegressions(DiagnosisCase):
    """light() is made 2 times slower: 23 % more in all."""

    ROUNDS = "50"  # of a ms

    def test_are_named_first_in_10_of_10_tries(self):
        for number in range(2):
            self.out = self.folder / f"results-{number}"
            self.install(SPLIT)
            self.skip_without_profile(self.good_run(arguments=[self.ROUNDS]))
            self.install(SPLIT_SLOWER)
            for _ in range(5):
                diagnosis = self.diagnosis(arguments=[self.ROUNDS])
                first = diagnosis["findings"][0]
                self.assertEqual(first["cause"], "function")
                self.assertRegex(first["text"], r"^light \[program\]: [\d.]+ ms -> [\d.]+ ms a run \(\+")

    def test_of_short_programs_too_which_are_sampled_the_more_often_the_shorter_they_are(self):
        self.install(SPLIT)
        self.skip_without_profile(self.good_run(arguments=["2"]))
        self.install(SPLIT_SLOWER)
        self.assertRegex(self.diagnosis(arguments=["2"])["findings"][0]["text"], r"^light \[program\]: ")

    def test_are_told_of_in_every_report(self):
        self.install(SPLIT)
        good = self.good_run(arguments=[self.ROUNDS])
        self.skip_without_profile(good)
        self.install(SPLIT_SLOWER)
        diagnosis = self.diagnosis(arguments=[self.ROUNDS])
        self.assertEqual(diagnosis["compared_with"], good["run_dir"])
        text = diagnosis["findings"][0]["text"]
        self.assertIn(text, self.without_line_ends(self.console))
        self.assertIn(text.split(":")[0], (self.out / "latest" / "summary.md").read_text().replace("\\", ""))
        bodies = [failure.text for failure in xml.etree.ElementTree.parse(self.junit).getroot().iter("failure")]
        self.assertTrue(any(text in body for body in bodies), bodies)

    @staticmethod
    def without_line_ends(text):
        return " ".join(text.split())


class GoodRuns(DiagnosisCase):
    """Which of them are profiled, and which a breach is compared with."""

    def was_profiled(self):
        return ((self.out / "latest").resolve() / "hotspots.folded").exists()

    def profiled_good_run(self, *options, arguments=("20",)):
        self.skip_without_profile(self.good_run("--xctrace-time-limit-sec", "0.5", *options, arguments=arguments))
        return self.was_profiled()

    def test_are_profiled_once_a_day_by_their_configuration(self):
        self.install(SPLIT)
        self.assertTrue(self.profiled_good_run())
        self.assertFalse(self.profiled_good_run())
        self.assertTrue(self.profiled_good_run(arguments=("21",)), "another command")

    def test_are_not_those_of_a_test_with_a_longer_name(self):
        self.install(SPLIT)
        self.assertTrue(self.profiled_good_run("--name", "split-large"))
        self.assertTrue(self.profiled_good_run("--name", "split"))

    def test_are_profiled_though_a_failed_one_was(self):
        self.install(SPLIT)
        self.diagnosis("--xctrace-time-limit-sec", "0.5", arguments=("20",))
        self.assertTrue(self.profiled_good_run())

    def test_without_a_profile_are_told_of(self):
        self.install(SPLIT)
        self.skip_without_profile(self.good_run("--no-explain", arguments=("20",)) and self.good_run(arguments=("22",)))
        self.assertIn("no good run was profiled", " ".join(self.diagnosis(arguments=("20",))["gaps"]))

    def test_that_were_recorded_in_part_are_not_compared_by_functions(self):
        self.install(SPLIT)
        limit = ("--xctrace-time-limit-sec", "0.6")
        self.skip_without_profile(self.good_run(*limit, arguments=("1500",)))
        self.install(SPLIT_SLOWER)
        diagnosis = self.diagnosis(*limit, arguments=("1500",))
        self.assertIn("the recording ended before a run did", " ".join(diagnosis["gaps"]))
        self.assertNotIn("no function takes longer", " ".join(diagnosis["gaps"]))

    def test_of_many_short_processes_are_compared_by_functions_only_when_they_are_seen(self):
        script = "i=0; while [ $i -lt 40 ]; do true | true; i=$((i+1)); done"
        self.install_script(["sh", "-c", script])
        self.skip_without_profile(self.good_run())
        header = ((self.out / "latest").resolve() / "hotspots.folded").read_text().splitlines()[0]
        period_us = float(header.split("period_us=")[1].split(";")[0])
        self.assertTrue(period_us < 300 or "unseen_pct" not in header, header)


class Diagnoses(DiagnosisCase):
    WORK = (BEHAVE, "work", "30")
    SHORT_PROFILE = ("--xctrace-time-limit-sec", "0.5")  # where it is not looked at

    def compared(self, *commands):
        """After a good run that only works."""
        self.install_script(self.WORK)
        self.good_run(*self.SHORT_PROFILE)
        self.install_script(*commands)
        return self.diagnosis(*self.SHORT_PROFILE)

    def test_sleep_is_waiting(self):
        diagnosis = self.compared(("sleep", "0.2"), self.WORK)
        self.assertEqual(self.resources(diagnosis)[0], "waiting")

    def test_more_work_is_time_on_a_processor(self):
        diagnosis = self.compared((BEHAVE, "work", "150"))
        self.assertEqual(self.resources(diagnosis)[0], "cpu")

    def test_growth_of_memory_is_told_beside_the_time_that_it_takes(self):
        diagnosis = self.compared(self.WORK, (WORKER, "touch:128"))
        memory = [finding["text"] for finding in diagnosis["findings"] if finding["cause"] == "memory"]
        self.assertRegex(memory[0], r"^memory \(max RSS\): .* -> 1[2-9]\d(\.\d+)? MB$")

    def test_a_phase_that_takes_longer_is_named_with_its_times(self):
        self.install_script([*SENDER, "span:parse:10", "span:render:10"])
        self.good_run(*self.SHORT_PROFILE)
        self.install_script(["sleep", "0.3"], [*SENDER, "span:parse:10", "span:render:400"])
        diagnosis = self.diagnosis(*self.SHORT_PROFILE)
        phases = [finding["text"] for finding in diagnosis["findings"] if finding["cause"] == "phase"]
        self.assertEqual(len(phases), 1, phases)
        self.assertRegex(phases[0], r'^phase "render": 10(\.0+)? ms -> 400(\.0+)? ms a run')
        self.assertEqual(self.resources(diagnosis)[0], "waiting")

    def test_without_a_good_run_it_is_told_where_the_time_goes(self):
        self.install(SPLIT)
        diagnosis = self.diagnosis(arguments=["30"])
        self.assertEqual(diagnosis["compared_with"], None)
        self.assertEqual(self.resources(diagnosis)[0], "cpu")
        self.assertIn("there is no good run", " ".join(diagnosis["gaps"]))
        self.skip_without_profile(self.summary())
        self.assertRegex(diagnosis["findings"][0]["text"], r"^heavy \[program\] takes ")

    def test_without_perf_the_resources_are_told_with_the_gap(self):
        self.environment["PATH"] = str(self.folder)
        self.install_script((BEHAVE, "work", "10"))
        self.good_run()
        self.install_script((BEHAVE, "work", "100"))
        diagnosis = self.diagnosis()
        self.assertEqual(self.resources(diagnosis)[0], "cpu")
        self.assertNotIn("function", self.causes(diagnosis))
        self.assertRegex(" ".join(diagnosis["gaps"]), r"no profile: .*no perf in PATH")
        self.assertIn("no perf in PATH", self.console)

    def test_nobody_is_told_who_did_not_want_it(self):
        self.install(SPLIT)
        self.assertIsNone(self.run_program(NEVER_KEPT, "--no-explain", arguments=["10"]).get("diagnosis"))
        self.assertNotIn("Why:", self.console)
        self.assertFalse((self.out / "latest" / "hotspots.folded").exists())

    def test_a_broken_rule_on_something_else_is_not_explained(self):
        self.install(SPLIT)
        run = self.run_perfbench("--explain", "--sla", "max_rss_mb.max <= 1KB", command=[str(self.program), "10"])
        self.assertEqual(run.returncode, 1)
        self.assertIsNone(self.summary().get("diagnosis"))


if __name__ == "__main__":
    main()
