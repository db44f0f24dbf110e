"""`perfbench submit` to a stand-in CDash server: what arrives there."""

import json
import re
import shutil
import subprocess

from dashboard_case import PNG, SAMPLE, DashboardTest
from perfbench_cli import DATA, PERFBENCH, main

from cdash_server import Fault


class Submissions(DashboardTest):
    def test_of_a_real_run_bring_its_figures_verdict_and_files(self):
        self.run_perfbench("--name", "real", "--iterations", "3", "--sla", "latency_ms.p95 <= 60s", worker=["exit:0"])
        (folder,) = self.out.glob("real-*")
        server = self.start_server()
        said = self.submitted(self.submit(server, self.out / "latest"))
        (build,) = self.the_whole(server)
        self.assertIn(f"submitted as build {build.id}: real, site box, build Linux-Release", said)
        self.assertIn(f"{server.url}/builds/{build.id}", said)
        self.assertEqual((build.site, build.name, build.group), ("box", "Linux-Release", "Experimental"))
        (test,) = build.tests["real"]
        self.assertEqual(test.status, "passed")
        self.assertEqual(test.details, "Completed")
        for file in ("summary.json", "summary.md"):
            self.assertEqual(test.files[file], (folder / file).read_bytes())
        numbers = {name: float(value) for name, kind, value in test.measurements if kind == "numeric/double"}
        summary = self.summary(folder)["summary"]
        for figure in ("latency_ms.p95", "max_rss_mb.max", "user_cpu_sec.mean"):
            key, statistic = figure.split(".")
            self.assertEqual(numbers[figure], summary[key][statistic])
        self.assertEqual(numbers["latency_ms.p95.limit"], 60000)
        self.assertIn(("verdict", "text/string", "pass"), test.measurements)

    def test_of_a_breach_are_failed_tests_with_their_reason(self):
        server = self.start_server()
        self.submitted(self.submit(server, self.result(verdict="fail", reason="latency_ms.p95 is <12.5> ms & more")))
        (test,) = self.the_whole(server)[0].tests["startup"]
        self.assertEqual((test.status, test.details), ("failed", "latency_ms.p95 is <12.5> ms & more"))

    def test_of_every_verdict_bring_what_was_measured(self):
        for minute, (verdict, status) in enumerate({"inconclusive": "passed", "error": "failed"}.items()):
            server = self.start_server()
            self.submitted(self.submit(server, self.result(verdict=verdict, reason="why", minute=minute)))
            (test,) = self.the_whole(server)[0].tests["startup"]
            self.assertEqual(test.status, status)
            self.assertIn(("verdict", "text/string", verdict), test.measurements)

    def test_take_the_picture_along(self):
        server = self.start_server()
        self.submitted(self.submit(server, self.result()))
        self.assertEqual(self.the_whole(server)[0].tests["startup"][0].images, {"latency": PNG})

    def test_bring_a_picture_that_the_run_did_not_make(self):
        server = self.start_server()
        self.submitted(self.submit(server, self.result(picture=False)))
        picture = self.the_whole(server)[0].tests["startup"][0].images["latency"]
        self.assertTrue(picture.startswith(PNG[:8]))
        self.assertGreater(len(picture), 5000)

    def test_go_without_a_picture_where_none_can_be_made(self):
        self.environment["PATH"] = str(self.folder)
        server = self.start_server()
        process = self.submit(server, self.result(picture=False))
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn("warning: sent without a picture: gnuplot", process.stderr)
        self.assertEqual(self.the_whole(server)[0].tests["startup"][0].images, {})

    def test_of_an_earlier_harness_arrive_too(self):
        results = sorted((DATA / "v4-summaries").glob("*.json"))
        server = self.start_server()
        self.submitted(self.submit(server, "--xml-dir", self.folder / "xml", *results))
        tests = {name for build in server.builds for name in build.tests}
        self.assertEqual(server.complaints, [])
        self.assertGreaterEqual(len(tests), 7)
        self.assertFalse([name for name in tests if "-2026" in name])
        self.assertEqual(sum(len(build.tests) for build in server.builds), len(results))

    def test_send_the_figures_that_were_chosen(self):
        server = self.start_server()
        self.submitted(self.submit(server, self.result(), "--measurement", "^cpu_pct[.]mean$"))
        (test,) = server.builds[0].tests["startup"]
        sent = {name for name, kind, _ in test.measurements if kind == "numeric/double"}
        self.assertIn("cpu_pct.mean", sent)
        self.assertNotIn("throughput_runs_per_sec.mean", sent)

    def test_of_several_tests_are_one_build_and_of_one_test_several(self):
        results = [self.result("a", minute=3), self.result("b", minute=1), self.result("a", minute=2)]
        server = self.start_server()
        self.submitted(self.submit(server, *results))
        self.assertEqual([sorted(build.tests) for build in self.the_whole(server, 2)], [["a", "b"], ["a"]])
        self.assertEqual(len({build.stamp for build in server.builds}), 2)

    def test_are_sent_once(self):
        folder = self.result()
        server = self.start_server()
        self.submitted(self.submit(server, folder))
        uploads = len(server.requests)
        self.assertIn("sent before as build 1", self.submitted(self.submit(server, folder)))
        self.assertEqual(len(server.requests), uploads)
        other = self.start_server()
        self.submitted(self.submit(other, folder))
        self.the_whole(other)

    def test_have_stable_names_where_none_are_given(self):
        server = self.start_server()
        self.submitted(self.perfbench("submit", "--cdash", server.submit_url, self.result()))
        (build,) = self.the_whole(server)
        self.assertEqual((build.site, build.name), ("example-cpu-3-00ghz-2cpu", "Linux-x86_64"))

    def test_name_the_machine_as_the_dashboard_script_does(self):
        cases = json.loads((DATA / "machine-names.json").read_text())
        for minute, case in enumerate(cases):
            folder = self.result(minute=minute)
            result = json.loads((folder / "summary.json").read_text())
            model = re.search(r"(?m)^model name[ \t]*:(.*)$", case["cpuinfo"])
            result["environment"] |= {"cpu_model": model[1].strip() if model else None, "architecture": case["architecture"],
                                      "online_cpu_count": len(re.findall(r"(?m)^processor[ \t]*:", case["cpuinfo"]))}
            (folder / "summary.json").write_text(json.dumps(result))
            said = self.submitted(self.perfbench("submit", "--dry-run", folder))
            self.assertIn(f"(site {case['name']}, ", said, case["about"])

    def test_that_begin_in_the_same_second_are_kept_apart(self):
        first, second = self.result("a"), self.result("b")
        server = self.start_server()
        for folder in (first, second):
            self.submitted(self.submit(server, folder))
        self.the_whole(server, 2)

    def test_to_a_server_that_reads_later_are_whole_too(self):
        server = self.start_server(validate=False)
        self.submitted(self.submit(server, self.result()))
        self.the_whole(server)

    def test_below_a_path_find_their_way(self):
        server = self.start_server(prefix="/CDash")
        self.submitted(self.submit(server, self.result()))
        self.the_whole(server)


