"""PerfBenchDashboard.cmake and servers that are dead, strict, flaky or false: nothing is lost, nothing comes twice."""

import json
import shutil
import subprocess

from consumer import main
from dashboard_calls import DashboardTest, DeadServer, environment, runs

from cdash.proxy import Proxy
from cdash.tls import self_signed
from cdash_server import CdashServer, Fault

PARTS = ["Configure", "Build", "Test", "Done"]
TOKEN = "a-token-0123456789"


class Submission(DashboardTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project_folder = cls.source()
        with DeadServer() as server:
            cls.first = cls.call(cls.project_folder, URL=server.submit_url, RETRIES=1, SITE="here", BUILD_NAME="this")
        cls.tree = cls.project_folder / "build-dashboard"

    def kept(self):
        """The folder of a project with a run that no server has got yet."""
        folder = self.folder("kept")
        shutil.copytree(self.tree / "Testing", folder / "build-dashboard" / "Testing")
        return folder

    def submit(self, folder, server, **keys):
        url = server if isinstance(server, str) else server.submit_url
        return self.call(folder, STEPS="submit", URL=url, **keys)

    def check_whole(self, server, build_id=None):
        """There is one build, each document was taken once, and the test has one row with its figure."""
        (build,) = server.builds
        self.assertEqual((build.site, build.name, build.done), ("here", "this", True))
        self.assertEqual([upload.part for upload in server.uploads], PARTS)
        self.assertEqual({upload.build_id for upload in server.uploads}, {build.id})
        (row,) = build.tests["quick"]
        self.assertIn(("latency_ms.p95", "numeric/double", "1.25"), row.measurements)
        self.assertEqual(server.complaints, [])
        if build_id is not None:
            self.assertEqual(build.id, build_id)


class AServerThatIsDead(Submission):
    def test_is_told_of_and_leaves_the_run_to_a_second_call_that_sends_it_whole(self):
        self.assert_fails(self.first, r"not submitted: Configure\.xml was not accepted: .*[Cc]onnect")
        self.assertIn("Try 2 of 2 in 0 s", self.first.words)
        self.assertIn("passed", self.first.words)
        folder = self.kept()
        ((run, state),) = runs(folder / "build-dashboard")
        self.assertEqual((state["result"], state["accepted"], state["submitted"]), ("passed", {}, False))
        self.assertEqual({file.name for file in run.glob("*.xml")}, {"Configure.xml", "Build.xml", "Test.xml"})
        with CdashServer() as server:
            ended = self.submit(folder, server)
            self.assert_ends_well(ended)
            self.check_whole(server)
            self.assertEqual(server.builds[0].stamp, f"{run.name}-Experimental")
            self.assertIn(f"submitted as build {server.builds[0].id}: {server.url}/builds/{server.builds[0].id}",
                          ended.words)

    def test_is_told_of_with_a_command_that_sends_the_rest_as_it_stands(self):
        folder = self.kept()
        with DeadServer() as server:
            failed = self.submit(folder, server, RETRIES=0)
        (line,) = [line for line in failed.text.splitlines() if "STEPS=submit" in line]
        with CdashServer() as server:
            command = line + f" -D PERFBENCH_URL='{server.submit_url}'"
            self.assertIn(f"'PERFBENCH_BINARY={folder / 'build-dashboard'}'", command)
            subprocess.run(command, shell=True, check=True, cwd="/", env=environment(), capture_output=True)
            self.check_whole(server)

    def test_is_not_mentioned_again_once_another_has_everything(self):
        folder = self.kept()
        with CdashServer() as server:
            self.submit(folder, server)
            again = self.submit(folder, server)
            self.assert_ends_well(again)
            self.assertIn("nothing to send", again.words)
            self.check_whole(server)

    def test_is_remembered_by_the_next_run(self):
        folder = self.source()
        with DeadServer() as dead, CdashServer() as server:
            self.call(folder, URL=dead.submit_url, RETRIES=0)
            second = self.call(folder, URL=server.submit_url)
            self.assert_ends_well(second)
            self.assertIn("runs of earlier calls that the server has not got: 1", second.words)
            tag = (folder / "build-dashboard" / "Testing" / "TAG").read_text()
            third = self.submit(folder, server)
            self.assert_ends_well(third)
            self.assertEqual((folder / "build-dashboard" / "Testing" / "TAG").read_text(), tag)
            self.assertEqual(len(server.builds), 2)
            self.assertEqual([len(build.tests["quick"]) for build in server.builds], [1, 1])


class AServerThatRefuses(Submission):
    def test_a_token_is_asked_once_and_told_what_to_look_at(self):
        folder = self.kept()
        with CdashServer(token=TOKEN) as server:
            wrong = self.submit(folder, server, variables={"CDASH_TOKEN": "a-wrong-one"})
            self.assert_fails(wrong, "HTTP 403: the server refuses the token in the environment variable CDASH_TOKEN")
            self.assertEqual([request.status for request in server.requests], [403])
            none = self.submit(folder, server)
            self.assert_fails(none, "HTTP 403: the server wants a token, and none is given")
            right = self.submit(folder, server, variables={"CDASH_TOKEN": TOKEN})
            self.assert_ends_well(right)
            self.check_whole(server)

    def test_a_project_that_it_does_not_know(self):
        folder = self.kept()
        with CdashServer() as server:
            failed = self.submit(folder, server.submit_url.replace("Perf", "perf"))
            self.assert_fails(failed, "HTTP 404: the server knows no such project.*upper and lower case count")
            self.assertEqual(len(server.requests), 1)
            self.assert_ends_well(self.submit(folder, server))
            self.check_whole(server)

    def test_one_document_has_the_others_only_once(self):
        folder = self.kept()
        with CdashServer() as server:
            server.faults.append(Fault(status=400, part="Test"))
            failed = self.submit(folder, server)
            self.assert_fails(failed, r"Test\.xml was not accepted: HTTP 400")
            ((_, state),) = runs(folder / "build-dashboard")
            self.assertEqual(list(state["accepted"]), ["Build", "Configure"])
            second = self.submit(folder, server)
            self.assert_ends_well(second)
            self.assertIn("Build.xml was accepted before", second.words)
            self.check_whole(server)

    def test_a_run_that_goes_to_another_server_then_goes_there_whole(self):
        folder = self.kept()
        with CdashServer() as strict, CdashServer() as other:
            strict.faults.append(Fault(status=400, part="Test"))
            self.submit(folder, strict)
            self.assert_ends_well(self.submit(folder, other))
            self.check_whole(other)


class AServerWithTrouble(Submission):
    def test_is_tried_again_until_it_is_better(self):
        for part, status in (*((part, 503) for part in PARTS), ("Test", 429), ("Test", 500)):
            with self.subTest(part=part, status=status), CdashServer() as server:
                server.faults.append(Fault(status=status, part=part, times=2))
                ended = self.submit(self.kept(), server)
                self.assert_ends_well(ended)
                self.assertIn(f"{part}.xml: HTTP {status}", ended.words)
                self.assertIn("Try 3 of 5", ended.words)
                self.check_whole(server)

    def test_is_tried_no_more_often_than_asked_for_and_then_later_again(self):
        folder = self.kept()
        with CdashServer() as server:
            server.faults.append(Fault(status=503, part="Test", times=3))
            self.assert_fails(self.submit(folder, server, RETRIES=2), r"Test\.xml was not accepted: HTTP 503")
            self.assertEqual(len(server.requests), 2 + 3)
            self.assert_ends_well(self.submit(folder, server))
            self.check_whole(server)

    def test_is_left_alone_for_as_long_as_it_asks_or_twice_as_long_as_the_last_time(self):
        with CdashServer() as server:
            server.faults.append(Fault(status=503, part="Build", headers={"Retry-After": "1"}))
            ended = self.submit(self.kept(), server)
            self.assertIn("Build.xml: HTTP 503. Try 2 of 5 in 1 s", ended.words)
        with CdashServer() as server:
            server.faults.append(Fault(status=503, part="Build", times=2))
            ended = self.submit(self.kept(), server, RETRY_DELAY=1)
            self.assertRegex(ended.words, "Try 2 of 5 in 1 s.*Try 3 of 5 in 2 s")

    def test_that_answers_error_with_status_200_is_not_believed(self):
        for part in PARTS:
            with self.subTest(part), CdashServer() as server:
                folder = self.kept()
                server.faults.append(Fault.error("out of <b>luck</b>", part=part, times=2))
                ended = self.submit(folder, server, RETRIES=1)
                self.assert_fails(ended, rf"{part}\.xml was not accepted: the server says ERROR: out of <b>luck</b>")
                self.assert_ends_well(self.submit(folder, server))
                self.check_whole(server)

    def test_that_answers_error_with_a_build_id_is_not_believed_either(self):
        body = b"<cdash version=\"5.3.0\"><status>ERROR</status><message>no</message><buildId>7</buildId></cdash>"
        with CdashServer() as server:
            server.faults.append(Fault(status=200, body=body, part="Test", times=9))
            self.assert_fails(self.submit(self.kept(), server, RETRIES=1), "the server says ERROR: no")

    def test_that_gives_no_build_id_is_not_believed(self):
        with CdashServer() as server:
            server.faults.append(Fault(status=200, body=b"<html>Welcome</html>", times=9))
            failed = self.submit(self.kept(), server)
            self.assert_fails(failed, "the server's answer has no build id; is URL that of a CDash server's submit.php")
            self.assertEqual(len(server.requests), 1)

    def test_that_never_acknowledges_done_is_told_of(self):
        folder = self.kept()
        with CdashServer() as server:
            server.faults.append(Fault(status=403, part="Done"))
            self.assert_fails(self.submit(folder, server), r"Done\.xml was not accepted")
            self.assertFalse(server.builds[0].done)
            self.assert_ends_well(self.submit(folder, server))
            self.check_whole(server)


class AConnectionThatIsCut(Submission):
    def test_in_mid_upload_costs_nothing(self):
        for part in PARTS:
            with self.subTest(part), CdashServer() as server:
                server.faults.append(Fault(part=part, cut_after=40, times=2))
                ended = self.submit(self.kept(), server)
                self.assert_ends_well(ended)
                self.assertRegex(ended.words, rf"{part}\.xml: .*Try 3 of 5")
                self.check_whole(server)

    def test_before_the_answer_has_the_server_asked_whether_it_has_the_tests(self):
        for keys in ({}, {"token": TOKEN}, {"token": TOKEN, "public": False}, {"api": "3.10"}):
            with self.subTest(**keys), CdashServer(**keys) as server:
                server.faults.append(Fault(part="Test", cut_answer=True))
                ended = self.submit(self.kept(), server, variables={"CDASH_TOKEN": TOKEN})
                self.assert_ends_well(ended)
                self.assertIn("Test.xml had been taken, although the server did not say so", ended.words)
                self.check_whole(server)

    def test_before_the_answer_is_seen_to_in_the_way_that_the_real_server_writes_its_pages(self):
        rows = {"2": 2, "1": 1}
        for build_id, sent in rows.items():
            with self.subTest(build_id), CdashServer() as server:
                page = json.dumps({"builds": [{"buildSummaryLink": f"build/{build_id}"}]}).replace("/", "\\/")
                server.faults += [Fault(part="Test", cut_answer=True),
                                  Fault(path="/api/v1/queryTests.php", status=200, body=page.encode())]
                self.assert_ends_well(self.submit(self.kept(), server))
                self.assertEqual(len(server.builds[0].tests["quick"]), sent)

    def test_before_the_answer_is_remembered_by_a_second_call(self):
        folder = self.kept()
        with CdashServer() as server:
            server.faults.append(Fault(part="Test", cut_answer=True))
            self.assert_fails(self.submit(folder, server, RETRIES=0), r"Test\.xml was not accepted")
            self.assert_ends_well(self.submit(folder, server))
            self.check_whole(server)

    def test_by_a_gateway_that_gave_up_has_the_tests_sent_again_if_they_are_not_there(self):
        with CdashServer() as server:
            server.faults.append(Fault(part="Test", status=504))
            ended = self.submit(self.kept(), server)
            self.assert_ends_well(ended)
            self.assertNotIn("had been taken", ended.words)
            self.check_whole(server)

    def test_is_told_of_where_the_token_does_not_allow_to_ask(self):
        with CdashServer(token="another", submit_token=TOKEN, public=False) as server:
            server.faults.append(Fault(part="Test", cut_answer=True))
            ended = self.submit(self.kept(), server, variables={"CDASH_TOKEN": TOKEN})
            self.assert_ends_well(ended)
            self.assertIn("the server may have taken Test.xml before, and does not tell", ended.words)


class TheWayToTheServer(Submission):
    def test_is_not_taken_where_it_leads_elsewhere(self):
        with CdashServer() as server, CdashServer() as elsewhere:
            server.faults.append(Fault(redirect=elsewhere.submit_url, times=9))
            failed = self.submit(self.kept(), server, variables={"CDASH_TOKEN": TOKEN})
            self.assert_fails(failed, "HTTP 302: the server sends us elsewhere.*" + elsewhere.url)
            self.assertEqual(len(server.requests), 1)
            self.assertEqual(elsewhere.requests, [])

    def test_is_not_taken_past_a_certificate_that_nobody_signed_unless_it_is_named(self):
        context, certificate = self_signed(self.folder("keys"))
        folder = self.kept()
        with CdashServer(tls=context, token=TOKEN) as server:
            refused = self.submit(folder, server, variables={"CDASH_TOKEN": TOKEN})
            self.assert_fails(refused, "self-signed certificate.*CA_FILE")
            self.assertEqual(server.requests, [])
            self.assertEqual(refused.words.count("Try"), 0)
            server.faults.append(Fault(part="Test", cut_answer=True))
            named = self.submit(folder, server, CA_FILE=certificate, variables={"CDASH_TOKEN": TOKEN})
            self.assert_ends_well(named)
            self.check_whole(server)

    def test_is_checked_although_the_project_has_ctest_look_away(self):
        context, _ = self_signed(self.folder("keys"))
        source = self.source()
        (source / "build-dashboard").mkdir()
        for folder in (source, source / "build-dashboard"):
            (folder / "CTestConfig.cmake").write_text("set(CTEST_CURL_OPTIONS CURLOPT_SSL_VERIFYPEER_OFF)")
        with CdashServer(tls=context) as server:
            self.assert_fails(self.call(source, URL=server.submit_url), "self-signed certificate")
            self.assertEqual(server.requests, [])

    def test_leads_through_a_proxy_of_the_environment(self):
        context, certificate = self_signed(self.folder("keys"))
        for tls, variable, keys in ((None, "http_proxy", {}), (context, "https_proxy", {"CA_FILE": certificate})):
            with self.subTest(variable), CdashServer(tls=tls) as server, Proxy() as proxy:
                ended = self.submit(self.kept(), server, variables={variable: proxy.url}, **keys)
                self.assert_ends_well(ended)
                self.check_whole(server)
                self.assertEqual(len(proxy.requests), 4)

    def test_is_not_found_through_a_proxy_that_is_dead_or_refuses(self):
        folder = self.kept()
        with CdashServer() as server, DeadServer() as dead, Proxy(refuse=True) as refusing:
            address = dead.submit_url.split("/submit")[0]
            failed = self.submit(folder, server, RETRIES=1, variables={"http_proxy": address})
            self.assert_fails(failed, r"onnect.* \(the environment variable http_proxy sets a proxy\)")
            failed = self.submit(folder, server, RETRIES=1, variables={"http_proxy": refusing.url})
            self.assert_fails(failed, r"HTTP 502.* \(the environment variable http_proxy sets a proxy\)")
            self.assertEqual(server.requests, [])
            self.assert_ends_well(self.submit(folder, server))
            self.check_whole(server)


if __name__ == "__main__":
    main()
