"""perfbench run --emulator: what runs, what is judged, and how each report tells it."""

import subprocess
import xml.etree.ElementTree

from perfbench_cli import PERFBENCH, WORKER, CliTest, main

SLOW = "latency_ms.p95 <= 1ns"


class Emulator(CliTest):
    def setUp(self):
        super().setUp()
        self.emulator = self.folder / "an emulator"
        self.noted = self.folder / "noted"
        # Notes its arguments, counts the first two as its own, and becomes the program.
        self.emulator.write_text(f"#!/bin/sh\nprintf '<%s>' \"$@\" >'{self.noted}'\nshift 2\nexec \"$@\"\n")
        self.emulator.chmod(0o700)
        self.option = f"'{self.emulator}' -L 'sys root'"

    def run_emulated(self, *options, worker=("exit:0",), **keywords):
        return self.run_perfbench("--emulator", self.option, "--iterations", "2", "--warmup", "0", *options,
                                  worker=worker, **keywords)

    def test_is_given_its_arguments_the_program_and_the_programs_arguments(self):
        run = self.run_emulated(worker=["exit:0", "", "a b;"])
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertEqual(self.noted.read_text(), f"<-L><sys root><{WORKER}><exit:0><><a b;>")

    def test_is_given_the_file_of_a_program_that_is_in_the_path(self):
        run = self.run_emulated(command=["true"])
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertRegex(self.noted.read_text(), "^<-L><sys root></.*/true>$")

    def test_is_found_in_the_path(self):
        self.environment["PATH"] = f"{self.folder}:{self.environment['PATH']}"
        run = self.run_perfbench("--emulator", "'an emulator' - -", "--iterations", "1", worker=["exit:0"])
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual(self.summary()["profile"]["emulator"], ["an emulator", "-", "-"])

    def test_that_is_empty_is_none(self):
        run = self.run_perfbench("--emulator", "", "--sla", SLOW, "--iterations", "1", worker=["exit:0"])
        self.assertEqual(run.returncode, 1, run.stdout)
        self.assertEqual(self.summary()["profile"]["emulator"], [])

    def test_keeps_times_and_resources_from_being_gated_and_every_report_says_so(self):
        junit = self.folder / "junit.xml"
        self.environment["DASHBOARD_TEST_FROM_CTEST"] = "3.25"
        run = self.run_emulated("--sla", SLOW, "--sla", "max_rss_mb.max <= 0", "--profile", "cold", "--junit", str(junit))
        self.assertEqual(run.returncode, 0, run.stdout)
        result = self.summary()
        self.assertEqual(result["verdict"], "pass")
        status = {check["figure"]: (check["status"], check["margin_pct"]) for check in result["checks"]}
        self.assertEqual(status.pop("failed_runs_total"), ("pass", None))
        self.assertEqual(set(status.values()), {("not gated", None)})
        self.assertEqual(result["warnings"][0]["code"], "emulated")
        self.assertEqual(result["profile"]["argv"][0], WORKER)
        self.assertEqual(result["profile"]["emulator"], [str(self.emulator), "-L", "sys root"])

        told = f"emulated by {self.option}"
        self.assertIn(told, " ".join(run.stdout.split()))
        self.assertRegex(run.stdout, r"– +latency_ms\.p95 .*<= 1e-06 ms,? +not gated")
        self.assertNotIn("latency_ms.p95.margin_pct", run.stdout)
        self.assertIn('<CTestMeasurement type="text/string" name="emulator">', run.stdout)
        page = (self.out / "latest" / "summary.md").read_text()
        self.assertIn("| not gated | `latency_ms.p95` |", page)
        self.assertIn("emulated by", page)
        suite = xml.etree.ElementTree.parse(junit).getroot().find("testsuite")
        self.assertEqual((suite.get("failures"), suite.get("errors")), ("0", "0"))
        self.assertEqual(suite.find("properties/property[@name='emulator']").get("value"), self.option)
        skipped = suite.find(f"testcase[@name='{SLOW}']/skipped")
        self.assertIn("not gated (emulated)", skipped.get("message"))
        shown = subprocess.run([PERFBENCH, "show", str(self.out / "latest")], capture_output=True, text=True,
                               timeout=60, check=True)
        self.assertIn(told, shown.stdout)

    def test_leaves_failing_workers_gated(self):
        run = self.run_emulated(worker=["exit:3"])
        self.assertEqual(run.returncode, 1, run.stdout)
        self.assertIn("failed_runs_total = 2", run.stdout)

    def test_is_a_part_of_the_command_that_repeats_the_run(self):
        self.run_emulated("--sla", SLOW)
        page = (self.out / "latest" / "summary.md").read_text()
        command = page.split("## Repeat")[1].split("```")[1].removeprefix("sh\n")
        again = subprocess.run(command.replace("perfbench", PERFBENCH, 1), shell=True, env=self.environment,
                               capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(again.returncode, 0, again.stdout + again.stderr)
        self.assertEqual(self.summary()["warnings"][0]["code"], "emulated")

    def test_is_shown_by_a_dry_run(self):
        run = self.run_emulated("--dry-run")
        self.assertRegex(run.stdout, f"emulator +{self.option}\n")

    def test_errors_are_found_before_anything_runs(self):
        for emulator, command, words in (
            ("no-such-emulator", [WORKER], ["no-such-emulator", "emulator that was asked for"]),
            ("/no/such/emulator", [WORKER], ["/no/such/emulator", "there is no such program"]),
            (str(self.folder), [WORKER], ["it is a directory"]),
            (self.option, ["/no/such/program"], ["/no/such/program", "there is no such program"]),
            (self.option, ["no-such-program"], ["no-such-program", "there is no such program"]),
            ("a 'b", [WORKER], ["--emulator", "not closed"]),
            ("a | b", [WORKER], ["--emulator", "shell operator"]),
        ):
            with self.subTest(emulator=emulator, command=command):
                run = self.run_perfbench("--emulator", emulator, command=command)
                self.assertEqual(run.returncode, 2, run.stdout + run.stderr)
                for word in words:
                    self.assertIn(word, run.stderr)
                self.assertFalse(self.out.exists())
        run = subprocess.run([PERFBENCH, "run", "--emulator", "x", "--shell", "--cmd", "a | b"], capture_output=True,
                             text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, 2)
        self.assertIn("--emulator", run.stderr)


if __name__ == "__main__":
    main()
