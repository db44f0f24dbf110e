"""The stand-in CDash server takes what a real one takes, and refuses and drops what a real one does."""

import base64
import hashlib
import socket
import time
import unittest
import xml.etree.ElementTree as ElementTree

import cdash_client as client
from cdash_case import ONE, ServerTest

NAMES = (client.SITE, client.BUILD, client.STAMP)


class Submissions(ServerTest):
    def test_a_document_is_answered_with_a_build_id_and_its_checksum(self):
        server = self.start()
        answer = client.submit(server, ONE)
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "text/xml"))
        self.assertIn(b"<status>OK</status>", answer.body)
        self.assertIn(b"<message></message>", answer.body)
        self.assertIn(hashlib.md5(ONE).hexdigest().encode(), answer.body)
        (build,) = server.builds
        self.assertEqual(answer.build_id, build.id)
        (upload,) = server.uploads
        self.assertEqual((upload.part, upload.site, upload.build, upload.stamp), ("Test", *NAMES))
        self.assertEqual((upload.body, upload.build_id), (ONE, build.id))
        self.assertEqual(server.complaints, [])

    def test_without_the_names_in_the_address_there_is_no_build_id(self):
        server = self.start()
        self.assertIsNone(client.submit(server, ONE, stamp=None).build_id)
        self.assertEqual(list(server.builds[0].tests), ["quick"])

    def test_post_is_as_good_as_put_and_get_is_not(self):
        server = self.start()
        self.assertEqual(client.request(server, "POST", client.upload_path(ONE), ONE).status, 200)
        self.assertEqual(client.request(server, "GET", client.upload_path(ONE)).status, 405)
        self.assertEqual(client.request(server, "PUT", "/elsewhere.php", ONE).status, 404)

    def test_each_request_is_recorded(self):
        server = self.start(prefix="/cdash")
        self.assertTrue(server.submit_url.endswith(f":{server.port}/cdash/submit.php?project=Perf"))
        self.taken(server, ONE)
        client.request(server, "GET", "/cdash/nothing?a=1&b=")
        first, second = server.requests
        self.assertEqual((first.method, first.path, first.status, first.body), ("PUT", "/cdash/submit.php", 200, ONE))
        self.assertEqual((first.query["stamp"], first.headers["content-type"]), (client.STAMP, "text/xml"))
        self.assertEqual((second.path, second.query, second.status), ("/cdash/nothing", {"a": "1", "b": ""}, 404))

    def test_a_build_tells_its_group_its_start_and_when_it_is_done(self):
        server = self.start()
        names = ("s", "b", "20240501-030012345-My-own group")
        build_id = self.taken(server, client.build(names=names, start=1714532400), "Build", names=names)
        self.taken(server, client.testing(client.test("t"), names=names, start=1714532300), names=names)
        self.taken(server, client.testing(names=names, start=1714532350), names=names)
        (build,) = server.builds
        self.assertEqual((build.group, build.start, build.done), ("My-own group", 1714532300, False))
        self.taken(server, client.done(build_id), "Done", names=names)
        self.assertTrue(server.builds[0].done)
        self.assertEqual([upload.part for upload in server.uploads], ["Build", "Test", "Test", "Done"])
        self.assertEqual(server.uploads[-1].site, "s")

    def test_a_start_that_lies_ahead_counts_as_the_arrival(self):
        server = self.start()
        before = int(time.time())
        self.taken(server, client.testing(client.test("quick"), start=before + 100000))
        self.assertLessEqual(before, server.builds[0].start)
        self.assertLessEqual(server.builds[0].start, time.time())

    def test_names_that_differ_from_the_document_s_leave_a_build_without_tests(self):
        server = self.start()
        for at, wrong in enumerate(NAMES):
            names = tuple(text + "X" if text == wrong else text for text in NAMES)
            build_id = self.taken(server, ONE, names=names)
            phantom = server.store.build(build_id)
            self.assertEqual((phantom.site, phantom.name, phantom.stamp, phantom.tests), (*names, {}))
            real = next(build for build in server.builds if (build.site, build.name, build.stamp) == NAMES)
            self.assertEqual(len(real.tests["quick"]), at + 1)
            self.assertIn("phantom", server.complaints[at])

    def test_a_test_sent_twice_before_done_is_there_twice(self):
        server = self.start()
        self.taken(server, ONE)
        self.taken(server, ONE)
        (build,) = server.builds
        self.assertEqual(len(build.tests["quick"]), 2)
        self.assertEqual(len(server.series("quick", "latency_ms.p95")), 2)

    def test_a_document_after_done_replaces_the_build_and_its_own_done_fails(self):
        server = self.start()
        first = self.taken(server, ONE)
        self.taken(server, client.done(first), "Done")
        again = self.taken(server, client.testing(client.test("other")))
        self.assertEqual(again, first)  # what it was when the request came
        (build,) = server.builds
        self.assertNotEqual(build.id, first)
        self.assertEqual((list(build.tests), build.done), (["other"], False))
        self.assertEqual(client.submit(server, client.done(again), "Done").status, 500)
        self.assertFalse(server.builds[0].done)


