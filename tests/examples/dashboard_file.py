"""Test.xml, which `ctest -D ExperimentalTest` writes and a CDash server reads."""

import base64
import io
import math
import re
import tarfile
import xml.etree.ElementTree as ElementTree
import zlib

PLAIN_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
PATH_SEGMENT = re.compile(r'\["([^"]+)"\]|([^.\[]+)')  # ["with.dots"] or plain
# What CTest adds itself.
CTEST_OWN = {"Exit Code", "Exit Value", "Execution Time", "Processors", "Completion Status", "Command Line",
             "Environment"}


class DashboardTest:
    """A test as the file tells of it."""

    def __init__(self, element):
        self.status = element.get("Status")
        self.labels = [label.text for label in element.iter("Label")]
        self.named = [(m.get("name"), m.get("type"), m) for m in element.iter("NamedMeasurement")]
        self.names = [name for name, _, _ in self.named]
        self.printed = element.find("Results/Measurement/Value")

    def values(self, kind):
        """The measurements of a type, CTest's own left out."""
        return {name: m.findtext("Value") or "" for name, kind_of_this, m in self.named
                if kind_of_this == kind and name not in CTEST_OWN}

    def text(self, name):
        """The value of one measurement, as it was sent."""
        (element,) = (m for own, _, m in self.named if own == name)
        return element.findtext("Value")

    def output(self):
        """What a failed test printed; of a passed one CTest keeps 1 KiB, perhaps with half a character at the end."""
        text = self.printed.text
        return text if self.printed.get("encoding") is None else zlib.decompress(base64.b64decode(text)).decode()

    def files(self):
        """The files sent, by name."""
        return {name: unpacked(name, archive) for name, archive in self.values("file").items()}


    def pictures(self):
        """The pictures sent, by name."""
        return {name: base64.b64decode(picture) for name, picture in self.values("image/png").items()}


def unpacked(name, archive):
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(archive))) as packed:
        return packed.extractfile(name).read()


def path_of(build_dir):
    """The only one of a build tree."""
    (path,) = build_dir.glob("Testing/*/Test.xml")
    return path


def read(path):
    """Its tests by their names."""
    root = ElementTree.parse(path).getroot()
    return {test.findtext("Name"): DashboardTest(test) for test in root.iter("Test") if test.get("Status")}


def figure(summary, name):
    """What a summary.json holds under the name of a measurement."""
    for check in summary["checks"]:
        for key in ("limit", "margin_pct"):
            if name == f"{check['figure']}.{key}":
                return check[key]
    value = summary["summary"]
    for quoted, plain in PATH_SEGMENT.findall(name):
        value = value[quoted or plain]
    return value


def number(text):
    """What CDash makes of a value: a number only if it is a plain, finite decimal."""
    if not PLAIN_DECIMAL.fullmatch(text) or not math.isfinite(float(text)):
        raise ValueError(f"'{text}' would not be graphed")
    return float(text)
