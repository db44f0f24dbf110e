"""What tests with a stand-in CDash server have in common."""

import pathlib
import tempfile
import unittest

import cdash_client as client
from cdash_server import CdashServer

ONE = client.testing(client.test("quick", client.measurement("latency_ms.p95", "12.5")))


class ServerTest(unittest.TestCase):
    def start(self, **options):
        return self.enterContext(CdashServer(**options))

    def folder(self):
        return pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="perfbench-cdash-")))

    def taken(self, server, body, part="Test", **options):
        answer = client.submit(server, body, part, **options)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.build_id

    def the_test(self, server, name="quick"):
        (build,) = server.builds
        (test,) = build.tests[name]
        return test