class Refusals(ServerTest):
    def refused(self, server, status, words, body=ONE, **options):
        uploads = len(server.uploads)
        answer = client.submit(server, body, **options)
        self.assertEqual(answer.status, status, answer.body)
        self.assertIn(words, answer.body)
        self.assertIsNone(answer.build_id)
        self.assertEqual(len(server.uploads), uploads)

    def test_a_checksum_that_does_not_match_or_is_none(self):
        server = self.start()
        self.refused(server, 400, b"md5 mismatch", MD5="0" * 32)
        self.refused(server, 400, b"improperly formatted", MD5="nonsense")
        self.assertEqual(server.builds, [])
        self.taken(server, ONE, MD5=None)

    def test_a_project_that_is_missing_unknown_or_in_another_case(self):
        server, old = self.start(), self.start(api="3.10")
        self.refused(server, 400, b"No project name", project="")
        self.refused(server, 400, b"Invalid project name", project="P;")
        for name in ("perf", "Other"):
            self.refused(server, 404, b"does not exist", project=name)
            self.refused(old, 500, b"ID not set for project", project=name)

    def test_a_wrong_token_or_none(self):
        server = self.start(token="full", submit_token="send")
        for token in (None, "", "wrong", "FULL", "full2"):
            answer = client.submit(server, ONE, token=token)
            self.assertEqual((answer.status, answer.body), (403, b'{"status": 1, "description": "Invalid Token"}'))
        self.assertEqual((server.builds, server.uploads), ([], []))
        for token in ("full", "send"):
            self.taken(server, ONE, token=token)

    def test_a_project_that_needs_no_token_ignores_one(self):
        self.taken(self.start(), ONE, token="whatever")

    def test_what_breaks_a_schema_or_is_no_document(self):
        server = self.start()
        build = client.build()
        for body in (ONE.replace(b"<Path>.</Path>", b""), ONE.replace(b' type="numeric/double"', b""),
                     build.replace(b"StartBuildTime", b"StartTestTime"), client.done(1).replace(b"time", b"times"),
                     ONE[:-10], b"", b"words", b"<Site/>", client.site("<Coverage/>"), b"<Other/>"):
            with self.subTest(body[-80:]):
                self.refused(server, 400, b"", body=body)
        self.assertEqual([build.tests for build in server.builds], [{}])  # the names alone make one
        self.assertEqual(len(server.complaints), 10)

    def test_a_server_that_parses_later_answers_well_and_drops_it(self):
        server = self.start(validate=False)
        for body in (ONE.replace(b"<Path>.</Path>", b""), ONE[:-10], b"words"):
            self.assertEqual(self.taken(server, body), 1)
        self.assertEqual((server.builds[0].tests, server.uploads, len(server.complaints)), ({}, [], 3))
        self.taken(server, ONE)
        self.assertEqual(list(server.builds[0].tests), ["quick"])

    def test_a_body_that_is_shorter_than_it_said_is_not_processed(self):
        server = self.start()
        for head in (f"Content-Length: {len(ONE) + 1}\r\n\r\n".encode(), b"Transfer-Encoding: chunked\r\n\r\nffff\r\n"):
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as raw:
                raw.sendall(f"PUT {client.upload_path(ONE)} HTTP/1.1\r\nHost: here\r\n".encode() + head + ONE)
                raw.shutdown(socket.SHUT_WR)
                self.assertEqual(raw.recv(100), b"")
        self.assertEqual(server.builds, [])
        self.assertEqual([request.status for request in server.requests], [None, None])
        self.assertEqual(server.requests[0].body, ONE)


class Schemas(ServerTest):
    def test_of_every_part_it_takes_what_ctest_sends_and_nothing_that_lacks_an_element(self):
        server = self.start()
        build_id = self.taken(server, ONE)
        documents = {
            "Build": client.build(),
            "Configure": client.site(
                "<Configure><StartDateTime/><StartConfigureTime>1</StartConfigureTime><ConfigureCommand/><Log/>"
                "<ConfigureStatus>0</ConfigureStatus><EndDateTime/><EndConfigureTime>2</EndConfigureTime>"
                "<ElapsedMinutes>0</ElapsedMinutes></Configure>"),
            "Notes": client.site('<Notes><Note Name="n"><Time>1.5</Time><DateTime/><Text/></Note></Notes>'),
            "Upload": client.site(
                '<Upload><File filename="f"><Content encoding="base64">YQ==</Content></File></Upload>'),
            "Done": client.done(build_id),
        }
        for part, body in documents.items():
            root = ElementTree.fromstring(body)
            for parent in list(root.iter()):
                for child in list(parent):
                    if child.tag in ("Note", "File"):
                        continue  # none at all is fine
                    at = list(parent).index(child)
                    parent.remove(child)
                    answer = client.submit(server, ElementTree.tostring(root), part)
                    self.assertEqual(answer.status, 400, f"{part} without {child.tag}")
                    parent.insert(at, child)
            self.taken(server, body, part)
            self.assertEqual(server.uploads[-1].part, part)


