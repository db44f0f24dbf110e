"""Projects that use PerfBench.cmake, each in a fresh directory, with a fake perfbench that notes how it is called."""

import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SCRATCH = pathlib.Path(os.environ.get("PERFBENCH_TEST_SCRATCH") or tempfile.gettempdir()) / "perfbench-cmake"
GENERATORS = ("Unix Makefiles", "Ninja", "Ninja Multi-Config")

# Exits as told by PERFBENCH_FAKE_EXIT; refuses, as the real one does, a rule on a figure that it does not know.
FAKE_RUNNER = """#!{python}
import json, os, pathlib, sys
arguments = sys.argv[1:]
if "--dry-run" in arguments:
    with open(pathlib.Path(__file__).with_name("asked.jsonl"), "a") as asked:
        asked.write(json.dumps(arguments) + "\\n")
    refused = [a for a in arguments if a.startswith("nonsense")]
    if refused:
        print(f"--sla '{{refused[0]}}': unknown figure", file=sys.stderr)
    sys.exit(2 if refused else 0)
out_dir = pathlib.Path(arguments[arguments.index("--out-dir") + 1])
out_dir.mkdir(parents=True, exist_ok=True)
(out_dir / "called.json").write_text(json.dumps(arguments))
print("fake perfbench was here")
sys.exit(int(os.environ.get("PERFBENCH_FAKE_EXIT", "0")))
"""


class Registered:
    """A test as `ctest --show-only=json-v1` has it."""

    def __init__(self, entry):
        self.command = entry["command"]
        self.properties = {p["name"]: p["value"] for p in entry.get("properties", [])}

    @property
    def options(self):
        """perfbench's own arguments."""
        return self.command[1 : self.command.index("--")]

    @property
    def worker(self):
        return self.command[self.command.index("--") + 1 :]

    def values(self, option):
        return [self.options[i + 1] for i, word in enumerate(self.options) if word == option]


class Consumer:
    def __init__(self, directory, generator="Ninja"):
        shutil.rmtree(directory, ignore_errors=True)
        self.source = directory / "source"
        self.build_dir = directory / "build"
        self.fake = directory / "fake" / "perfbench"
        self.profiles = directory / "fake" / "profiles"
        self.module = SOURCE / "cmake" / "PerfBench.cmake"
        self.generator = generator
        self.source.mkdir(parents=True)
        self.profiles.mkdir(parents=True)
        self.fake.write_text(FAKE_RUNNER.format(python=sys.executable))
        self.fake.chmod(stat.S_IRWXU)
        for name in ("cold", "smoke"):
            (self.profiles / f"{name}.json").write_text("{}")

    @property
    def multi_config(self):
        return "Multi-Config" in self.generator

    @property
    def results(self):
        return self.build_dir / "perf-results"

    def write(self, name, text):
        file = self.source / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def project(self, text, languages="NONE"):
        """A CMakeLists.txt in which PerfBench::perfbench is the fake."""
        self.write(
            "CMakeLists.txt",
            f"""cmake_minimum_required(VERSION 3.25)
project(consumer {languages})
enable_testing()
add_executable(PerfBench::perfbench IMPORTED)
set_target_properties(PerfBench::perfbench PROPERTIES
  IMPORTED_LOCATION "{self.fake}" PERFBENCH_PROFILE_DIR "{self.profiles}")
include("{self.module}")
{text}
""",
        )

    def configure(self, *options):
        return run(["cmake", "-S", self.source, "-B", self.build_dir, "-G", self.generator, *options])

    def build(self, *options):
        return run(["cmake", "--build", self.build_dir, *options])

    def registered(self, config=None):
        """The tests, by name."""
        configuration = ["-C", config] if config else []
        shown = run(["ctest", "--test-dir", self.build_dir, "--show-only=json-v1", *configuration])
        return {test["name"]: Registered(test) for test in json.loads(shown.stdout)["tests"] if "command" in test}

    def ctest(self, *options, **environment):
        return run(["ctest", "--test-dir", self.build_dir, *options], **environment)

    def called(self):
        """The arguments with which ctest has run the fake."""
        return json.loads((self.results / "called.json").read_text())

    def asked(self):
        """The arguments of each --dry-run."""
        file = self.fake.with_name("asked.jsonl")
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


# What a person's or a build machine's environment may hold that would change a consumer's configuration.
SHED = re.compile("CMAKE_|CTEST_|CFLAGS$|CXXFLAGS$|PERFBENCH_")


def run(command, cwd=None, **environment):
    kept = {name: value for name, value in os.environ.items() if not SHED.match(name)}
    words = [str(word) for word in command]
    return subprocess.run(words, capture_output=True, text=True, cwd=cwd, env={**kept, **environment}, check=False)


def install(prefix):
    """Installs the built PerfBench, that of PERFBENCH_TEST_BUILD, where nothing is left of an earlier one."""
    shutil.rmtree(prefix, ignore_errors=True)
    installed = run(["cmake", "--install", os.environ["PERFBENCH_TEST_BUILD"], "--prefix", prefix])
    if installed.returncode != 0:
        raise RuntimeError(installed.stderr)


class ConsumerTest(unittest.TestCase):
    def consumer(self, text=None, generator="Ninja", languages="NONE"):
        """A new consumer in a directory of this test's own, cleaned before."""
        self.made = getattr(self, "made", 0) + 1
        suite = pathlib.Path(sys.argv[0]).stem
        consumer = Consumer(SCRATCH / suite / f"{self.id().removeprefix('__main__.')}.{self.made}", generator)
        if text is not None:
            consumer.project(text, languages)
        return consumer

    def configured(self, text, *options, generator="Ninja", languages="NONE"):
        consumer = self.consumer(text, generator, languages)
        self.succeed(consumer.configure(*options))
        return consumer

    def only(self, text, **arguments):
        """The one test that `text` registers."""
        (test,) = self.configured(text, **arguments).registered().values()
        return test

    def succeed(self, process):
        self.assertEqual(process.returncode, 0, f"{process.args}\n{process.stdout}\n{process.stderr}")
        return process

    def message(self, process):
        """What CMake said on stderr, its line breaks undone."""
        return " ".join(process.stderr.split())


class InstalledTest(ConsumerTest):
    """Consumers of the real perfbench: installed, then moved to a path with a space, as a package may be."""

    @classmethod
    def setUpClass(cls):
        folder = SCRATCH / pathlib.Path(sys.argv[0]).stem
        cls.prefix = folder / "moved prefix"
        shutil.rmtree(cls.prefix, ignore_errors=True)
        install(folder / "first prefix")
        (folder / "first prefix").rename(cls.prefix)

    def project(self, text, *options, generator="Ninja", languages="NONE", folder=None):
        """A configured consumer that has PerfBench by find_package; a `folder` of that name is above it."""
        consumer = self.consumer(generator=generator)
        if folder:
            consumer = Consumer(consumer.source.parent / folder, generator)
        begin = f"cmake_minimum_required(VERSION 3.25)\nproject(x {languages})\nenable_testing()"
        consumer.write("CMakeLists.txt", f"{begin}\nfind_package(PerfBench REQUIRED)\n{text}\n")
        consumer.find = [f"-DCMAKE_PREFIX_PATH={self.prefix}", "-DCMAKE_BUILD_TYPE=Release", *options]
        return consumer

    def results(self, folder):
        """Each test's newest result below `folder`, by the test's name."""
        files = sorted(folder.glob("*/summary.json"), key=lambda file: file.stat().st_mtime_ns)
        return {result["profile"]["test_name"]: result for result in (json.loads(file.read_text()) for file in files)}


main = unittest.main
