"""The Debian package: what it says of itself, what it holds, and that it works from wherever it is unpacked."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

from consumer import SCRATCH, SOURCE, ConsumerTest, main, run

FOLDER = SCRATCH / "package_test"


@unittest.skipUnless(shutil.which("dpkg-shlibdeps"), "needs Debian's dpkg-dev")
class ThePackage(ConsumerTest):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(FOLDER, ignore_errors=True)
        config = pathlib.Path(os.environ["PERFBENCH_TEST_BUILD"]) / "CPackConfig.cmake"
        made = run(["cpack", "--config", config, "-G", "DEB", "-B", FOLDER])
        if made.returncode != 0:
            raise RuntimeError(made.stdout + made.stderr)
        (cls.file,) = FOLDER.glob("*.deb")
        cls.version = re.search(r"VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text().split("project(")[1]).group(1)
        cls.architecture = run(["dpkg", "--print-architecture"]).stdout.strip()

    def field(self, name):
        return self.succeed(run(["dpkg-deb", "--field", self.file, name])).stdout.strip()

    def test_is_named_and_described_as_debian_expects(self):
        self.assertEqual(self.file.name, f"perfbench_{self.version}_{self.architecture}.deb")
        self.assertEqual(self.field("Package"), "perfbench")
        self.assertEqual(self.field("Version"), self.version)
        self.assertEqual(self.field("Architecture"), self.architecture)
        self.assertEqual(self.field("Section"), "devel")
        self.assertEqual(self.field("Priority"), "optional")
        self.assertEqual(self.field("Recommends"), "gnuplot-nox")
        self.assertRegex(self.field("Maintainer"), r"^PerfBench developers <[^<>@ ]+@[^<>@ ]+>$")
        synopsis, *description = self.field("Description").splitlines()
        self.assertRegex(synopsis, r"^[a-z].{10,70}[^.]$")
        self.assertGreater(len(description), 3)
        self.assertTrue(all(line.startswith(" ") and len(line) <= 80 for line in description))

    def test_depends_on_the_libraries_that_perfbench_is_linked_with_and_no_others(self):
        depends = {entry.split()[0] for entry in self.field("Depends").split(",")}
        needed = set()
        stage = pathlib.Path(os.environ["PERFBENCH_TEST_BUILD"]) / "stage"
        programs = ("bin/perfbench", "bin/perfbench-collector", "libexec/perfbench/perfbench-cdash",
                    "libexec/perfbench/perfbench-otlp-export")
        binary = run(["objdump", "-p", *(stage / program for program in programs)]).stdout
        for library in re.findall(r"NEEDED +(\S+)", binary):
            found = subprocess.run(["dpkg-query", "--search", f"*/{library}"], capture_output=True, text=True, check=True)
            needed |= {line.split(":")[0] for line in found.stdout.splitlines() if not line.startswith("diversion")}
        self.assertIn("libfmt9", depends)
        self.assertTrue(depends <= needed, f"{depends} and {needed}")

    def test_holds_files_of_root_below_usr(self):
        entries = []
        for line in self.succeed(run(["dpkg-deb", "--contents", self.file])).stdout.splitlines():
            mode, owner, _, _, _, path = line.split(maxsplit=5)
            entries.append((mode, path))
            self.assertEqual(owner, "root/root", line)
            self.assertTrue(path.startswith("./usr/"), line)
            expected = "drwxr-xr-x" if path.endswith("/") else "-rwxr-xr-x" if "/bin/" in path or "/libexec/" in path else "-rw-r--r--"
            self.assertEqual(mode, expected, line)
        paths = {path for _, path in entries}
        for path in ("bin/perfbench", "libexec/perfbench/perfbench-launcher", "libexec/perfbench/perfbench-cdash",
                     "libexec/perfbench/perfbench-otlp-export",
                     "lib/cmake/PerfBench/PerfBenchDashboard.cmake", "lib/cmake/PerfBench/PerfBenchConfig.cmake",
                     "lib/cmake/PerfBench/PerfBenchConfigVersion.cmake", "share/perfbench/profiles/cold.json",
                     "share/perfbench/schema/v4.schema.json", "share/doc/perfbench/copyright",
                     "share/doc/perfbench/changelog.gz", "share/man/man1/perfbench.1.gz"):
            self.assertIn(f"./usr/{path}", paths)

    def test_names_no_folder_of_the_machine_that_made_it(self):
        root = FOLDER / "names"
        self.succeed(run(["dpkg-deb", "-x", self.file, root]))
        for file in [path for path in root.rglob("*") if path.is_file()]:
            content = file.read_bytes()
            if content.startswith(b"\x7fELF"):  # a sanitizer names source files
                continue
            for folder in (SOURCE, os.environ["PERFBENCH_TEST_BUILD"], FOLDER):
                self.assertNotIn(str(folder).encode(), content, file)

    def test_works_from_where_it_is_unpacked(self):
        root = FOLDER / "an unpacked package"
        self.succeed(run(["dpkg-deb", "-x", self.file, root]))
        consumer = self.consumer()
        consumer.write("CMakeLists.txt", """cmake_minimum_required(VERSION 3.25)
            project(x NONE)
            enable_testing()
            find_package(PerfBench REQUIRED)
            add_perf_test(NAME t COMMAND true PROFILE smoke)""")
        self.succeed(consumer.configure(f"-DCMAKE_PREFIX_PATH={root}/usr"))
        self.assertEqual(consumer.registered()["t"].command[0], f"{root}/usr/bin/perfbench")
        self.succeed(consumer.ctest("-L", "perf"))
        self.assertTrue((consumer.results / "latest" / "summary.json").exists())


if __name__ == "__main__":
    main()
