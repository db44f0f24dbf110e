"""The stand-in CDash server as ctest itself sees it: dashboards submitted by `ctest -S`."""

import os
import re
import subprocess
import unittest

import cdash_client as client
from cdash_case import ServerTest
from cdash_server import Fault, Proxy, self_signed

PROJECT = r"""
cmake_minimum_required(VERSION 3.25)
project(Measured LANGUAGES NONE)
include(CTest)
add_custom_target(noisy ALL COMMAND "${CMAKE_COMMAND}" -E echo "x.c:1: warning: beware")
foreach(name IN ITEMS quick broken)
  add_test(NAME ${name} COMMAND sh "${CMAKE_SOURCE_DIR}/say" ${name} "${CMAKE_SOURCE_DIR}")
endforeach()
"""
SAY = """value=$(cat "$2/value")
echo "<CTestMeasurement type=\\"numeric/double\\" name=\\"latency_ms.p95\\">$value</CTestMeasurement>"
echo "<CTestMeasurementFile type=\\"file\\" name=\\"summary\\">$2/summary.json</CTestMeasurementFile>"
echo "<CTestMeasurementFile type=\\"image/png\\" name=\\"plot\\">$2/plot.png</CTestMeasurementFile>"
echo "<CTestDetails>because</CTestDetails>"
[ "$1" = quick ]
"""
DASHBOARD = r"""
set(CTEST_SOURCE_DIRECTORY "${CTEST_SCRIPT_DIRECTORY}")
set(CTEST_BINARY_DIRECTORY "${CTEST_SCRIPT_DIRECTORY}/build")
set(CTEST_CMAKE_GENERATOR Ninja)
set(CTEST_SITE "machine 1")
set(CTEST_BUILD_NAME "release+asserts")
set(CTEST_NOTES_FILES "${CTEST_SCRIPT_DIRECTORY}/say")
file(WRITE "${CTEST_BINARY_DIRECTORY}/Testing/TAG" "$ENV{TAG}\nExperimental\nExperimental\n")
ctest_start(Experimental APPEND)
ctest_configure()
ctest_build()
ctest_test()
ctest_upload(FILES "${CTEST_SCRIPT_DIRECTORY}/summary.json")
ctest_submit(SUBMIT_URL "$ENV{URL}" HTTPHEADER "Authorization: Bearer $ENV{TOKEN}" RETRY_COUNT "$ENV{RETRIES}"
  RETRY_DELAY 0 RETURN_VALUE value BUILD_ID id CAPTURE_CMAKE_ERROR error)
message("submitted: return ${value}, id ${id}.")
"""
PARTS = ["Configure", "Build", "Test", "Notes", "Upload", "Done"]
METRIC = "latency_ms.p95"