class Tests(ServerTest):
    def test_have_status_details_and_measurements_in_order(self):
        server = self.start()
        self.taken(server, client.testing(client.test(
            "quick", client.measurement("b", " 2 "), client.measurement("a & b", "<x>", "text/string"),
            client.measurement("Execution Time", "0.5"), client.measurement("Exit Code", "Failed", "text/string"),
            client.measurement("Completion Status", "p95 too high", "text/string"),
            client.measurement("Command Line", "true", "text/string"), client.measurement("Processors", "1"),
            status="failed"), client.test("other")))
        test = self.the_test(server)
        self.assertEqual((test.status, test.details, test.time), ("failed", "p95 too high (Failed)", "0.5"))
        self.assertEqual(test.measurements, [("b", "numeric/double", "2"), ("a & b", "text/string", "<x>"),
                                             ("Processors", "numeric/double", "1")])
        other = self.the_test(server, "other")
        self.assertEqual((other.status, other.details), ("passed", ""))

    def test_keep_pictures_that_are_pictures(self):
        server = self.start()
        good = client.png()
        pictures = {"good": good, "cut": good[:-1], "signature": good.replace(b"PNG", b"PNX"),
                    "changed": good.replace(b"IHDR\0\0\0\1", b"IHDR\0\0\0\2"), "empty": client.png(pixels=b""),
                    "vector": b"<svg/>", "endless": good[:-12]}
        shown = [client.measurement(name, base64.b64encode(data).decode(), "image/png")
                 for name, data in pictures.items()]
        self.taken(server, client.testing(client.test(
            "quick", client.measurement("one", "1"), *shown,
            client.measurement("svg", base64.b64encode(b"<svg/>").decode(), "image/svg"),
            client.measurement("jpg", base64.b64encode(b"\xff\xd8\xff.").decode(), "image/jpg"))))
        test = self.the_test(server)
        self.assertEqual(test.images, {"good": good, "jpg": b"\xff\xd8\xff."})
        self.assertEqual(test.measurements, [("one", "numeric/double", "1")])
        self.assertEqual(len(server.complaints), len(pictures))

    def test_keep_files_unpacked_under_their_own_names(self):
        server = self.start()
        self.taken(server, client.testing(client.test(
            "quick", client.measurement("Summary", client.archive("x", b"{}\n"), "file", filename="summary.json"),
            client.measurement("nameless", client.archive("x", b"1"), "file"),
            client.measurement("plain", base64.b64encode(b"{}").decode(), "file", filename="plain.json"))))
        test = self.the_test(server)
        self.assertEqual((test.files, test.measurements), ({"summary.json": b"{}\n"}, []))
        self.assertEqual(len(server.complaints), 2)

    def test_lose_all_when_a_name_or_a_type_is_longer_than_its_column(self):
        fits = client.testing(client.test("quick", client.measurement("n" * 70, "1", "t" * 70)))
        long = {"name": client.measurement("n" * 71, "1"), "type": client.measurement("n", "1", "t" * 71),
                "file": client.measurement("f", client.archive("x", b"1"), "file", filename="f" * 71)}
        for what, wrong in long.items():
            with self.subTest(what):
                body = client.testing(client.test("first", client.measurement("one", "1")),
                                      client.test("quick", client.measurement("two", "2"), wrong), client.test("last"))
                server, later = self.start(), self.start(validate=False)
                self.assertEqual(client.submit(server, body).status, 500)
                self.assertEqual(self.taken(later, body), 1)
                for one in (server, later):
                    self.assertEqual(list(one.builds[0].tests), ["first", "quick"])
                    self.assertEqual(self.the_test(one).measurements, [])
                    self.assertEqual(len(self.the_test(one, "first").measurements), 1)
                    self.assertIn("too long", one.complaints[0])
        server = self.start()
        self.taken(server, fits)
        self.assertEqual(len(self.the_test(server).measurements), 1)

    def test_are_lost_when_details_are_longer_than_their_column(self):
        server = self.start()
        self.taken(server, client.testing(client.test("quick", client.measurement("Completion Status", "d" * 255))))
        self.assertEqual(len(self.the_test(server).details), 255)
        longer = client.testing(client.test("long", client.measurement("Completion Status", "d" * 256)))
        self.assertEqual(client.submit(server, longer).status, 500)
        self.assertEqual(list(server.builds[0].tests), ["quick"])


if __name__ == "__main__":
    unittest.main()
