"""An uploaded XML document: is it valid, and what does it say."""

import dataclasses
import functools
import pathlib
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

from cdash import attachments

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "data" / "cdash-schemas"
PARTS = {"Build": "Build", "Configure": "Configure", "Testing": "Test", "Notes": "Notes", "Upload": "Upload"}
START = {"Build": "StartBuildTime", "Configure": "StartConfigureTime", "Testing": "StartTestTime"}
LONGEST_NAME = 70
LONGEST_DETAILS = 255
LONGEST_TEST_NAME = 255


class Invalid(Exception):
    """The document breaks its schema, or is of no known kind."""


class Aborted(Exception):
    """The document is valid, but in the middle of it the database refuses a row. What came before it stays."""


@dataclasses.dataclass
class Test:
    """A test as the server keeps it."""

    name: str
    status: str
    details: str = ""
    time: str = "0"
    measurements: list = dataclasses.field(default_factory=list)  # (name, type, value), files and images left out
    files: dict = dataclasses.field(default_factory=dict)  # by file name, unpacked
    images: dict = dataclasses.field(default_factory=dict)  # by name
    archives: list = dataclasses.field(default_factory=list)  # (name, "file", base64), as the interfaces list files
    id: int = 0


@functools.cache
def xmllint():
    command = shutil.which("xmllint")
    if command is None:
        raise RuntimeError("the stand-in server needs the command xmllint (package libxml2-utils)")
    return command


class Document:
    """Throws Invalid. Its names are what the XML says, "" in a Done."""

    def __init__(self, body):
        try:
            self.root = ElementTree.fromstring(body)
        except (ElementTree.ParseError, ValueError) as error:
            raise Invalid(f"not well-formed: {error}") from error
        self.content = self._content()
        self.part = "Done" if self.root.tag == "Done" else PARTS[self.content.tag]
        self._check(body)
        self.site = self.root.get("Name", "")
        self.build = self.root.get("BuildName", "")
        self.stamp = self.root.get("BuildStamp", "")

    def _content(self):
        if self.root.tag == "Done":
            return self.root
        found = [child for child in self.root if child.tag in PARTS] if self.root.tag == "Site" else []
        if len(found) != 1:
            raise Invalid("Could not create handler based on xml content")
        return found[0]

    def _check(self, body):
        lint = subprocess.run([xmllint(), "--noout", "--nonet", "--schema", SCHEMAS / f"{self.part}.xsd", "-"],
                              input=body, capture_output=True, check=False)
        if lint.returncode != 0:
            raise Invalid("Xml validation failed: " + lint.stderr.decode(errors="replace"))

    def start(self):
        """Seconds since the epoch; None for a part that does not tell."""
        text = self.content.findtext(START.get(self.content.tag, "-"))
        if text is None:
            return None
        try:
            return int(text)
        except ValueError:
            raise Aborted(f"'{text}' is no time in seconds") from None

    def done_build_id(self):
        text = self.root.findtext("buildId")
        return int(text) if text.isdigit() else None

    def tests(self, complain):
        """One after the other, so that those before an Aborted are kept."""
        for element in self.content.findall("Test"):
            if element.get("Status") is not None:  # an entry of TestList has none
                yield test_of(element, complain)


def details_of(results):
    """As the server joins them: it has one column for all."""
    details = ""
    for named in results.iter("NamedMeasurement"):
        value = named.findtext("Value") or ""
        if named.get("name") == "Exit Code" and value:
            details = f"{details} ({value})" if details else value
        elif named.get("name") == "Completion Status":
            details = f"{value} ({details})" if details else value
    return details


def test_of(element, complain):
    """Four of the names that ctest adds are columns of their own there, not measurements."""
    test = Test(name=element.findtext("Name")[:LONGEST_TEST_NAME], status=element.get("Status"))
    test.details = details_of(element.find("Results"))
    if len(test.details) > LONGEST_DETAILS:
        raise Aborted(f"the details of test '{test.name}' have more than {LONGEST_DETAILS} characters")
    for named in element.find("Results").iter("NamedMeasurement"):
        name, kind, value = named.get("name"), named.get("type"), named.findtext("Value") or ""
        if name == "Execution Time":
            test.time = value
        elif name not in ("Exit Code", "Completion Status", "Command Line"):
            add_measurement(test, (name, kind, value), named.get("filename"), complain)
    return test


def add_measurement(test, measurement, filename, complain):
    name, kind, value = measurement
    if kind.startswith("image/"):
        image = attachments.image(kind, value)
        if image is None:
            complain(f"'{name}' of test '{test.name}' is no {kind} and is dropped")
        else:
            test.images[name] = image
    elif kind == "file":
        kept = attachments.first_member(value)
        if filename is None or kept is None:
            complain(f"file '{name}' of test '{test.name}' is no tar.gz with a file name and is dropped")
        else:
            test.files[filename] = kept
            test.archives.append((filename, kind, value))
    else:
        test.measurements.append((name, kind, value.strip()))


def too_long(test):
    """The first name or type for which the column is too short, or None."""
    for name, kind, _ in test.measurements + test.archives:
        for text in (name, kind):
            if len(text) > LONGEST_NAME:
                return text
    return None
