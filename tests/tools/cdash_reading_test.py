"""What the stand-in CDash server took can be read back as from a real one."""

import datetime
import json
import unittest
import urllib.parse

import cdash_client as client
from cdash_case import ServerTest

METRIC = "latency_ms.p95"
NAMES = (client.SITE, client.BUILD)
DAY = 86400
MORNING = 1714532400  # 2024-05-01T03:00:00Z


def stamp(number, group="Nightly"):
    return f"20240501-0300{number:05}-{group}"


def submitted(server, number, *values, start=None, test="quick", names=NAMES, group="Nightly", **options):
    """One run of a test whose metric had these values; the id of its build."""
    body = client.testing(client.test(test, *(client.measurement(METRIC, value) for value in values)),
                          start=MORNING + number if start is None else start, names=(*names, stamp(number, group)))
    return client.submit(server, body, names=(*names, stamp(number, group)), **options).build_id


class ReadingTest(ServerTest):
    def get(self, server, name, status=200, token=None, **query):
        headers = {"Accept": "application/json"} | ({} if token is None else {"Authorization": f"Bearer {token}"})
        answer = client.request(server, "GET", f"/api/v1/{name}.php?{urllib.parse.urlencode(query)}", headers=headers)
        self.assertEqual(answer.status, status, answer.body)
        return json.loads(answer.body)

    def graph(self, server, build_id, test="quick", metric=METRIC, **options):
        return self.get(server, "testGraph", buildid=build_id, testname=test, type="measurement",
                        measurementname=metric, **options)

    def rows(self, server, *filters, combine="and", **query):
        """(build id, test name) of each row."""
        for at, (field, compare, value) in enumerate(filters, start=1):
            query |= {f"field{at}": field, f"compare{at}": compare, f"value{at}": value}
        rows = self.get(server, "queryTests", project="Perf", filtercount=len(filters), showfilters=1,
                        filtercombine=combine, **query)["builds"]
        return [(int(row["buildSummaryLink"].removeprefix("build/")), row["testname"]) for row in rows]


class Trends(ReadingTest):
    def test_join_what_has_site_group_name_and_test_in_common_by_start_time(self):
        server = self.start()
        for number, value in ((3, "3.5"), (1, "1"), (2, "2.25")):
            submitted(server, number, value)
        last = server.builds[0].id
        submitted(server, 4, "9", names=("other", client.BUILD))
        submitted(server, 5, "9", names=(client.SITE, "debug"))
        submitted(server, 6, "9", group="Experimental")
        submitted(server, 7, "9", test="other")
        expected = [((MORNING + number) * 1000, value) for number, value in ((1, 1.0), (2, 2.25), (3, 3.5))]
        (line,) = self.graph(server, last)
        self.assertEqual(line["label"], METRIC)
        self.assertEqual([(point["x"], point["y"]) for point in line["data"]], expected)
        ids = [server.store.test(point["buildtestid"])[0].stamp for point in line["data"]]
        self.assertEqual(ids, [stamp(number) for number in (1, 2, 3)])
        self.assertEqual(server.series("other", METRIC), [((MORNING + 7) * 1000, 9.0)])
        self.assertEqual(len(server.series("quick", METRIC)), 1)  # of the newest, in its group of one
        self.assertEqual(len(server.series("quick", METRIC, site="other")), 1)
        self.assertEqual(len(server.series("quick", METRIC, build="debug")), 1)
        self.assertEqual((server.series("none", METRIC), server.series("quick", "none")), ([], []))

    def test_twenty_submissions_are_one(self):
        server = self.start()
        values = [f"{number}.125" for number in range(20)]
        ids = [submitted(server, number, value) for number, value in enumerate(values)]
        self.assertEqual(len(set(ids)), 20)
        for build_id in (ids[0], ids[-1]):
            self.assertEqual([str(point["y"]) for point in self.graph(server, build_id)[0]["data"]], values)
        self.assertEqual([y for _, y in server.series("quick", METRIC)], [float(value) for value in values])

    def test_have_numbers_for_plain_decimals_and_strings_for_all_else(self):
        server = self.start()
        values = {"1": 1, "-2.50": -2.5, "+.5": 0.5, "1e5": "1e5", "nan": "nan", "inf": "inf", "12 ms": "12 ms",
                  "": "", "0x10": "0x10"}
        for number, value in enumerate(values):
            last = submitted(server, number, value)
        self.assertEqual([point["y"] for point in self.graph(server, last)[0]["data"]], list(values.values()))
        with self.assertRaisesRegex(ValueError, "1e5"):
            server.series("quick", METRIC)

    def test_of_execution_times_can_be_had_too(self):
        server = self.start()
        body = client.testing(client.test("quick", client.measurement("Execution Time", "0.25")))
        client.submit(server, body)
        (line, *_) = self.get(server, "testGraph", buildid=1, testname="quick", type="time")
        self.assertEqual([point["y"] for point in line["data"]], [0.25])

    def test_are_refused_where_a_question_is_incomplete_or_in_vain(self):
        server = self.start()
        build_id = submitted(server, 1, "1")
        self.assertEqual(self.graph(server, build_id, metric="none"), [{"label": "none", "data": []}])
        self.assertIn("error", self.graph(server, build_id, test="none", status=404))
        self.assertIn("error", self.graph(server, build_id + 1, status=404))
        self.get(server, "testGraph", 400, testname="quick", type="measurement", measurementname=METRIC)
        self.get(server, "testGraph", 400, buildid=build_id, testname="quick", type="other")
        self.get(server, "testGraph", 500, buildid=build_id, testname="quick", type="measurement")
        self.get(server, "testGraph", 500, buildid=build_id, testname="quick")


