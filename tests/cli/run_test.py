"""perfbench run: its files, verdicts, exit codes and errors, as a user meets them."""

import json
import os
import resource
import stat
import subprocess
import unittest
import xml.etree.ElementTree

import jsonschema
from perfbench_cli import DATA, PERFBENCH, SCHEMA, WORKER, CliTest, main


class Results(CliTest):
    def test_an_empty_rule_is_none(self):
        run = self.run_perfbench("--iterations", "1", "--sla", "", "--sla", "latency_ms.max <= 60s", worker=["exit:0"])
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual([check["rule"] for check in self.summary()["checks"]],
                         ["failed_runs_total == 0", "latency_ms.max <= 60s"])

    def test_a_passing_run_writes_every_report(self):
        junit = self.folder / "deep" / "report.xml"
        run = self.run_perfbench("--name", "startup", "--iterations", "4", "--junit", str(junit),
                                 "--sla", "latency_ms.p95 <= 60s", worker=["sleep:5"])
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        run_dir = (self.out / "latest").resolve()
        self.assertRegex(run_dir.name, r"^startup-\d{8}-\d{6}$")
        self.assertEqual(sorted(path.name for path in run_dir.iterdir()),
                         [f"iteration-{n:03}.json" for n in range(1, 5)] + ["summary.json", "summary.md"])
        result = self.summary()
        self.assertEqual(result["verdict"], "pass")
        self.assertEqual(len(result["runs"]), 4)
        self.assertEqual(result["summary"]["successful_runs_total"], 4)
        self.assertGreaterEqual(result["summary"]["latency_ms"]["min"], 5)
        for number in range(1, 5):
            iteration = json.loads((run_dir / f"iteration-{number:03}.json").read_text())
            jsonschema.validate(iteration, {"$ref": "#/$defs/iteration_file", "$defs": SCHEMA["$defs"]})
            self.assertEqual({key: value for key, value in iteration.items() if key != "schema_version"},
                             result["runs"][number - 1])
        suite = xml.etree.ElementTree.parse(junit).getroot().find("testsuite")
        self.assertEqual((suite.get("failures"), suite.get("errors")), ("0", "0"))
        self.assertEqual(int(suite.get("tests")), len(suite.findall("testcase")))
        self.assertIn("PASS", run.stdout)

    def test_a_broken_rule_is_exit_1_and_names_check_figure_limit_and_margin(self):
        junit = self.folder / "report.xml"
        run = self.run_perfbench("--sla", "latency_ms.p95 <= 1ms", "--junit", str(junit), worker=["sleep:20"])
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stdout, r"latency_ms\.p95 +[\d.]+ ms +<= 1 ms +-\d+(\.\d)? %")
        failure = xml.etree.ElementTree.parse(junit).getroot().find(".//failure")
        self.assertIn("latency_ms.p95", failure.get("message"))
        self.assertIn("latency_ms.p95", failure.text)
        self.assertTrue(failure.get("type"))

    def test_failing_workers_break_the_run_unless_a_rule_allows_them(self):
        run = self.run_perfbench("--iterations", "3", worker=["warn:broken <&> \"pipe\"", "exit:3"])
        self.assertEqual(run.returncode, 1)
        result = self.summary()
        self.assertEqual(result["summary"]["failed_runs_total"], 3)
        self.assertEqual(result["summary"]["failed_iterations"], [1, 2, 3])
        self.assertEqual(result["runs"][0]["return_code"], 3)
        self.assertEqual(result["runs"][0]["stderr_tail"], "broken <&> \"pipe\"")
        run = self.run_perfbench("--sla", "failed_runs_total <= 3", "--iterations", "3", worker=["exit:3"])
        self.assertEqual(run.returncode, 0, run.stdout)

    def test_outcomes_are_recorded_as_they_were(self):
        for steps, code, expected_signal, timed_out in ((["die:11"], 139, 11, False), (["exit:124"], 124, None, False),
                                                         (["sleep:600000"], 124, None, True)):
            with self.subTest(steps=steps):
                self.run_perfbench("--iterations", "1", "--warmup", "0", "--timeout-sec", "0.3",
                                   "--name", f"code-{code}-{timed_out}", worker=steps)
                entry = self.summary()["runs"][0]
                self.assertEqual(entry["return_code"], code)
                self.assertEqual(entry["signal"], expected_signal)
                self.assertEqual(entry["timed_out"], timed_out)

    def test_parallel_workers_have_records_of_their_own(self):
        self.run_perfbench("--concurrency", "3", "--iterations", "2", worker=["env:PERFBENCH_WORKER_ID"])
        result = self.summary()
        self.assertEqual([worker["worker_id"] for worker in result["runs"][1]["worker_results"]], [1, 2, 3])
        self.assertEqual(result["summary"]["resource_budget"]["stability"]["total_runs"], 6)
        self.assertEqual(result["profile"]["concurrency"], 3)

    def test_a_built_in_profile_sets_workload_and_rules_and_options_win(self):
        run = self.run_perfbench("--profile", "cold", "--iterations", "2", "--sla", "latency_ms.p95 <= 600s",
                                 "--sla", "throughput_runs_per_sec.mean >= 0", worker=["sleep:1"])
        self.assertEqual(run.returncode, 0, run.stdout)
        result = self.summary()
        self.assertEqual((result["profile"]["iterations"], result["profile"]["warmup"]), (2, 0))
        checks = {check["figure"]: check for check in result["checks"]}
        self.assertEqual(checks["latency_ms.p95"]["limit"], 600000)
        self.assertEqual(checks["top_attach.sample_count.mean"]["status"], "not sampled")
        self.assertEqual(checks["worker_step_timings_ms.spawn_proc.mean"]["limit"], 250)

    def test_the_command_arrives_byte_for_byte(self):
        words = ["", "a b", ";", "$HOME", "'", '"', "\\", "[x]", "--iterations", "ä", "a\nb", "{}", "--", "%%"]
        self.run_perfbench("--iterations", "1", command=["/bin/sh", "-c", 'for w; do printf "<%s>" "$w" >&2; done',
                                                         "sh", *words])
        self.assertEqual(self.summary()["runs"][0]["stderr_tail"], "".join(f"<{word}>" for word in words))

    def test_environment_values_stay_out_of_every_file(self):
        env_file = self.folder / "env"
        env_file.write_text("FROM_FILE=s3cret-of-the-file\n")
        env_file.chmod(stat.S_IRUSR | stat.S_IWUSR)
        self.environment["DASHBOARD_TEST_FROM_CTEST"] = "3.25"
        run = self.run_perfbench("--env", "FROM_OPTION=s3cret-of-the-option", "--env-file", str(env_file),
                                 "--junit", str(self.folder / "junit.xml"), "--iterations", "1",
                                 command=["/bin/sh", "-c", 'test "$FROM_FILE$FROM_OPTION" = '
                                          + "$(echo s3cret-of-the-file)$(echo s3cret-of-the-option)"])
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertEqual(self.summary()["profile"]["env"], ["FROM_FILE", "FROM_OPTION"])
        command = self.summary()["command"]
        for path in [*self.folder.rglob("*")]:
            if path.is_file() and path != env_file:
                self.assertNotIn(b"s3cret", path.read_bytes().replace(b"echo s3cret", b""), path)
        self.assertNotIn("s3cret", run.stdout.replace("echo s3cret", "").replace(command, ""))

    def test_a_result_tells_of_its_machine_its_build_and_its_sources(self):
        tree = self.folder / "tree"
        git = ["git", "-C", str(tree), "-c", "user.name=A", "-c", "user.email=a@example.org"]
        tree.mkdir()
        (tree / "file").write_text("one\n")
        for words in (["init", "-q"], ["add", "file"], ["commit", "-q", "-m", "One file"]):
            subprocess.run([*git, *words], check=True, timeout=60)
        build = ["--build-info", "compiler=GNU 12.2.0\nflags=-O2 -DX=1", "--build-info", "", "--build-info", "optimised=no"]
        results = []
        for text in ("one\n", "two\n"):
            (tree / "file").write_text(text)
            run = self.run_perfbench(*build, worker=["exit:0"], cwd=tree)
            self.assertEqual(run.returncode, 0, run.stderr)
            results.append(self.summary())
        first, second = (result["environment"] for result in results)
        self.assertEqual((first["git_dirty"], second["git_dirty"]), (False, True))
        self.assertEqual(first["build"], {"compiler": "GNU 12.2.0", "flags": "-O2 -DX=1", "optimised": "no"})
        self.assertEqual((first["machine_fingerprint"], first["config_hash"]),
                         (second["machine_fingerprint"], second["config_hash"]))
        self.assertGreater(first["during"]["elapsed_ms"], 0)
        self.assertIsNotNone(first["before"]["load_average_1m"])
        self.assertIsNotNone(first["after"]["available_memory_bytes"])
        self.run_perfbench("--iterations", "2", worker=["exit:0"])
        self.assertNotEqual(self.summary()["environment"]["config_hash"], first["config_hash"])

    def test_the_junit_file_never_keeps_yesterdays_green(self):
        junit = self.folder / "report.xml"
        self.assertEqual(self.run_perfbench("--junit", str(junit)).returncode, 0)
        for options, command in ((["--sla", "nonsense"], None), ([], ["/no/such/program"]),
                                 (["--concurrency", "5000"], None), (["--no-such-option"], None)):
            junit.write_text("<testsuites tests='1'/>")
            run = self.run_perfbench("--junit", str(junit), *options, command=command)
            self.assertEqual(run.returncode, 2)
            error = xml.etree.ElementTree.parse(junit).getroot().find(".//error")
            self.assertIsNotNone(error)
            self.assertTrue(error.get("type") and error.get("message") and error.text)
        runner = self.start_perfbench("--junit", str(junit), worker=["sleep:600000"])
        self.wait_for(lambda: len(self.living()) >= 3, "the worker")
        runner.kill()
        runner.wait(30)
        self.assertIn("did not finish", junit.read_text())
        self.wait_for(lambda: not self.living(), "the end of the worker")

    def test_only_files_that_are_there_are_told_of(self):
        self.environment["DASHBOARD_TEST_FROM_CTEST"] = "3.25"
        run = self.run_perfbench("--reporter", "console,ctest")
        self.assertNotIn("CTestMeasurementFile", run.stdout)
        self.assertNotIn("summary.", run.stdout)
        run = self.run_perfbench("--reporter", "console,ctest,json")
        self.assertEqual(run.stdout.count("<CTestMeasurementFile"), 1)
        self.assertIn("  summary.json, iteration-###.json\n", run.stdout)

    def test_a_run_with_a_profile_of_a_file_can_be_repeated(self):
        profile = self.folder / "mine.json"
        profile.write_text('{"name": "cold", "iterations": 2, "sla": ["failed_runs_total <= 0"]}')
        run = self.run_perfbench("--profile", str(profile))
        self.assertEqual(run.returncode, 0, run.stderr)
        report = (self.out / "latest" / "summary.md").read_text()
        self.assertIn(f"--profile {profile} ", report)

    def test_a_pipe_in_the_place_of_a_file_is_refused_and_not_waited_for(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        run = self.run_perfbench("--home-file", f"{pipe}=x")
        self.assertEqual(run.returncode, 2)
        self.assertIn(str(pipe), run.stderr)
        run = subprocess.run([PERFBENCH, "show", str(pipe)], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, 2)
        self.assertIn(str(pipe), run.stderr)

    def test_a_path_that_cannot_be_looked_at_is_a_plan_error(self):
        long_path = "x" * 300
        for arguments in (["run", "--env-file", long_path, "--", "true"], ["show", long_path]):
            run = subprocess.run([PERFBENCH, *arguments], capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(run.returncode, 2, run.stderr)
            self.assertIn(long_path, run.stderr)

    def test_measurements_appear_only_under_ctest(self):
        self.assertNotIn("<CTest", self.run_perfbench(worker=[]).stdout)
        self.environment["DASHBOARD_TEST_FROM_CTEST"] = "3.25"
        run = self.run_perfbench("--sla", "latency_ms.max <= 1us", worker=["warn:<CTestMeasurement type=\"numeric/double\" "
                                 "name=\"injected\">1</CTestMeasurement>", "exit:1"])
        elements = [line for line in run.stdout.splitlines() if line.startswith("<CTest")]
        self.assertTrue(any('name="latency_ms.p95"' in line for line in elements))
        self.assertFalse(any("injected" in line for line in elements))
        self.assertNotIn("<CTestMeasurement type=\"numeric/double\" name=\"injected\"", run.stdout)
        for line in elements:
            self.assertIsNotNone(xml.etree.ElementTree.fromstring(line))

    def test_a_picture_is_made_for_ctest_or_on_request(self):
        self.run_perfbench(worker=[])
        self.assertFalse((self.out / "latest" / "latency.png").exists())
        run = self.run_perfbench("--reporter", "console,plot", worker=[])
        self.assertTrue(run.stdout.endswith("\n  latency.png\n"), run.stdout)
        self.assertTrue((self.out / "latest" / "latency.png").read_bytes().startswith(b"\x89PNG"))
        self.environment["DASHBOARD_TEST_FROM_CTEST"] = "3.25"
        run = self.run_perfbench("--reporter", "ctest", worker=[])
        self.assertNotIn("image/png", run.stdout)
        run = self.run_perfbench("--name", "näme & <more> \"`\"", worker=[])
        picture = (self.out / "latest").resolve() / "latency.png"
        last = xml.etree.ElementTree.fromstring(run.stdout.splitlines()[-1])
        self.assertEqual((last.tag, last.attrib, last.text),
                         ("CTestMeasurementFile", {"type": "image/png", "name": "latency"}, str(picture)))
        self.assertTrue(picture.read_bytes().startswith(b"\x89PNG"))

    def test_there_is_no_picture_of_nothing(self):
        run = self.run_perfbench("--reporter", "plot,json", "--deadline-sec", "0.2", worker=["sleep:600000"])
        self.assertEqual((run.returncode, self.summary()["runs"]), (1, []))
        self.assertFalse((self.out / "latest" / "latency.png").exists())

    def test_a_picture_that_cannot_be_made_costs_a_line_on_stderr_and_nothing_else(self):
        self.environment["DASHBOARD_TEST_FROM_CTEST"] = "3.25"
        good = self.run_perfbench("--quiet", worker=[])
        cases = {"exit 1": "it failed", "cat >/dev/null; echo no picture": "it made no picture",
                 "exec sleep 600": "it was not done within 5 s", None: "apt-get install gnuplot-nox"}
        tools = self.folder / "tools"
        tools.mkdir()
        for script, reason in cases.items():
            gnuplot = tools / "gnuplot"
            gnuplot.unlink(missing_ok=True)
            if script:
                gnuplot.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
                gnuplot.chmod(0o755)
            self.environment["PATH"] = str(tools)
            run = self.run_perfbench("--quiet", worker=[])
            self.assertEqual(run.returncode, 0)
            (warning,) = run.stderr.splitlines()
            self.assertTrue(warning.startswith("perfbench: warning: latency.png was not made: gnuplot: "), warning)
            self.assertIn(reason, warning)
            self.assertEqual(run.stdout.count("<CTestMeasurementFile"), good.stdout.count("<CTestMeasurementFile") - 1)
            self.assertIn('name="latency_ms.p95"', run.stdout)
            self.assertFalse((self.out / "latest" / "latency.png").exists())

    def test_what_is_measured_is_told_before_the_picture_is_drawn(self):
        self.environment["DASHBOARD_TEST_FROM_CTEST"] = "3.25"
        gnuplot = self.folder / "gnuplot"
        gnuplot.write_text("#!/bin/sh\nexec sleep 600\n")
        gnuplot.chmod(0o755)
        self.environment["PATH"] = f"{self.folder}:{self.environment['PATH']}"
        runner = self.start_perfbench(worker=[], stdout=subprocess.PIPE, text=True)
        with runner:
            for line in runner.stdout:
                if line.startswith("<CTestDetails>"):
                    break
            self.assertEqual(self.summary()["verdict"], "pass")
            self.assertIsNone(runner.poll(), "gnuplot was not waited for")
            runner.kill()
        self.wait_for(lambda: not self.living(), "the end of gnuplot")

    def test_quiet_says_nothing_of_a_pass_and_all_of_a_failure(self):
        run = self.run_perfbench("--quiet", worker=[])
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, "", ""))
        self.assertIn("FAIL", self.run_perfbench("--quiet", worker=["exit:1"]).stdout)

    def test_reporters_can_be_chosen(self):
        run = self.run_perfbench("--reporter", "markdown", worker=[])
        self.assertEqual(run.stdout, "")
        self.assertEqual([path.name for path in (self.out / "latest").iterdir()], ["summary.md"])

    def test_two_runs_in_one_second_have_folders_of_their_own(self):
        runners = [self.start_perfbench("--iterations", "1", "--warmup", "0") for _ in range(4)]
        for runner in runners:
            self.assertEqual(runner.wait(60), 0)
        self.assertEqual(len([path for path in self.out.iterdir() if not path.is_symlink()]), 4)
        for path in self.out.iterdir():
            self.summary(path)


