"""What can be read back under /api/v1: queryTests.php, testGraph.php, testDetails.php."""

import datetime
import json

from cdash.store import number

DAY_S = 86400
STATUS = {"passed": ("Passed", "normal"), "failed": ("Failed", "error"), "notrun": ("Not Run", "warning")}
FIELDS = {"testname": lambda build, test: test.name, "site": lambda build, _: build.site,
          "buildname": lambda build, _: build.name, "groupname": lambda build, _: build.group,
          "status": lambda _, test: test.status}
COMPARISONS = {"61": lambda left, right: left == right, "62": lambda left, right: left != right,
               "63": lambda left, right: right in left, "64": lambda left, right: right not in left}
HIDDEN = "You do not have access to the requested project or the requested project does not exist."


class Refused(Exception):
    """An answer other than 200."""

    def __init__(self, status, words):
        super().__init__(words)
        self.status = status


def answered(value):
    return 200, "application/json", json.dumps(value).encode()


def error(request, refused):
    """JSON only for who asks for it; people get a page."""
    if "json" in request.headers.get("accept", ""):
        text = json.dumps({"error": str(refused), "code": refused.status})
        return refused.status, "application/json", text.encode()
    page = f"<!DOCTYPE html>\n<html><head><title>{refused.status}</title></head><body>{refused}</body></html>\n"
    return refused.status, "text/html; charset=UTF-8", page.encode()


def numbers(value):
    """Every string that looks like a number becomes one, a name too; only one with an exponent does not."""
    if isinstance(value, dict):
        return {key: numbers(child) for key, child in value.items()}
    if isinstance(value, list):
        return [numbers(child) for child in value]
    if isinstance(value, str) and number(value) is not None:
        return number(value)
    return value


def admit(cdash, request):
    """Refuses who may not see the project."""
    if cdash.public or (cdash.token is not None and request.bearer == cdash.token):
        return
    if request.bearer is None and cdash.api == "3.10":
        raise Refused(401, "This project is private; log in to see it.")
    raise Refused(404, HIDDEN)


def answer(cdash, request, name):
    """Status, type and body."""
    try:
        return answered(INTERFACES[name](cdash, request))
    except Refused as refused:
        return error(request, refused)


# queryTests.php


def parsed_day(text):
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=datetime.timezone.utc)
    except ValueError:
        return None


def day_start(cdash, day):
    """When a testing day begins: at the project's nightly time, which in an afternoon is that of the day before."""
    begin = int(day.timestamp()) + cdash.nightly_hour * 3600
    return begin if cdash.nightly_hour < 12 else begin - DAY_S


def testing_day(cdash, moment):
    """The day within which a moment lies."""
    day = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).replace(hour=0, minute=0, second=0)
    begin = day_start(cdash, day)
    return day + datetime.timedelta(days=(moment - begin) // DAY_S)


def interval(cdash, query):
    """From and to, in seconds. A day that cannot be read is as one that is not there."""
    begin, end, date = (parsed_day(query[key]) if key in query else None for key in ("begin", "end", "date"))
    if begin is None or end is None:
        one = begin or end or date
        if one is None:
            newest = max((build.start for build in cdash.store.builds), default=0)
            one = testing_day(cdash, newest)
        begin = end = one
    return day_start(cdash, begin), day_start(cdash, end) + DAY_S


def chosen(query):
    """A predicate of (build, test) made of the filters."""
    tests = []
    for at in range(1, int(query.get("filtercount", "0") or 0) + 1):
        field, comparison = FIELDS.get(query.get(f"field{at}")), COMPARISONS.get(query.get(f"compare{at}"))
        if field is None or comparison is None:
            raise Refused(500, f"filter {at} is not understood")
        value = query.get(f"value{at}", "")
        tests.append(lambda build, test, f=field, c=comparison, v=value: c(f(build, test), v))
    if not tests:
        return lambda *_: True
    combine = any if query.get("filtercombine") == "or" else all
    return lambda build, test: combine(one(build, test) for one in tests)


def query_tests(cdash, request):
    """The rows come by status and name, not by time."""
    if "project" not in request.query:
        return {"error": "Valid project required"}
    if request.query["project"] != cdash.project:
        raise Refused(404, HIDDEN)
    admit(cdash, request)
    begin, end = interval(cdash, request.query)
    wanted = chosen(request.query)
    rows = [(build, test) for build in cdash.store.builds if begin <= build.start < end
            for rows in build.tests.values() for test in rows if wanted(build, test)]
    rows.sort(key=lambda row: (row[1].status, row[1].name, row[1].id))
    limit = int(request.query.get("limit", "0") or 0)
    builds = [row_of(*row) for row in rows[:limit or None]]
    return numbers({"title": f"CDash : {cdash.project}", "extrameasurements": [], "builds": builds})


def row_of(build, test):
    started = datetime.datetime.fromtimestamp(build.start, datetime.timezone.utc)
    status, status_class = STATUS.get(test.status, (test.status, "warning"))
    return {"testname": test.name, "site": build.site, "buildName": build.name,
            "buildstarttime": started.strftime("%Y-%m-%dT%H:%M:%S UTC"), "time": test.time,
            "details": test.details + "\n", "buildSummaryLink": f"build/{build.id}",
            "testDetailsLink": f"test/{test.id}", "status": status, "statusclass": status_class}


# testGraph.php


def test_graph(cdash, request):
    query = request.query
    if not query.get("buildid", "").isdigit():
        raise Refused(400, '"buildid" parameter is required.')
    build = cdash.store.build(int(query["buildid"]))
    if build is None:
        raise Refused(404, HIDDEN)
    admit(cdash, request)
    name, kind = query.get("testname"), query.get("type")
    if name not in build.tests:
        raise Refused(404, "test not found")
    if kind is None or (kind == "measurement" and "measurementname" not in query):
        raise Refused(500, "Undefined array key")
    if kind == "measurement":
        points = cdash.store.points(build, name, query["measurementname"])
        return numbers([{"label": query["measurementname"], "data": graph(points)}])
    if kind == "time":
        return numbers([{"label": "Execution Time (seconds)", "data": graph(cdash.store.times(build, name))}])
    raise Refused(400, "Invalid type of graph requested.")


def graph(points):
    return [{"buildtestid": test_id, "x": milliseconds, "y": value} for test_id, milliseconds, value in points]


# testDetails.php


def test_details(cdash, request):
    query = request.query
    if not query.get("buildtestid", "").isdigit():
        raise Refused(400, "A valid test was not specified.")
    found = cdash.store.test(int(query["buildtestid"]))
    if found is None:
        raise Refused(404, HIDDEN)
    admit(cdash, request)
    build, test = found
    measurements = [{"name": name, "type": kind, "value": value} for name, kind, value in test.measurements]
    measurements += [{"name": name, "type": kind, "value": ""} for name, kind, _ in test.archives]
    return {"test": {"id": test.id, "buildid": build.id, "build": build.name, "site": build.site, "test": test.name,
                     "status": STATUS.get(test.status, (test.status, ""))[0], "details": test.details,
                     "images": [{"role": name} for name in test.images], "measurements": measurements}}


INTERFACES = {"queryTests.php": query_tests, "testGraph.php": test_graph, "testDetails.php": test_details}