class QueriedTests(ReadingTest):
    def test_come_by_status_and_name_with_links_to_build_and_test(self):
        server = self.start()
        body = client.testing(client.test("b"), client.test("a"), client.test("z", status="failed"))
        client.submit(server, body)
        rows = self.get(server, "queryTests", project="Perf", begin="2024-05-01", end="2024-05-01")["builds"]
        self.assertEqual([(row["testname"], row["status"]) for row in rows],
                         [("z", "Failed"), ("a", "Passed"), ("b", "Passed")])
        self.assertEqual((rows[0]["site"], rows[0]["buildName"]), NAMES)
        self.assertEqual((rows[0]["buildSummaryLink"], rows[0]["buildstarttime"]),
                         ("build/1", "2024-05-01T03:00:00 UTC"))
        test_id = int(rows[0]["testDetailsLink"].removeprefix("test/"))
        self.assertEqual(server.store.test(test_id)[1].name, "z")

    def test_are_those_of_the_days_asked_for_or_of_the_newest(self):
        server = self.start()
        ids = [submitted(server, number, "1", start=MORNING + number * DAY) for number in range(4)]
        days = [f"2024-05-0{day}" for day in (1, 2, 3, 4)]
        some = {"begin": days[1], "end": days[2]}
        self.assertEqual(self.rows(server, **some), [(ids[1], "quick"), (ids[2], "quick")])
        for query in ({}, {"begin": "nonsense"}, {"end": days[3]}, {"begin": days[3]}, {"date": days[3]}):
            self.assertEqual(self.rows(server, **query), [(ids[3], "quick")], query)

    def test_are_of_days_that_begin_at_the_project_s_nightly_time(self):
        for hour, day in ((4, "2024-04-30"), (2, "2024-05-01"), (15, "2024-05-01")):
            server = self.start(nightly_hour=hour)
            build_id = submitted(server, 1, "1")
            self.assertEqual(self.rows(server, begin=day, end=day), [(build_id, "quick")])
            self.assertEqual(self.rows(server), [(build_id, "quick")])
        evening = self.start(nightly_hour=15)
        submitted(evening, 1, "1", start=MORNING + 15 * 3600)
        self.assertEqual(self.rows(evening, begin="2024-05-01", end="2024-05-01"), [])
        self.assertEqual(len(self.rows(evening, begin="2024-05-02", end="2024-05-02")), 1)

    def test_can_be_filtered(self):
        server = self.start()
        submitted(server, 1, "1")
        submitted(server, 2, "1", test="slow", names=("other", client.BUILD))
        day = {"begin": "2024-05-01", "end": "2024-05-01"}
        quick, slow = (1, "quick"), (2, "slow")
        self.assertEqual(self.rows(server, **day), [quick, slow])
        self.assertEqual(self.rows(server, ("testname", 61, "quick"), ("site", 61, client.SITE), **day), [quick])
        self.assertEqual(self.rows(server, ("testname", 61, "quick"), ("site", 61, "other"), **day), [])
        self.assertEqual(self.rows(server, ("testname", 61, "quick"), ("site", 61, "other"), combine="or", **day),
                         [quick, slow])
        self.assertEqual(self.rows(server, ("testname", 62, "quick"), ("buildname", 61, client.BUILD), **day), [slow])
        self.assertEqual(self.rows(server, ("testname", 63, "low"), **day), [slow])
        self.assertEqual(self.rows(server, limit=1, **day), [quick])
        self.get(server, "queryTests", 500, project="Perf", filtercount=1, field1="nonsense", compare1=61, value1="")

    def test_have_names_that_look_like_numbers_as_numbers(self):
        server = self.start()
        submitted(server, 1, "1", test="007", names=("12", "1e3"))
        (row,) = self.get(server, "queryTests", project="Perf", begin="2024-05-01", end="2024-05-01")["builds"]
        self.assertEqual((row["testname"], row["site"], row["buildName"]), (7, 12, "1e3"))

    def test_tell_their_measurements_as_strings(self):
        server = self.start()
        client.submit(server, client.testing(client.test(
            "quick", client.measurement("n", "1.50"),
            client.measurement("f", client.archive("x", b"1"), "file", filename="f.json"))))
        (_, row) = server.store.test(server.builds[0].tests["quick"][0].id)
        test = self.get(server, "testDetails", buildtestid=row.id)["test"]
        self.assertEqual(test["measurements"], [{"name": "n", "type": "numeric/double", "value": "1.50"},
                                                {"name": "f.json", "type": "file", "value": ""}])
        self.assertEqual(test["status"], "Passed")
        self.get(server, "testDetails", 404, buildtestid=1)
        self.get(server, "testDetails", 400)