class Dashboard(ServerTest):
    def setUp(self):
        self.source = self.folder()
        (self.source / "CMakeLists.txt").write_text(PROJECT)
        (self.source / "say").write_text(SAY)
        (self.source / "dashboard.cmake").write_text(DASHBOARD)
        (self.source / "summary.json").write_text("{}\n")
        (self.source / "plot.png").write_bytes(client.png())

    def submitted(self, server, value="12.5", token="", tag="20240501-0300", retries="0", **environment):
        """What ctest_submit returned, and the build id, each as text."""
        (self.source / "value").write_text(value)
        inherited = {name: text for name, text in os.environ.items()
                     if not name.lower().endswith("_proxy") and name != "DASHBOARD_TEST_FROM_CTEST"}
        process = subprocess.run(
            ["ctest", "-S", self.source / "dashboard.cmake", "-V"], capture_output=True, text=True, check=False,
            cwd=self.source, env=inherited | environment | {"URL": server.submit_url, "TOKEN": token, "TAG": tag,
                                                            "RETRIES": retries})
        found = re.search(r"submitted: return (\S+), id (\S*)\.", process.stderr)
        self.assertIsNotNone(found, process.stdout + process.stderr)
        self.log = process.stdout + process.stderr
        return found.groups()

    def test_is_taken_whole_and_every_document_is_valid(self):
        server = self.start(token="secret")
        self.assertEqual(self.submitted(server, token="secret"), ("0", "1"), server.complaints)
        self.assertEqual([upload.part for upload in server.uploads], PARTS)
        self.assertEqual([request.status for request in server.requests], [200] * len(PARTS))
        self.assertEqual({request.headers.get("expect") for request in server.requests}, {"100-continue"})
        self.assertEqual(server.complaints, [])
        (build,) = server.builds
        self.assertEqual((build.site, build.name, build.group, build.done),
                         ("machine 1", "release+asserts", "Experimental", True))
        for name, status, details in (("quick", "passed", "because"), ("broken", "failed", "because (Failed)")):
            (test,) = build.tests[name]
            self.assertEqual((test.status, test.details), (status, details))
            self.assertIn((METRIC, "numeric/double", "12.5"), test.measurements)
            self.assertEqual((test.files, test.images), ({"summary.json": b"{}\n"}, {"plot": client.png()}))
        self.assertEqual(server.series("quick", METRIC), [(build.start * 1000, 12.5)])

    def test_is_joined_with_those_before_into_one_trend(self):
        server = self.start()
        for number in (1, 2, 3):
            tag = f"20240501-0300{number:05}"  # the time may have more digits than ctest gives it
            self.assertEqual(self.submitted(server, f"{number}.5", tag=tag), ("0", str(number)))
        self.assertEqual([y for _, y in server.series("quick", METRIC)], [1.5, 2.5, 3.5])
        self.assertEqual([y for _, y in server.series("broken", METRIC)], [1.5, 2.5, 3.5])

    def test_with_a_stamp_that_was_used_before_replaces_the_build(self):
        server = self.start()
        self.assertEqual([self.submitted(server, value) for value in ("1", "2")], [("0", "1"), ("0", "2")])
        self.assertEqual([y for _, y in server.series("quick", METRIC)], [2.0])

    def test_is_refused_without_the_right_token_or_project(self):
        server, other = self.start(token="secret"), self.start(project="Other")
        self.assertEqual(self.submitted(server, token="wrong"), ("-1", ""))
        self.assertIn("returned error: 403", self.log)
        self.assertEqual([request.status for request in server.requests], [403])
        other.submit_url = other.submit_url.replace("Other", "other")
        self.assertEqual(self.submitted(other), ("-1", ""))
        self.assertEqual(server.uploads + other.uploads, [])

    def test_is_refused_where_a_file_of_a_measurement_is_missing(self):
        (self.source / "summary.json").rename(self.source / "moved.json")
        server, later = self.start(), self.start(validate=False)
        self.assertEqual(self.submitted(server), ("-1", "1"))
        self.assertEqual([(request.query["FileName"][-8:], request.status) for request in server.requests][-1],
                         ("Test.xml", 400))
        self.assertEqual(self.submitted(later), ("0", "1"))
        self.assertEqual((later.builds[0].tests, len(later.complaints)), ({}, 1))

    def test_is_retried_past_503_and_cut_connections(self):
        server = self.start()
        server.faults += [Fault(status=503, part="Test", times=2), Fault(cut_after=100, part="Build")]
        self.assertEqual(self.submitted(server, retries="5"), ("0", "1"))
        self.assertEqual([upload.part for upload in server.uploads], PARTS)
        self.assertEqual(sorted(str(request.status) for request in server.requests), sorted(
            ["200"] * len(PARTS) + ["503"] * 2 + ["None"]))
        self.assertEqual(len(server.builds[0].tests["quick"]), 1)

    def test_has_no_build_id_where_all_answers_are_errors_with_200(self):
        server = self.start()
        server.faults.append(Fault.error("no room", times=len(PARTS)))
        self.assertEqual(self.submitted(server), ("0", ""))  # which is why the id has to be looked at, too
        self.assertIn("no room", self.log)
        self.assertEqual(server.uploads, [])

    def test_goes_by_the_proxy_that_the_environment_names(self):
        server, proxy = self.start(), self.enterContext(Proxy())
        self.assertEqual(self.submitted(server, http_proxy=proxy.url), ("0", "1"))
        self.assertEqual(len(proxy.requests), len(PARTS))
        self.assertEqual(len(server.uploads), len(PARTS))
        refusing = self.enterContext(Proxy(refuse=True))
        self.assertEqual(self.submitted(server, http_proxy=refusing.url), ("-1", ""))
        self.assertEqual(self.submitted(server, http_proxy=refusing.url, no_proxy="127.0.0.1")[0], "0")

    def test_needs_a_certificate_that_is_trusted(self):
        context, certificate = self_signed(self.folder())
        server = self.start(tls=context)
        self.assertEqual(self.submitted(server), ("-1", ""))
        self.assertEqual(server.requests, [])
        self.assertEqual(self.submitted(server, SSL_CERT_FILE=str(certificate)), ("0", "1"))


if __name__ == "__main__":
    unittest.main()
