"""`perfbench submit` to a stand-in CDash server: what arrives there, and what happens when it cannot."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess

from dashboard_case import IMPATIENT, PNG, SAMPLE, SITE, DashboardTest
from perfbench_cli import DATA, PERFBENCH, WORKER, main

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


class FailedSubmissions(DashboardTest):
    """Each visible, by the right exit code, and made good by the same command later."""

    def made_good(self, server, folder):
        self.submitted(self.submit(server, folder))
        self.the_whole(server)
        self.assertEqual(len([upload for upload in server.uploads if upload.part == "Test"]), 1)

    def test_at_a_dead_server(self):
        folder = self.result()
        server = self.start_server()
        with_no_server = self.submit("http://127.0.0.1:9", "--retries", "1", folder)
        self.refused(with_no_server, "cannot connect to http://127.0.0.1:9; trying again", "after 2 attempts",
                     "0 of 1 builds sent")
        self.made_good(server, folder)

    def test_with_a_wrong_token(self):
        folder = self.result()
        server = self.start_server(token="the-right-one")
        self.environment["CDASH_TOKEN"] = "a-wrong-one"
        said = self.refused(self.submit(server, folder), "HTTP 403", "Invalid Token", "See the token")
        self.assertNotIn("a-wrong-one", said)
        self.assertEqual(len(server.requests), 1)  # another attempt would fare no better
        self.environment["CDASH_TOKEN"] = "the-right-one"
        self.made_good(server, folder)

    def test_without_a_token_that_is_needed(self):
        self.refused(self.submit(self.start_server(token="x"), self.result()), "HTTP 403")

    def test_to_a_project_that_is_not_there(self):
        for api, code in (("5", "HTTP 404"), ("3.10", "HTTP 500: ID not set for project")):
            server = self.start_server(project="perf", api=api)  # not "Perf"
            self.refused(self.submit(server, self.result(minute=len(code))), code, "capitals" if api == "5" else "project")

    def test_that_are_broken_go_no_further(self):
        folder = self.result()
        server = self.start_server()
        server.faults.append(Fault(status=400, body=b"XML is broken", part="Test"))
        self.refused(self.submit(server, folder), "did not take Test.xml: HTTP 400: XML is broken", "--dry-run")
        self.assertEqual([request.status for request in server.requests], [200, 400])
        self.made_good(server, folder)

    def test_are_tried_again_when_the_server_is_busy(self):
        folder = self.result()
        server = self.start_server()
        server.faults += [Fault(part="Test", times=2), Fault(status=429, headers={"Retry-After": "0"}, part="Done")]
        process = self.submit(server, folder)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(process.stderr.count("HTTP 503; trying again"), 2)
        self.assertEqual(process.stderr.count("HTTP 429; trying again"), 1)
        self.the_whole(server)

    def test_end_when_the_server_stays_busy(self):
        folder = self.result()
        server = self.start_server()
        server.faults.append(Fault(part="Test", times=3))
        self.refused(self.submit(server, "--retries", "2", folder), "did not take Test.xml: HTTP 503")
        self.made_good(server, folder)

    def test_by_a_server_that_says_no_with_status_200(self):
        folder = self.result()
        server = self.start_server()
        server.faults.append(Fault.error("The site is blocked", part="Test"))
        self.refused(self.submit(server, folder), "did not take Test.xml", "The site is blocked")
        self.made_good(server, folder)

    def test_by_a_server_that_is_none_of_cdash(self):
        server = self.start_server()
        server.faults.append(Fault(status=200, body=b"<html><body>Welcome</body></html>"))
        self.refused(self.submit(server, self.result()), "no CDash server", "See the address")

    def test_cut_in_the_middle(self):
        folder = self.result()
        server = self.start_server()
        server.faults.append(Fault(part="Test", cut_after=1000))
        process = self.submit(server, folder)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn("cut", process.stderr)
        self.the_whole(server)

    def test_cut_in_the_middle_without_another_attempt(self):
        folder = self.result()
        server = self.start_server()
        server.faults.append(Fault(part="Test", cut_after=1000))
        self.refused(self.submit(server, "--retries", "0", folder), "was cut")
        stamps = {build.stamp for build in server.builds}
        self.made_good(server, folder)
        self.assertEqual({build.stamp for build in server.builds}, stamps)

    def test_whose_answer_is_lost_are_not_doubled(self):
        server = self.start_server()
        server.faults.append(Fault(part="Test", cut_answer=True))
        self.submitted(self.submit(server, self.result()))
        self.the_whole(server)

    def test_whose_answer_is_lost_at_the_last_attempt_are_not_doubled_by_a_second_call(self):
        folder = self.result()
        server = self.start_server()
        server.faults += [Fault(part="Test", cut_answer=True), Fault(status=503, path="/api/v1/queryTests.php")]
        self.refused(self.submit(server, "--retries", "0", folder), "no answer came")
        self.made_good(server, folder)

    def test_by_a_silent_server(self):
        folder = self.result()
        server = self.start_server()
        server.faults.append(Fault(part="Test", delay=60))
        self.refused(self.submit(server, "--retries", "0", "--timeout-sec", "1", folder), "no answer came")
        self.made_good(server, folder)

    def test_to_a_server_that_sends_on_elsewhere(self):
        other = self.start_server(token="the-token")
        server = self.start_server(token="the-token")
        server.faults.append(Fault(redirect=other.submit_url))
        self.environment["CDASH_TOKEN"] = "the-token"
        self.refused(self.submit(server, self.result()), "HTTP 302", f"sends you on to {other.submit_url}")
        self.assertEqual(other.requests, [])

    def test_of_a_killed_command(self):
        folder = self.result()
        server = self.start_server()
        server.faults.append(Fault(status=503, part="Test", delay=60))
        words = [PERFBENCH, "submit", "--cdash", server.url, "--project", "Perf", *SITE, *IMPATIENT, folder]
        with subprocess.Popen(words, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            self.wait_for(lambda: len(server.requests) == 2, "Test.xml")
            another = self.submit(server, folder)
            self.refused(another, "another perfbench submit is sending these results")
            process.send_signal(signal.SIGKILL)
        self.made_good(server, folder)

    def test_of_several_builds_stop_at_the_first(self):
        results = [self.result(minute=minute) for minute in range(3)]
        server = self.start_server()
        server.faults += [Fault(status=None, part="Test"), Fault(status=400, part="Test")]  # the second one
        self.refused(self.submit(server, *results), "1 of 3 builds sent")
        said = self.submitted(self.submit(server, *results))
        self.assertEqual([line.split()[0] for line in said.splitlines()[::2]], ["sent", "submitted", "submitted"])
        self.the_whole(server, 3)

    def test_with_a_damaged_note_of_what_was_sent_ask_for_a_look(self):
        folder = self.result()
        server = self.start_server()
        self.submitted(self.submit(server, folder))
        (note,) = folder.rglob("submission.json")
        note.write_text('{"accepted": {"Build.xml": 1')
        self.refused(self.submit(server, folder), str(note), "damaged", "delete the file")


class SecureServers(DashboardTest):
    def tls(self, **options):
        from cdash_server import self_signed
        return self_signed(self.folder, **options)

    def test_that_nobody_vouches_for_are_not_trusted(self):
        context, certificate = self.tls()
        server = self.start_server(tls=context, token="the-token")
        self.environment["CDASH_TOKEN"] = "the-token"
        folder = self.result()
        self.refused(self.submit(server, folder), "certificate", "cannot be trusted", "self-signed", "--ca-file")
        self.assertEqual(server.requests, [])
        self.submitted(self.submit(server, "--ca-file", certificate, folder))
        self.the_whole(server)

    def test_whose_certificate_is_of_another_host_are_not_trusted(self):
        context, certificate = self.tls(host="cdash.example.org")
        server = self.start_server(tls=context)
        self.refused(self.submit(server, "--ca-file", certificate, self.result()), "another host")
        self.assertEqual(server.requests, [])

    def test_are_reached_through_a_proxy(self):
        from cdash_server import Proxy
        context, certificate = self.tls()
        server = self.start_server(tls=context)
        proxy = self.enterContext(Proxy())
        self.environment["https_proxy"] = proxy.url
        self.submitted(self.submit(server, "--ca-file", certificate, self.result()))
        self.the_whole(server)
        self.assertTrue(proxy.requests and all(line.startswith("CONNECT ") for line in proxy.requests))

    def test_that_speak_plain_http_are_told(self):
        server = self.start_server()
        self.refused(self.submit(server.url.replace("http:", "https:"), "--retries", "0", self.result()), "https")


class Proxies(DashboardTest):
    def test_carry_the_submission(self):
        from cdash_server import Proxy
        server = self.start_server()
        proxy = self.enterContext(Proxy())
        self.environment["http_proxy"] = proxy.url
        self.submitted(self.submit(server, self.result()))
        self.the_whole(server)
        self.assertEqual(len(proxy.requests), 3)

    def test_that_are_dead_are_named_and_can_be_left_out(self):
        server = self.start_server()
        folder = self.result()
        self.environment["http_proxy"] = "http://name:password@127.0.0.1:9"
        said = self.refused(self.submit(server, "--retries", "0", folder), "through the proxy 127.0.0.1:9 of http_proxy",
                            "no_proxy leaves it out")
        self.assertNotIn("password", said)
        self.environment["no_proxy"] = "127.0.0.1,localhost"
        self.submitted(self.submit(server, folder))
        self.the_whole(server)

    def test_that_refuse_are_told_apart_from_the_server(self):
        from cdash_server import Proxy
        server = self.start_server()
        proxy = self.enterContext(Proxy(refuse=True))
        self.environment["http_proxy"] = proxy.url
        self.refused(self.submit(server, "--retries", "1", self.result()), "HTTP 502", "proxy")


class Tokens(DashboardTest):
    TOKEN = "s3cret-token-of-nobody"

    def test_come_from_a_variable_a_file_or_a_pipe(self):
        file = self.folder / "token"
        file.write_text(self.TOKEN + "\n")
        server = self.start_server(token=self.TOKEN)
        self.submitted(self.submit(server, "--token-file", file, self.result(minute=1)))
        self.environment["MY_TOKEN"] = self.TOKEN
        self.submitted(self.submit(server, "--token-env", "MY_TOKEN", self.result(minute=2)))
        reading, writing = os.pipe()
        os.write(writing, self.TOKEN.encode())
        os.close(writing)
        words = [PERFBENCH, "submit", "--cdash", server.url, "--project", "Perf", *SITE, "--token-file",
                 f"/dev/fd/{reading}", self.result(minute=3)]
        self.submitted(subprocess.run(words, env=self.environment, capture_output=True, text=True, pass_fds=[reading],
                                      check=False))
        os.close(reading)
        self.the_whole(server, 3)

    def test_are_seen_nowhere_while_they_are_used(self):
        server = self.start_server(token=self.TOKEN)
        server.faults.append(Fault(status=None, part="Test", delay=60))
        self.environment["CDASH_TOKEN"] = self.TOKEN
        folder = self.result()
        words = [PERFBENCH, "submit", "--cdash", server.url, "--project", "Perf", *SITE, folder]
        with subprocess.Popen(words, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True) as process:
            self.wait_for(lambda: len(server.requests) == 2, "Test.xml")
            seen = subprocess.run(["ps", "axeww", "-o", "args"], capture_output=True, text=True, errors="replace",
                                  check=True).stdout
            status = pathlib.Path(f"/proc/{process.pid}/cmdline").read_text()
            process.kill()
            said = process.communicate()[0]
        mine = [line for line in seen.splitlines() if "submit" in line and str(folder) in line]
        self.assertTrue(mine)
        for text in (*mine, status, said):
            self.assertNotIn(self.TOKEN, text)
        for file in self.folder.rglob("*"):
            if file.is_file():
                self.assertNotIn(self.TOKEN.encode(), file.read_bytes(), file)

    def test_are_not_handed_on_to_the_program_that_draws(self):
        gnuplot = self.folder / "gnuplot"
        seen = self.folder / "seen"
        gnuplot.write_text(f"#!/bin/sh\n/usr/bin/env >'{seen}'\nexit 1\n")
        gnuplot.chmod(0o755)
        self.environment |= {"PATH": f"{self.folder}:/usr/bin:/bin", "CDASH_TOKEN": self.TOKEN}
        server = self.start_server(token=self.TOKEN)
        file = self.folder / "token"
        file.write_text(self.TOKEN)
        for minute, options in enumerate(((), ("--token-file", file))):
            seen.unlink(missing_ok=True)
            process = self.submit(server, *options, self.result(minute=minute, picture=False))
            self.assertEqual(process.returncode, 0, process.stderr)
            self.assertTrue(seen.exists())
            self.assertNotIn(self.TOKEN, seen.read_text())

    def test_that_are_none_are_refused_without_being_shown(self):
        file = self.folder / "token"
        file.write_text(f"{self.TOKEN} and more\n")
        server = self.start_server()
        folder = self.result()
        for options in (("--token-file", file), ("--token-env", "NOT_SET"), ("--token-file", self.folder / "absent"),
                        ("--token-file", file, "--token-env", "HOME")):
            said = self.refused(self.submit(server, *options, folder), "token", code=2)
            self.assertNotIn(self.TOKEN, said)
        self.assertEqual(server.requests, [])

    def test_do_not_travel_in_the_open(self):
        self.environment["CDASH_TOKEN"] = self.TOKEN
        for url in ("http://192.0.2.1", "http://127.0.0.1.example.org"):
            said = self.refused(self.submit(url, "--retries", "0", self.result(url.replace("/", "-"))), "unencrypted",
                                "--allow-plain-http", code=2)
            self.assertNotIn(self.TOKEN, said)


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