class Rights(ReadingTest):
    def test_an_unknown_project_is_not_found(self):
        server = self.start()
        self.assertIn("error", self.get(server, "queryTests", 404, project="perf"))
        self.assertEqual(self.get(server, "queryTests"), {"error": "Valid project required"})

    def test_errors_are_pages_for_who_does_not_ask_for_json(self):
        answer = client.request(self.start(), "GET", "/api/v1/queryTests.php?project=none")
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (404, "text/html; charset=UTF-8"))
        self.assertIn(b"<html>", answer.body)

    def test_a_private_project_is_seen_only_with_the_full_token(self):
        for api, without in (("5", 404), ("3.10", 401)):
            server = self.start(token="full", submit_token="send", public=False, api=api)
            build_id = submitted(server, 1, "1", token="send")
            test_id = server.builds[0].tests["quick"][0].id
            for token, status in (("full", 200), ("send", 404), ("wrong", 404), (None, without)):
                self.graph(server, build_id, token=token, status=status)
                self.get(server, "queryTests", status, token, project="Perf")
                self.get(server, "testDetails", status, token, buildtestid=test_id)

    def test_a_public_project_is_seen_by_all(self):
        server = self.start(token="full")
        build_id = submitted(server, 1, "1", token="full")
        for token in (None, "wrong"):
            self.assertEqual(len(self.graph(server, build_id, token=token)[0]["data"]), 1)