class VerifiedSubmissions(DashboardTest):
    def test_end_when_the_dashboard_shows_every_figure(self):
        for options in ({}, {"api": "3.10"}, {"token": "t", "public": False}):
            server = self.start_server(**options)
            self.environment["CDASH_TOKEN"] = "t"
            folder = self.result(f"t{len(str(options))}")
            self.assertIn("verified", self.submitted(self.submit(server, "--verify", "30", folder)))
            self.assertIn("verified", self.submitted(self.submit(server, "--verify", "30", folder)))
            self.the_whole(server)

    def test_wait_for_a_server_that_reads_later(self):
        server = self.start_server()
        server.faults.append(Fault(status=200, body=b'{"builds": []}', path="/api/v1/queryTests.php", times=2))
        self.assertIn("verified", self.submitted(self.submit(server, "--verify", "30", self.result())))

    def test_fail_when_the_figures_do_not_come(self):
        server = self.start_server(validate=False)
        server.faults.append(Fault(status=200, part="Test",  # said yes, and lost it
                                   body=b"<cdash><status>OK</status><buildId>1</buildId></cdash>"))
        self.refused(self.submit(server, "--verify", "0.3", self.result()), "does not show build 1 after 0.3 s")

    def test_fail_when_a_figure_is_another_or_a_test_is_there_twice(self):
        server = self.start_server()
        folder = self.result()
        self.submitted(self.submit(server, folder))
        (test,) = server.builds[0].tests["startup"]
        at = next(i for i, (name, _, _) in enumerate(test.measurements) if name == "latency_ms.p95")
        name, kind, value = test.measurements[at]
        test.measurements[at] = (name, kind, "12.25")
        self.refused(self.submit(server, "--verify", "30", folder), "latency_ms.p95 is 12.25, and was sent as 12.5")
        test.measurements[at] = (name, kind, value)
        server.builds[0].tests["startup"].append(test)
        self.refused(self.submit(server, "--verify", "30", folder), "it is there twice")

    def test_need_a_token_that_may_read(self):
        server = self.start_server(token="full", submit_token="submits", public=False)
        self.environment["CDASH_TOKEN"] = "submits"
        self.refused(self.submit(server, "--verify", "1", self.result()), "HTTP 404", "may only submit")


