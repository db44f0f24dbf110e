"""`perfbench cdash`: trends read back from a stand-in CDash server, and checked."""

import csv
import io
import math
import random

from dashboard_case import DashboardTest
from perfbench_cli import main

from cdash_server import Fault


class Trends(DashboardTest):
    def history(self, server, values):
        results = [self.result(p95=value, minute=minute) for minute, value in enumerate(values)]
        random.Random(7).shuffle(results)  # they are joined by when they were measured, not by when they were sent
        for result in results:
            self.submitted(self.submit(server, result))
        self.the_whole(server, len(values))

    def read_back(self, process):
        rows = list(csv.reader(io.StringIO(self.submitted(process))))
        self.assertEqual(rows[0], ["time", "latency_ms.p95"])
        self.assertEqual(rows[1:], sorted(rows[1:]))
        return [float(value) for _, value in rows[1:]]

    def test_of_twenty_submissions_come_back_exactly(self):
        values = [12.5 + math.sin(i) / 3 for i in range(20)]
        for options in ({"api": "5"}, {"api": "3.10"}, {"api": "none"}, {"token": "t", "public": False}):
            with self.subTest(options=options):
                server = self.start_server(**options)
                self.environment["CDASH_TOKEN"] = "t"
                if not hasattr(self, "results"):
                    self.results = [self.result(p95=value, minute=minute) for minute, value in enumerate(values)]
                self.submitted(self.submit(server, *self.results))
                self.assertEqual(self.read_back(self.trend(server, "--format", "csv")), values)
                self.assertEqual(self.read_back(self.trend(server, "--format", "csv", "--last", "3")), values[-3:])

    def test_sent_in_any_order_are_one_line_through_time(self):
        server = self.start_server()
        values = [1.5, 2.25, 4, 3]
        self.history(server, values)
        self.assertEqual(self.read_back(self.trend(server, "--format", "csv")), values)

    def test_come_by_graphql_where_rest_is_not_to_be_had(self):
        for api in ("5", "3.10"):
            server = self.start_server(api=api)
            self.history_name = f"graphql-{api}"
            self.submitted(self.submit(server, self.result(self.history_name, p95=7.25),
                                       self.result(self.history_name, p95=8.5, minute=1)))
            server.faults.append(Fault(status=404, path="/api/v1/queryTests.php"))
            process = self.trend(server, "--format", "csv", test=self.history_name)
            self.assertEqual(self.read_back(process), [7.25, 8.5])

    def test_are_a_table_for_people(self):
        server = self.start_server()
        self.history(server, [10, 12.5])
        self.assertEqual(self.submitted(self.trend(server)).splitlines(), [
            "startup latency_ms.p95 on box, Linux-Release: 2 points",
            "  2026-01-02 10:00:05  10.00 ms",
            "  2026-01-02 10:01:05  12.50 ms    +25.0 %",
        ])

    def test_go_into_a_file(self):
        server = self.start_server()
        self.history(server, [10])
        file = self.folder / "deep" / "trend.csv"
        self.assertEqual(self.submitted(self.trend(server, "--format", "csv", "--out", file)), "")
        self.assertEqual(file.read_text(), "time,latency_ms.p95\n2026-01-02T10:00:05.000+00:00,10\n")

    def test_are_a_picture(self):
        server = self.start_server()
        self.history(server, [10, 12.5, 11])
        file = self.folder / "trend.png"
        self.submitted(self.trend(server, "--format", "png", "--out", file))
        self.assertEqual(file.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")

    def test_of_several_machines_are_told_apart(self):
        server = self.start_server()
        self.submitted(self.submit(server, self.result(p95=1), names=("--site", "box-2", "--build", "Linux-Release")))
        self.submitted(self.submit(server, self.result(p95=2, minute=1)))
        self.refused(self.trend(server), "2 trends", "box, Linux-Release; box-2, Linux-Release", code=2)
        self.assertEqual(self.read_back(self.trend(server, "--format", "csv", "--site", "box")), [2])

    def test_that_are_not_there_are_told_why(self):
        server = self.start_server()
        self.history(server, [1])
        self.refused(self.trend(server, test="start"), "no test 'start'")
        self.refused(self.trend(server, metric="latency_ms.p98"), "no measurement latency_ms.p98")
        self.refused(self.trend(server, "--site", "elsewhere"), "on the site elsewhere")
        self.refused(self.trend(server, project="perf"), "HTTP 404", "capitals")

    def test_of_a_private_project_need_a_token_that_may_read(self):
        server = self.start_server(token="full", submit_token="submits", public=False)
        self.environment["CDASH_TOKEN"] = "submits"
        self.submitted(self.submit(server, self.result()))
        self.refused(self.trend(server), "HTTP 404", "a token that may only submit cannot read")
        self.environment["CDASH_TOKEN"] = "full"
        self.submitted(self.trend(server))

    def test_of_a_server_that_talks_nonsense_are_refused(self):
        server = self.start_server()
        self.history(server, [1])
        for body in (b"<html></html>", b"[]", b"{}", b'{"builds": 3}', b'{"builds": [{"testname": 3}]}'):
            with self.subTest(body=body):
                server.faults += [Fault(status=200, body=body, path="/api/v1/queryTests.php"),
                                  Fault(status=200, body=body, path="/graphql", times=2)]
                self.refused(self.trend(server))
                server.faults.clear()


class TrendChecks(DashboardTest):
    def check(self, values, *options, metric="latency_ms.p95"):
        server = self.start_server()
        results = [self.result(f"t{len(values)}-{values[-1]}-{len(options)}", p95=value, minute=minute)
                   for minute, value in enumerate(values)]
        self.submitted(self.submit(server, *results))
        test = results[0].name.rsplit("-", 2)[0]
        return self.trend(server, *options, command="check", test=test, metric=metric)

    def test_pass_while_the_last_value_is_near_the_median_of_those_before_it(self):
        said = self.submitted(self.check([99, *[10.0] * 9, 10.9]))
        self.assertIn("pass\n  last 10.90 ms, median of the 10 before it 10.00 ms: 9.0 % worse, 10 % worse is allowed",
                      said)

    def test_fail_when_it_is_worse(self):
        process = self.check([*[10.0] * 10, 11.5])
        self.assertEqual(process.returncode, 1)
        self.assertIn("15.0 % worse", process.stdout)

    def test_heed_the_options(self):
        self.assertEqual(self.check([*[10.0] * 10, 10.6], "--max-change", "5%").returncode, 1)
        self.assertEqual(self.check([*[10.0] * 10, 5.0], "--better", "higher").returncode, 1)
        self.assertEqual(self.check([*[20.0] * 5, *[10.0] * 5, 20.5], "--window", "5").returncode, 1)

    def test_say_when_there_are_too_few_values(self):
        said = self.submitted(self.check([10.0, 99.0]))
        self.assertIn("inconclusive", said)
        self.assertIn("too few values to tell: 1 before it, and 5 are needed", said)


if __name__ == "__main__":
    main()
