"""`perfbench submit` when something is in its way: servers, connections, certificates, proxies, tokens."""

import os
import pathlib
import signal
import subprocess

from dashboard_case import IMPATIENT, SITE, DashboardTest
from perfbench_cli import PERFBENCH, main

from cdash_server import Fault, Proxy, self_signed


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


if __name__ == "__main__":
    main()