class DryRuns(DashboardTest):
    def test_write_documents_that_the_schemas_accept_and_send_nothing(self):
        xml = self.folder / "xml"
        said = self.submitted(self.perfbench("submit", "--dry-run", "--xml-dir", xml, self.result()))
        self.assertIn("not sent", said)
        schemas = DATA / "cdash-schemas"
        for document in ("Build", "Test", "Done"):
            (file,) = xml.glob(f"*/{document}.xml")
            subprocess.run(["xmllint", "--noout", "--schema", schemas / f"{document}.xsd", file], check=True,
                           capture_output=True)
        self.assertEqual(list(xml.rglob("submission.json")), [])

    def test_need_no_token_and_leave_the_result_to_be_sent(self):
        server = self.start_server(token="the-token")
        folder = self.result()
        self.submitted(self.submit(server, "--dry-run", folder))
        self.assertEqual(server.requests, [])
        self.environment["CDASH_TOKEN"] = "the-token"
        self.assertIn("submitted as", self.submitted(self.submit(server, folder)))


class BadInput(DashboardTest):
    def test_is_refused_before_anything_is_sent(self):
        server = self.start_server()
        folder = self.result()
        broken = self.folder / "broken.json"
        broken.write_text('{"summary": {')
        untimed = self.folder / "untimed.json"
        untimed.write_text(json.dumps({key: value for key, value in SAMPLE.items() if key != "generated_at"}))
        for words, *said in ((["--site", "a:b", folder], "--site", "':'"),
                             (["--build", "ü", folder], "--build", "0xc3"),
                             (["--group", "", folder], "--group", "empty"),
                             (["--site", "box ", folder], "--site", "space"),
                             (["--measurement", "(", folder], "regular expression"),
                             ([self.folder / "absent"], "absent", "cannot be read"),
                             ([broken, folder], "broken.json", "JSON"),
                             ([untimed], "untimed.json", "generated_at")):
            with self.subTest(words=words):
                process = self.perfbench("submit", "--cdash", server.submit_url, *words)
                self.refused(process, *said, code=2)
        self.assertEqual(server.requests, [])

    def test_of_the_server_is_refused(self):
        folder = self.result()
        for url in ("cdash.example.org", "ftp://cdash.example.org", "https://", "https://name:word@cdash.example.org",
                    "https://cdash.example.org:x", "https://exa mple.org"):
            with self.subTest(url=url):
                self.refused(self.submit(url, folder), "--cdash", "https://", code=2)
        self.refused(self.perfbench("submit", "--project", "Perf", folder), "no server", code=2)
        self.refused(self.perfbench("submit", "--cdash", "https://example.org", folder), "no project", code=2)

    def test_a_folder_that_cannot_be_written_to_is_told_before_anything_is_sent(self):
        server = self.start_server()
        self.refused(self.submit(server, "--xml-dir", "/proc/no/such", self.result()), "/proc/no/such", "--xml-dir")
        self.assertEqual(server.requests, [])

    def test_a_missing_part_of_perfbench_is_named(self):
        alone = self.folder / "alone" / "bin" / "perfbench"
        alone.parent.mkdir(parents=True)
        shutil.copy(PERFBENCH, alone)
        process = subprocess.run([alone, "submit", "x"], capture_output=True, text=True, check=False)
        self.refused(process, "libexec/perfbench/perfbench-cdash", "Install PerfBench anew")


if __name__ == "__main__":
    main()