class SavedResults(CliTest):
    def show(self, *files):
        return subprocess.run([PERFBENCH, "show", *map(str, files)], capture_output=True, text=True, timeout=60,
                              check=False)

    def test_recorded_results_are_read_back(self):
        recorded = sorted(DATA.glob("v4-summaries/*.json"))
        self.assertGreater(len(recorded), 5)
        for path in recorded:
            with self.subTest(result=path.name):
                shown = self.show(path)
                self.assertEqual(shown.returncode, 0, shown.stderr)
                self.assertIn(json.loads(path.read_text())["command"][:40], shown.stdout)
                self.assertRegex(shown.stdout, r"latency_ms +ms +\d")

    def test_own_results_are_read_back(self):
        self.run_perfbench("--name", "mine", worker=["sleep:5"])
        shown = self.show(self.out / "latest")
        self.assertIn("mine", shown.stdout)
        self.assertIn("verdict pass", shown.stdout)

    def test_what_is_no_result_is_refused(self):
        bad = self.folder / "bad.json"
        for text in ("", "{", "[]", '{"summary": 3}', "\x00\x01"):
            bad.write_text(text)
            shown = self.show(bad)
            self.assertEqual(shown.returncode, 2, text)
            self.assertIn(str(bad), shown.stderr)
        self.assertEqual(self.show(self.folder / "none.json").returncode, 2)


