"""What a project's database holds: builds, their tests, and the trends made of them."""

import dataclasses
import itertools
import re
import time

from cdash import documents

# What PHP calls numeric, exponents apart, which the interfaces leave as strings
NUMBER = re.compile(r"\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*")


@dataclasses.dataclass
class Build:
    """`start` is in seconds since the epoch; `tests` lists each test as often as it was submitted."""

    id: int
    site: str
    name: str
    stamp: str
    start: int
    done: bool = False
    tests: dict = dataclasses.field(default_factory=dict)

    @property
    def group(self):
        """All after the second dash."""
        return "-".join(self.stamp.split("-")[2:])

    @property
    def key(self):
        return (self.site, self.name, self.stamp)

    @property
    def trend(self):
        """What builds have in common whose figures make one trend."""
        return (self.site, self.group, self.name)


@dataclasses.dataclass
class Upload:
    """An accepted document. Its id is the one that was answered."""

    part: str
    site: str
    build: str
    stamp: str
    body: bytes
    build_id: int | None


def number(text):
    """A number as the interfaces give it, or None for what stays a string there."""
    if not NUMBER.fullmatch(text):
        return None
    return float(text) if "." in text else int(text)


class Store:
    """Not safe for threads by itself."""

    def __init__(self):
        self.builds = []
        self.uploads = []
        self.complaints = []
        # Apart from each other, so that one taken for the other is noticed
        self._build_ids = itertools.count(1)
        self._test_ids = itertools.count(10001)

    def build(self, build_id):
        return next((build for build in self.builds if build.id == build_id), None)

    def test(self, test_id):
        """A test and its build, or None."""
        return next(((build, test) for build in self.builds for rows in build.tests.values() for test in rows
                     if test.id == test_id), None)

    def named(self, site, name, stamp):
        """The build of these names, made when there is none. It starts now; a document may tell of an earlier time."""
        for build in self.builds:
            if build.key == (site, name, stamp):
                return build
        build = Build(next(self._build_ids), site, name, stamp, int(time.time()))
        self.builds.append(build)
        return build

    def process(self, document):
        """Throws documents.Aborted."""
        if document.part == "Done":
            self._finish(document)
        else:
            self._add(document)

    def _finish(self, document):
        build = self.build(document.done_build_id())
        if build is None:
            raise documents.Aborted("Done.xml is of a build that does not exist")
        build.done = True

    def _add(self, document):
        build = self.named(document.site, document.build, document.stamp)
        if build.done:
            self.builds.remove(build)
            build = self.named(document.site, document.build, document.stamp)
        start = document.start()
        if start is not None:
            build.start = min(build.start, start)
        if document.part == "Test":
            for test in document.tests(self.complaints.append):
                self._add_test(build, test)

    def _add_test(self, build, test):
        test.id = next(self._test_ids)
        build.tests.setdefault(test.name, []).append(test)
        text = documents.too_long(test)
        if text is not None:
            test.measurements, test.archives, test.files, test.images = [], [], {}, {}
            raise documents.Aborted(f"value too long for type character varying({documents.LONGEST_NAME}): {text}")

    def rows(self, build, test):
        """Each run of a test, with its build, in the builds that share the trend of one; oldest first."""
        joined = sorted((other for other in self.builds if other.trend == build.trend), key=lambda other: other.start)
        return [(other, row) for other in joined for row in other.tests.get(test, [])]

    def points(self, build, test, metric):
        """(test id, milliseconds, value as text)"""
        return [(row.id, other.start * 1000, value) for other, row in self.rows(build, test)
                for name, _, value in row.measurements if name == metric]

    def times(self, build, test):
        """(test id, milliseconds, seconds as text)"""
        return [(row.id, other.start * 1000, row.time) for other, row in self.rows(build, test)]

    def series(self, test, metric, site=None, build=None):
        """The trend of the newest build that has the test. Throws ValueError where a figure would be a string."""
        having = [other for other in self.builds
                  if test in other.tests and site in (None, other.site) and build in (None, other.name)]
        if not having:
            return []
        points = []
        for _, milliseconds, text in self.points(max(having, key=lambda other: (other.start, other.id)), test, metric):
            if number(text) is None:
                raise ValueError(f"'{text}' for {metric} comes back as a string")
            points.append((milliseconds, float(number(text))))
        return points
