"""Shows that the v4 schema and validate_json.py reject what is not v4: validate_json_test.py SCHEMA SUMMARY"""

import copy
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import jsonschema

SCHEMA, SUMMARY = sys.argv[1:3]
VALIDATOR = pathlib.Path(__file__).with_name("validate_json.py")
GOOD = json.loads(pathlib.Path(SUMMARY).read_text(encoding="utf-8"))


def objects_of(value, path=()):
    """Every object within, with its path."""
    if isinstance(value, dict):
        yield path, value
        for key, child in value.items():
            yield from objects_of(child, path + (key,))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from objects_of(child, path + (index,))


def at(value, path):
    for key in path:
        value = value[key]
    return value


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # In this process: a thousand mutations would each cost an interpreter.
        schema = json.loads(pathlib.Path(SCHEMA).read_text(encoding="utf-8"))
        cls.is_valid = staticmethod(jsonschema.Draft202012Validator(schema).is_valid)

    # Open objects have names of the worker's own, or of the harness's probes.
    OPEN = {"queue_cancel_metrics", "queue_cancel_datapoints", "sources", "not_measured", "not_read", "build"}
    OPTIONAL = {"worker_results", "started_at", "trace_id", "span_id"}
    # Figures beyond v4's are there where they were measured: objects of the summary, and their keys in a run.
    ADDITIONS = {"io", "scheduling", "counters", "heap"}
    IN_RUN = re.compile("^(on_cpu_ms|blocked_ms|io_.*|block_(reads|writes)|(minor|major)_page_faults)$")

    def test_the_golden_summary_is_valid(self):
        self.assertTrue(self.is_valid(GOOD))

    def test_no_key_may_be_missing(self):
        for path, found in objects_of(GOOD):
            if path and path[-1] in self.OPEN | self.ADDITIONS:
                continue
            for key in found.keys() - self.OPTIONAL - self.ADDITIONS:
                if self.IN_RUN.match(key):
                    continue
                broken = copy.deepcopy(GOOD)
                del at(broken, path)[key]
                self.assertFalse(self.is_valid(broken), f"{path} without {key}")

    def test_no_key_may_be_added_but_in_open_objects(self):
        for path, _ in objects_of(GOOD):
            extended = copy.deepcopy(GOOD)
            is_text = bool(path) and path[-1] in {"sources", "not_measured", "not_read", "build"}
            at(extended, path)["surprise"] = "x" if is_text else 1
            is_open = bool(path) and path[-1] in self.OPEN
            self.assertEqual(self.is_valid(extended), is_open, path)

    def test_no_figure_may_be_text(self):
        for path, found in objects_of(GOOD):
            for key, value in found.items():
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    broken = copy.deepcopy(GOOD)
                    at(broken, path)[key] = str(value)
                    self.assertFalse(self.is_valid(broken), f"{path}.{key} as text")


class Validator(unittest.TestCase):
    def status_of(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            command = [sys.executable, str(VALIDATOR), SCHEMA, file.name]
            return subprocess.run(command, stdout=subprocess.PIPE, check=False).returncode

    def test_nan_infinity_and_double_keys_are_no_json(self):
        good = json.dumps(GOOD)
        self.assertEqual(self.status_of(good), 0)
        for number in (math.nan, math.inf, -math.inf):
            broken = copy.deepcopy(GOOD)
            broken["checks"][0]["limit"] = number
            self.assertEqual(self.status_of(json.dumps(broken)), 1, number)
        self.assertEqual(self.status_of('{"schema_version": 4, ' + good[1:]), 1)

    def test_an_invalid_summary_fails(self):
        self.assertEqual(self.status_of(json.dumps({**GOOD, "schema_version": 3})), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