class PlanErrors(CliTest):
    def assert_plan_error(self, *words, options=(), command=None, arguments=None):
        run = (self.run_perfbench(*options, command=command if command is not None else [WORKER]) if arguments is None
               else subprocess.run([PERFBENCH, *arguments], capture_output=True, text=True, timeout=60, check=False))
        self.assertEqual(run.returncode, 2, run.stdout + run.stderr)
        for word in words:
            self.assertIn(word, run.stderr)
        self.assertTrue(run.stderr.startswith("perfbench: "))
        self.assertFalse(self.out.exists(), "a run that never began left files")

    def test_what_cannot_be_executed_is_explained(self):
        script = self.folder / "script"
        script.write_text("echo no first line\n")
        self.assert_plan_error("it is not executable", command=[str(script)])
        script.chmod(0o755)
        self.assert_plan_error("#!/bin/sh", command=[str(script)])
        script.write_text("#!/no/such/interpreter -x\n")
        self.assert_plan_error("interpreter '/no/such/interpreter'", command=[str(script)])
        self.assert_plan_error("there is no such program", "no-such-tool", command=["no-such-tool"])
        self.assert_plan_error("it is a directory", command=[str(self.folder)])
        (self.folder / "env").write_text("".join(f"LONG_{n}={'x' * 100_000}\n" for n in range(40)))
        self.assert_plan_error("too long", options=["--env-file", str(self.folder / "env")])

    def test_rules_are_checked_before_anything_runs(self):
        self.assert_plan_error("latency_ms.p95", options=["--sla", "latency.p95 <= 3"])
        self.assert_plan_error("MB", "latency_ms.p95", options=["--sla", "latency_ms.p95 <= 3MB"])
        self.assert_plan_error("nonsense", options=["--sla", "nonsense"])

    def test_a_command_is_asked_for(self):
        self.assert_plan_error("a command is missing", arguments=[])

    def test_options_are_checked(self):
        self.assert_plan_error("--", "COMMAND", arguments=["run", "ls"])
        self.assert_plan_error("--iterations", arguments=["run", "--itrations", "3", "--", "true"])
        self.assert_plan_error("there is no command", arguments=["run"])
        self.assert_plan_error("--iterations", options=["--iterations", "0"])
        self.assert_plan_error("cold", options=["--profile", "warm"])
        self.assert_plan_error("no directory", options=["--cwd", "/no/such/folder"])
        self.assert_plan_error("0,2-3", options=["--cpu-affinity", "one"])
        self.assert_plan_error("999", options=["--cpu-affinity", "999"])
        self.assert_plan_error("1-0", options=["--cpu-affinity", "1-0"])
        for option in ("--timeout-sec", "--deadline-sec", "--probe-interval-ms"):
            self.assert_plan_error("nan", option, options=[option, "nan"])
        self.assert_plan_error("whole number", options=["--iterations", "5.5"])
        self.assert_plan_error("no regular file", options=["--stdin", "/tmp"])
        self.assert_plan_error("/no/such/input", options=["--stdin", "/no/such/input"])
        self.assert_plan_error("/no/such/env", options=["--env-file", "/no/such/env"])
        self.assert_plan_error("--env", options=["--env", "NOEQUALS"])
        self.assert_plan_error("--build-info", "'nonsense'", options=["--build-info", "flags=-O2\nnonsense"])
        self.assert_plan_error("shell operator", "--shell", arguments=["run", "--cmd", "a | b"])

    def test_a_command_may_be_one_string(self):
        for options in (["--cmd", f"{WORKER} 'warn:a b'"], ["--shell", "--cmd", f"{WORKER} 'warn:a b' | cat"]):
            run = subprocess.run([PERFBENCH, "run", "--out-dir", str(self.out), *options], env=self.environment,
                                 capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertEqual(self.summary()["runs"][0]["stderr_tail"], "a b")

    def test_a_dry_run_checks_and_runs_nothing(self):
        run = subprocess.run([PERFBENCH, "run", "--dry-run", "--sla", "latency_ms.p95 <= 3s", "--out-dir", str(self.out)],
                             capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, 0)
        self.assertIn("latency_ms.p95 <= 3s", run.stdout)
        self.assert_plan_error("nonsense", arguments=["run", "--dry-run", "--sla", "nonsense"])
        self.assertFalse(self.out.exists())

    def test_help_shows_every_option_and_examples(self):
        run = subprocess.run([PERFBENCH, "run", "--help"], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, 0)
        for word in ("--iterations", "--sla", "--junit", "--home-file", "Examples:", "Exit codes:", "--otel,--no-otel ",
                     "--explain,--no-explain "):
            self.assertIn(word, run.stdout)


class BrokenSurroundings(CliTest):
    def test_an_out_dir_that_cannot_be_is_named(self):
        self.out = self.folder / "file" / "results"
        (self.folder / "file").write_text("")
        run = self.run_perfbench(worker=[])
        self.assertEqual(run.returncode, 3)
        self.assertIn(str(self.folder / "file"), run.stderr)

    def test_reports_that_cannot_be_written_are_an_error_in_the_junit_file_too(self):
        junit = self.folder / "report.xml"
        run = self.run_perfbench("--iterations", "1", "--warmup", "0", "--junit", str(junit),
                                 command=["/bin/sh", "-c", f"rm -rf {self.out}; : > {self.out}"])
        self.assertEqual(run.returncode, 3)
        self.assertIn(str(self.out), run.stderr)
        self.assertIsNotNone(xml.etree.ElementTree.parse(junit).getroot().find(".//error"))

    def test_a_folder_in_the_place_of_the_latest_link_is_told_and_no_fault(self):
        (self.out / "latest" / "mine").mkdir(parents=True)
        run = self.run_perfbench("--name", "x")
        self.assertEqual(run.returncode, 0)
        self.assertIn("latest", run.stderr)

    def test_output_that_cannot_be_written_is_a_fault(self):
        with open("/dev/full", "w") as full:
            run = subprocess.run(self.arguments("--iterations", "1", worker=["exit:0"]), env=self.environment, stdout=full,
                                 stderr=subprocess.PIPE, text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, 3)
        self.assertIn("stdout: the output cannot be written: No space left on device", run.stderr)
        self.assertEqual(self.summary()["verdict"], "pass")

    def test_output_may_be_non_blocking(self):
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        while True:
            try:
                os.write(writer, b"x" * 4096)
            except BlockingIOError:
                break
        runner = self.start_perfbench("--iterations", "1", worker=["exit:0"], stdout=writer)
        os.close(writer)
        self.wait_for_iteration(1)
        said = b""
        while part := os.read(reader, 65536):
            said += part
        os.close(reader)
        self.assertEqual(runner.wait(60), 0)
        self.assertTrue(said.rstrip().endswith(b"summary.json, iteration-###.json"), said[-200:])

    def test_standard_descriptors_may_be_closed(self):
        for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
            command = ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *self.arguments("--iterations", "1")]
            self.assertEqual(subprocess.run(command, env=self.environment, timeout=60, check=False,
                                            capture_output=True).returncode, 0, closed)

    def test_a_low_soft_limit_on_descriptors_is_the_workers_and_not_the_runners(self):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        run = self.run_perfbench("--iterations", "1", "--concurrency", "40",
                                 command=["/bin/sh", "-c", "ulimit -n >&2"],
                                 preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard)))
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(self.summary()["runs"][0]["worker_results"][39]["stderr_tail"], "64")

    def test_relative_temporary_folders_and_an_empty_path_work(self):
        (self.folder / "tmp").mkdir()
        (self.folder / "sub").mkdir()
        self.environment["TMPDIR"] = "tmp"
        del self.environment["PATH"]
        run = self.run_perfbench("--cwd", "sub", "--iterations", "1", cwd=self.folder,
                                 command=["sh", "-c", 'cd "$PERFBENCH_WORKER_HOME"'])
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_a_home_file_reaches_every_worker(self):
        source = self.folder / "app.toml"
        source.write_text("home = '@HOME@'\nid = @WORKER_ID@\n")
        self.run_perfbench("--home-file", f"{source}=conf/app.toml", "--home-env", "APP_HOME", "--iterations", "1",
                           "--concurrency", "2", command=["/bin/sh", "-c", "cat $APP_HOME/conf/app.toml >&2"])
        tails = [worker["stderr_tail"] for worker in self.summary()["runs"][0]["worker_results"]]
        self.assertIn("id = 1", tails[0])
        self.assertIn("id = 2", tails[1])
        self.assertNotIn("@HOME@", "".join(tails))


if __name__ == "__main__":
    main()
