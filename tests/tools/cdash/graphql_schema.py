"""The types of the GraphQL interface, as far as a trend is read from them, in the two shapes that are about."""

import dataclasses
import datetime
from typing import Callable

from cdash import graphql_language

SCALARS = {"ID", "String", "Int", "DateTimeTz", "TestStatus", "NonNegativeSeconds", "Boolean"}
STATUS = {"passed": "PASSED", "failed": "FAILED", "notrun": "NOT_RUN"}
PAGE = {"first": "Int", "after": "String"}


@dataclasses.dataclass
class Field:
    """`read` takes the server, the object and the arguments. In the type's name "Connection" pages, "[...]" lists."""

    type: str
    read: Callable
    arguments: dict = dataclasses.field(default_factory=dict)
    filterable: bool = False


@dataclasses.dataclass
class Measurement:
    id: int
    name: str
    type: str
    value: str


def plain(kind, attribute, filterable=True):
    return Field(kind, lambda cdash, value, _: getattr(value, attribute), filterable=filterable)


def project(cdash, _, arguments):
    """Tokens mean nothing here: what is not public is not there."""
    return cdash if cdash.public and arguments.get("name", cdash.project) == cdash.project else None


def builds(cdash, _, arguments):
    found = sorted(cdash.store.builds, key=lambda build: build.id)
    for clause in reversed(arguments.get("orderBy") or []):
        found.sort(key=lambda build: build.start, reverse=clause["order"] == graphql_language.Enum("DESC"))
    return found


def start_time(cdash, build, _):
    return datetime.datetime.fromtimestamp(build.start, datetime.timezone(
        datetime.timedelta(hours=cdash.zone_hours))).isoformat()


def measurements(_, test, __):
    return [Measurement(test.id * 1000 + at, *row) for at, row in enumerate(test.measurements + test.archives)]


def schema(api):
    """Type -> its fields by name."""
    old = api == "3.10"
    order = {} if old else {"orderBy": "[OrderBy]"}
    measured = Field("TestMeasurementConnection", measurements, PAGE) if old else Field(
        "[TestMeasurement]", measurements, {"filters": "Filter:TestMeasurement"})
    return {
        "Query": {"project": Field("Project", project, {"name": "String"})},
        "Project": {
            "id": Field("ID", lambda *_: "1"),
            "name": plain("String", "project"),
            "builds": Field("BuildConnection", builds, {"filters": "Filter:Build", **PAGE, **order}),
        },
        "Build": {
            "id": plain("ID", "id"), "name": plain("String", "name"), "stamp": plain("String", "stamp"),
            "buildType": plain("String", "group"), "startTime": Field("DateTimeTz", start_time, filterable=True),
            "site": Field("Site", lambda _, build, __: build),
            "tests": Field("TestConnection", lambda _, build, __: [
                test for rows in build.tests.values() for test in rows], {"filters": "Filter:Test", **PAGE}),
        },
        "Site": {"id": plain("ID", "site"), "name": plain("String", "site")},
        "Test": {
            "id": plain("ID", "id"), "name": plain("String", "name"), "details": plain("String", "details"),
            "status": Field("TestStatus", lambda _, test, __: STATUS.get(test.status, test.status), filterable=True),
            "runningTime": Field("NonNegativeSeconds", lambda _, test, __: float(test.time)),
            "testMeasurements": measured,
        },
        "TestMeasurement": {
            "id": plain("ID", "id", filterable=False), "name": plain("String", "name"),
            "type": plain("String", "type"), "value": plain("String", "value", filterable=False),
        },
    }
