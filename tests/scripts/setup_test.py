"""scripts/setup on a machine that is made up: its PATH holds nothing but the commands that a test puts there."""

import pathlib
import subprocess
import tempfile
import unittest

SETUP = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "setup"
TOOLS = {"cmake": "cmake", "c++": "g++", "ninja": "ninja-build", "git": "git", "pkg-config": "pkg-config",
         "gnuplot": "gnuplot-nox"}
TEST_TOOLS = {"xmllint": "libxml2-utils", "make": "make", "dpkg-shlibdeps": "dpkg-dev", "file": "file",
              "hyperfine": "hyperfine", "openssl": "openssl", "node": "nodejs", "npm": "npm", "curl": "curl",
              "chromium": "chromium", "perf": "linux-perf", "valgrind": "valgrind", "heaptrack": "heaptrack"}
CI_TOOLS = {"clang++": "clang", "clang-tidy": "clang-tidy", "clang-format": "clang-format", "llvm-symbolizer": "llvm",
            "shellcheck": "shellcheck"}
LIBRARIES = {"libboost1.81-dev", "libcli11-dev", "libexpected-dev", "libfmt-dev", "libpugixml-dev",
             "nlohmann-json3-dev", "libcpp-httplib-dev", "libssl-dev", "libarchive-dev", "libprotozero-dev",
             "libsimdjson-dev", "libtomlplusplus-dev", "libxxhash-dev", "zlib1g-dev"}
TEST_LIBRARIES = {"libgtest-dev", "libgmock-dev", "python3-jsonschema"}
CI_LIBRARIES = {"libclang-rt-14-dev"}


class Machine:
    def __init__(self, folder):
        self.bin = folder / "bin"
        self.log = folder / "log"
        self.bin.mkdir()
        self.log.touch()
        (self.bin / "env").symlink_to("/usr/bin/env")
        self.user(0)
        self.packages([])
        self.apt_get()

    def command(self, name, script=""):
        file = self.bin / name
        file.write_text(f"#!/bin/bash\n{script}\n")
        file.chmod(0o755)

    def commands(self, names):
        for name in names:
            self.command(name)

    def packages(self, installed):
        """dpkg-query as it answers of them, of one that was removed, and of those that it never heard of."""
        names = "|".join(installed) or "-"
        self.command("dpkg-query", f"case ${{@: -1}} in {names}) echo -n installed;;\n"
                                   "git) echo -n config-files;; *) echo never heard of it >&2; exit 1;; esac")

    def apt_get(self, exit_code=0):
        """apt-get, as talkative as the real one is with -qq."""
        chatter = '[[ "$*" = *install* ]] && echo "Selecting previously unselected package"'
        self.command("apt-get", f'echo "apt-get $*" >>"{self.log}"; {chatter}; exit {exit_code}')

    def user(self, uid):
        self.command("id", f"echo {uid}")
        self.command("sudo", f'echo -n "sudo " >>"{self.log}"; exec "$@"')

    def complete(self):
        self.commands([*TOOLS, *TEST_TOOLS])
        self.packages([*LIBRARIES, *TEST_LIBRARIES])

    def setup(self, *arguments):
        return subprocess.run(["/bin/bash", SETUP, *arguments], env={"PATH": str(self.bin)}, capture_output=True,
                              text=True, check=False)

    def calls(self):
        return self.log.read_text().splitlines()


class Setup(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="perfbench-setup-")
        self.addCleanup(folder.cleanup)
        self.machine = Machine(pathlib.Path(folder.name))

    def installed(self, *arguments):
        """The packages that setup installs, and says that it installs."""
        process = self.machine.setup(*arguments)
        self.assertEqual(process.returncode, 0, process.stderr)
        (said,) = process.stdout.splitlines()
        calls = self.machine.calls()
        if not calls:
            self.assertEqual(said, "setup: everything is there")
            return set()
        update, install = ([word for word in call.split() if not word.startswith("-")] for call in calls)
        self.assertEqual(update, ["apt-get", "update"])
        self.assertEqual(install[:2], ["apt-get", "install"])
        self.assertIn("--yes", calls[1])
        packages = install[2:]
        self.assertEqual(said, "setup: installing " + " ".join(packages))
        return set(packages)

    def test_installs_on_a_bare_machine_all_that_is_needed_to_build(self):
        self.assertEqual(self.installed(), {*TOOLS.values(), *LIBRARIES})

    def test_installs_what_the_tests_need_only_when_asked(self):
        self.machine.commands(TOOLS)
        self.machine.packages(LIBRARIES)
        self.assertEqual(self.installed(), set())
        self.assertEqual(self.installed("--tests"), {*TEST_TOOLS.values(), *TEST_LIBRARIES})

    def test_installs_what_ci_needs_only_when_asked(self):
        self.machine.complete()
        self.assertEqual(self.installed("--tests"), set())
        self.assertEqual(self.installed("--ci"), {*CI_TOOLS.values(), *CI_LIBRARIES})

    def test_installs_for_ci_what_the_tests_need_too(self):
        self.machine.commands([*TOOLS, *CI_TOOLS])
        self.machine.packages([*LIBRARIES, *CI_LIBRARIES])
        self.assertEqual(self.installed("--ci"), {*TEST_TOOLS.values(), *TEST_LIBRARIES})

    def test_installs_nothing_where_nothing_is_missing(self):
        self.machine.complete()
        self.assertEqual(self.installed("--tests"), set())

    def test_installs_just_the_package_that_is_missing(self):
        self.machine.complete()
        self.machine.packages(LIBRARIES - {"libfmt-dev"})
        self.assertEqual(self.installed(), {"libfmt-dev"})

    def test_takes_a_command_that_is_there_or_its_package(self):
        self.machine.complete()
        (self.machine.bin / "ninja").unlink()
        self.machine.packages([*LIBRARIES, "ninja-build"])
        self.assertEqual(self.installed(), set())

    def test_asks_for_rights_only_where_it_has_none(self):
        self.machine.setup()
        self.assertNotIn("sudo", self.machine.log.read_text())
        self.machine.user(1000)
        self.machine.log.write_text("")
        self.machine.setup()
        self.assertEqual([call.split()[0] for call in self.machine.calls()], ["sudo", "sudo"])

    def test_stops_where_apt_get_fails(self):
        self.machine.apt_get(exit_code=100)
        self.assertNotEqual(self.machine.setup().returncode, 0)
        self.assertEqual(len(self.machine.calls()), 1)

    def test_names_what_is_missing_where_there_is_no_apt_get(self):
        self.machine.complete()
        self.machine.packages(LIBRARIES - {"libfmt-dev"})
        (self.machine.bin / "apt-get").unlink()
        process = self.machine.setup()
        self.assertEqual(process.returncode, 1)
        self.assertIn("libfmt-dev", process.stderr)
        self.assertEqual(process.stdout, "")

    def test_refuses_an_argument_that_it_does_not_know(self):
        process = self.machine.setup("--everything")
        self.assertEqual(process.returncode, 2)
        self.assertIn("--tests", process.stderr)
        self.assertIn("--ci", process.stderr)
        self.assertEqual(self.machine.calls(), [])


if __name__ == "__main__":
    unittest.main()