class GraphQl(ServerTest):
    BUILDS = """query Trend($project: String!, $test: String, $first: Int = 2, $after: String) {
      project(name: $project) { builds(first: $first, after: $after) {
        pageInfo { hasNextPage endCursor } edges { node { id name stamp startTime buildType site { name }
          tests(filters: {eq: {name: $test}}) { edges { node { name status } } } } } } } }"""

    def ask(self, server, query, **variables):
        body = json.dumps({"query": query, "variables": variables}).encode()
        answer = client.request(server, "POST", "/graphql", body, {"Content-Type": "application/json"})
        self.assertEqual(answer.status, 200)
        return json.loads(answer.body)

    def data(self, server, query, **variables):
        answer = self.ask(server, query, **variables)
        self.assertNotIn("errors", answer)
        return answer["data"]["project"]

    def filled(self, **options):
        server = self.start(**options)
        for number in (1, 3, 2, 5, 4):
            submitted(server, number, f"{number}.5")
        return server

    def test_pages_through_builds(self):
        for server in (self.filled(), self.filled(api="3.10")):
            stamps, after, pages = [], None, 0
            while pages == 0 or page["pageInfo"]["hasNextPage"]:
                page = self.data(server, self.BUILDS, project="Perf", test="quick", after=after)["builds"]
                stamps += [edge["node"]["stamp"] for edge in page["edges"]]
                after, pages = page["pageInfo"]["endCursor"], pages + 1
                self.assertLessEqual(pages, 3)
            self.assertEqual(stamps, [stamp(number) for number in (1, 3, 2, 5, 4)])
            self.assertEqual(pages, 3)
            all_at_once = self.data(server, self.BUILDS, project="Perf", test="quick", first=5)["builds"]
            self.assertFalse(all_at_once["pageInfo"]["hasNextPage"])
            self.assertEqual(page["edges"][0]["node"] | {"id": "?"}, {
                "id": "?", "name": client.BUILD, "stamp": stamp(4), "startTime": "2024-05-01T03:00:04+00:00",
                "buildType": "Nightly", "site": {"name": client.SITE},
                "tests": {"edges": [{"node": {"name": "quick", "status": "PASSED"}}]}})
            self.assertEqual(page["edges"][0]["node"]["id"], str(server.builds[-1].id))

    def test_a_page_holds_a_hundred_unless_told_otherwise(self):
        server = self.start()
        client.submit(server, client.testing(*(client.test(f"t{number}") for number in range(101))))
        query = """{ project(name: "Perf") { builds { edges { node {
            tests { pageInfo { hasNextPage total } edges { cursor node { name } } } } } } } }"""
        tests = self.data(server, query)["builds"]["edges"][0]["node"]["tests"]
        self.assertEqual((len(tests["edges"]), tests["pageInfo"]), (100, {"hasNextPage": True, "total": 101}))
        after = tests["edges"][-1]["cursor"]
        rest = self.data(server, query.replace("tests {", f'tests(after: "{after}") {{', 1))
        (edge,) = rest["builds"]["edges"][0]["node"]["tests"]["edges"]
        self.assertEqual(edge["node"]["name"], "t100")

    def test_the_new_shape_orders_builds_and_lists_measurements(self):
        query = """query ($metric: String) { project(name: "Perf") {
            builds(first: 3, orderBy: [{column: START_TIME, order: DESC}]) { edges { node { stamp tests { edges { node {
              testMeasurements(filters: {eq: {name: $metric}}) { name type value } } } } } } } } }"""
        edges = self.data(self.filled(), query, metric=METRIC)["builds"]["edges"]
        self.assertEqual([edge["node"]["stamp"] for edge in edges], [stamp(number) for number in (5, 4, 3)])
        measured = edges[0]["node"]["tests"]["edges"][0]["node"]["testMeasurements"]
        self.assertEqual(measured, [{"name": METRIC, "type": "numeric/double", "value": "5.5"}])
        none = self.data(self.filled(), query, metric="none")["builds"]["edges"]
        self.assertEqual(none[0]["node"]["tests"]["edges"][0]["node"]["testMeasurements"], [])
        errors = self.ask(self.filled(api="3.10"), query, metric=METRIC)["errors"]
        self.assertIn('Unknown argument "orderBy"', errors[0]["message"])

    def test_the_old_shape_pages_measurements_without_a_filter(self):
        query = """{ project(name: "Perf") { builds { edges { node { tests { edges { node {
            testMeasurements { edges { node { name type value } } } } } } } } } } }"""
        edges = self.data(self.filled(api="3.10"), query)["builds"]["edges"]
        measured = edges[1]["node"]["tests"]["edges"][0]["node"]["testMeasurements"]["edges"]
        self.assertEqual(measured, [{"node": {"name": METRIC, "type": "numeric/double", "value": "3.5"}}])
        self.assertIn('Cannot query field "edges"', self.ask(self.filled(), query)["errors"][0]["message"])
        filtered = query.replace("testMeasurements", 'testMeasurements(filters: {eq: {name: "n"}})')
        self.assertIn('Unknown argument "filters"', self.ask(self.filled(api="3.10"), filtered)["errors"][0]["message"])

    def test_filters_may_be_combined(self):
        server = self.filled()
        for filters, found in (('{eq: {stamp: "%s"}}' % stamp(3), [3]),
                               ('{ne: {stamp: "%s"}}' % stamp(3), [1, 2, 5, 4]),
                               ('{contains: {stamp: "0005"}}', [5]),
                               ('{gt: {startTime: "2024-05-01T05:00:03+02:00"}}', [5, 4]),
                               ('{any: [{contains: {stamp: "0005"}}, {contains: {stamp: "0001"}}]}', [1, 5]),
                               ('{all: [{contains: {stamp: "0005"}}, {contains: {stamp: "0001"}}]}', []),
                               ('{eq: {buildType: "Nightly", name: "ignored"}}', [1, 3, 2, 5, 4])):
            edges = self.data(server, f'{{ project(name: "Perf") {{ builds(filters: {filters}) {{ edges {{ node '
                                      "{ stamp } } } } }")["builds"]["edges"]
            self.assertEqual([edge["node"]["stamp"] for edge in edges], [stamp(number) for number in found], filters)

    def test_times_carry_the_server_s_zone(self):
        server = self.filled(zone_hours=-5)
        page = self.data(server, self.BUILDS, project="Perf", test="quick")["builds"]
        text = page["edges"][0]["node"]["startTime"]
        self.assertEqual(text, "2024-04-30T22:00:01-05:00")
        self.assertEqual(datetime.datetime.fromisoformat(text).timestamp(), MORNING + 1)

    def test_what_is_unknown_or_private_is_null_whatever_the_token(self):
        self.assertIsNone(self.data(self.filled(), self.BUILDS, project="perf", test="quick"))
        private = self.start(token="full", public=False)
        submitted(private, 1, "1", token="full")
        self.assertIsNone(self.data(private, self.BUILDS, project="Perf", test="quick"))

    def test_wrong_queries_are_told_so_though_there_is_no_data(self):
        for query, words in (
                ("{ project(name: \"Perf\") { nonsense } }", "Cannot query field \"nonsense\" on type \"Project\""),
                ("{ project(name: \"Perf\") { builds { edges { node { site } } } } }", "must have a selection"),
                ("{ project(name: \"Perf\") { name { x } } }", "must not have a selection"),
                ("{ project(name: 5) { name } }", "String cannot represent"),
                ("{ project(name: \"Perf\") { builds(first: \"1\") { edges { cursor } } } }", "Int cannot represent"),
                ("{ project(name: $p) { name } }", "\"$p\" is not defined"),
                ("query ($p: String) { project(name: \"Perf\") { name } }", "\"$p\" is never used"),
                ("query ($p: String!) { project(name: $p) { name } }", "was not provided"),
                ("query ($p: Int) { project(name: $p) { name } }", "expecting type \"String\""),
                ("{ project(name: \"Perf\") { builds(filters: {eq: {nonsense: 1}}) { edges { cursor } } } }",
                 "not defined by"),
                ("{ project(name: \"Perf\") { builds { edges { node { tests { edges { node { testMeasurements(filters: "
                 "{eq: {value: \"1\"}}) { name } } } } } } } } }", "not defined by"),
                ("{ project(name: \"Perf\") { builds(filters: {gt: {startTime: \"then\"}}) { edges { cursor } } } }",
                 "DateTimeTz cannot represent"),
                ("{ project(name: \"Perf\") { builds(orderBy: [{column: NAME, order: ASC}]) { edges { cursor } } } }",
                 "does not exist in"),
                ("{ project(name: \"Perf\") { name }", "Syntax Error"), ("{ project(name: %) }", "Syntax Error"),
                ("", "Syntax Error")):
            with self.subTest(query):
                (error,) = self.ask(self.start(), query)["errors"]
                self.assertIn(words, error["message"])

    def test_needs_json_by_post_and_may_not_be_there_at_all(self):
        server = self.start()
        for method, headers in (("GET", {}), ("POST", {}), ("POST", {"Content-Type": "text/plain"})):
            self.assertEqual(client.request(server, method, "/graphql", b"{}", headers).status, 400)
        body, headers = b"not JSON", {"Content-Type": "application/json"}
        self.assertIn(b"errors", client.request(server, "POST", "/graphql", body, headers).body)
        self.assertEqual(client.request(self.start(api="none"), "POST", "/graphql", b"{}", headers).status, 404)


if __name__ == "__main__":
    unittest.main()
