"""The three ways into CMake register the same tests. Needs a built PerfBench, in PERFBENCH_TEST_BUILD."""

import pathlib
import shutil

from consumer import GENERATORS, SCRATCH, SOURCE, ConsumerTest, install, main, run

PREFIX = SCRATCH / "ways_in_test" / "moved prefix"

ADD_SUBDIRECTORY = f'add_subdirectory("{SOURCE}" perfbench EXCLUDE_FROM_ALL)'
FETCH_CONTENT = f"""include(FetchContent)
FetchContent_Declare(PerfBench SOURCE_DIR "{SOURCE}")
FetchContent_MakeAvailable(PerfBench)"""
WAYS = {
    "find_package": "find_package(PerfBench REQUIRED)",
    "add_subdirectory": ADD_SUBDIRECTORY,
    "FetchContent": FETCH_CONTENT,
}

# ctest shows no command whose program is not there, so each consumer tells where it expects perfbench.
TELL_RUNNER = 'file(GENERATE OUTPUT runner-$<CONFIG> CONTENT "$<TARGET_FILE:PerfBench::perfbench>")'

TESTS = """
add_executable(app app.c)
add_perf_profile(NAME quick EXTENDS smoke ITERATIONS 2)
add_perf_test(NAME words COMMAND app "" "a;b" "[" PROFILE quick WORKER_ENV "KEY=[value")
add_perf_test(NAME rule COMMAND app SLA "latency_ms.max <= 10s" PROPERTIES TIMEOUT 60 LABELS nightly)
add_subdirectory(below)
"""


def setUpModule():
    """Installs PerfBench, and moves it: the package holds no absolute path."""
    first = PREFIX.with_name("prefix")
    shutil.rmtree(PREFIX, ignore_errors=True)
    install(first)
    first.rename(PREFIX)


class AWayIn(ConsumerTest):
    def consumer_by(self, way, generator="Ninja", tests=TESTS, languages="C"):
        consumer = self.consumer(generator=generator)
        tell = TELL_RUNNER if way else ""
        project = f"cmake_minimum_required(VERSION 3.25)\nproject(x {languages})\nenable_testing()"
        consumer.write("CMakeLists.txt", "\n".join([project, way, tell, tests]))
        consumer.write("app.c", "int main(void) { return 0; }\n")
        consumer.write("below/CMakeLists.txt", "add_perf_test(NAME below COMMAND app PROFILE smoke)")
        return consumer

    def configure(self, consumer):
        return consumer.configure(f"-DCMAKE_PREFIX_PATH={PREFIX}", "-DCMAKE_BUILD_TYPE=Release")

    def runner(self, consumer):
        """Where perfbench is, or will be when it is built: a file is put there for ctest to find."""
        runner = pathlib.Path((consumer.build_dir / "runner-Release").read_text())
        if not runner.exists():
            runner.parent.mkdir(parents=True, exist_ok=True)
            runner.touch(mode=0o700)
        return runner

    def normalised(self, consumer, config):
        """What is registered, with the consumer's own directories and the runner's path replaced."""
        self.runner(consumer)
        tests = {}
        for name, test in consumer.registered(config).items():
            words = [word.replace(str(consumer.build_dir), "BUILD") for word in test.command[1:]]
            properties = {name: value for name, value in test.properties.items() if name != "WORKING_DIRECTORY"}
            tests[name] = (pathlib.Path(test.command[0]).name, words, properties)
        return tests

    def test_registers_what_the_others_do(self):
        for generator in GENERATORS:
            registered = {}
            for name, way in WAYS.items():
                consumer = self.consumer_by(way, generator)
                self.succeed(self.configure(consumer))
                registered[name] = self.normalised(consumer, "Release" if consumer.multi_config else None)
            with self.subTest(generator):
                self.assertEqual(set(registered["find_package"]), {"words", "rule", "below"})
                self.assertEqual(registered["add_subdirectory"], registered["find_package"])
                self.assertEqual(registered["FetchContent"], registered["find_package"])

    def test_through_the_sources_has_perfbench_built_by_default(self):
        consumer = self.consumer_by(ADD_SUBDIRECTORY)
        self.succeed(self.configure(consumer))
        planned = consumer.build("--", "-n", "-v").stdout
        runner = pathlib.Path((consumer.build_dir / "runner-Release").read_text())
        self.assertIn(f"-o {runner.relative_to(consumer.build_dir)} ", planned)

    def test_through_the_sources_brings_no_tests_rules_or_settings_of_its_own(self):
        tests = """add_perf_test(NAME t COMMAND tool)
                   file(WRITE "${CMAKE_BINARY_DIR}/seen" "${BUILD_TESTING}|${CMAKE_CXX_STANDARD}|${arg_NAME}")"""
        for way in (ADD_SUBDIRECTORY, FETCH_CONTENT):
            consumer = self.consumer_by(way, tests=tests)
            self.succeed(self.configure(consumer))
            self.assertEqual(list(self.normalised(consumer, None)), ["t"])
            self.assertEqual((consumer.build_dir / "seen").read_text(), "||")
            prefix = consumer.build_dir / "prefix"
            run(["cmake", "--install", consumer.build_dir, "--prefix", prefix])
            self.assertEqual([file for file in prefix.rglob("*") if file.is_file()], [])

    def test_by_find_package_needs_no_language(self):
        tests = "add_perf_test(NAME t COMMAND tool)"
        consumer = self.consumer_by(WAYS["find_package"], tests=tests, languages="NONE")
        self.succeed(self.configure(consumer))
        self.assertEqual(consumer.registered()["t"].command[0], str(PREFIX / "bin" / "perfbench"))

    def test_by_find_package_may_be_taken_in_several_directories(self):
        tests = "add_subdirectory(one)\nadd_subdirectory(two)"
        consumer = self.consumer_by("", tests=tests, languages="NONE")
        for directory in ("one", "two"):
            test = f"add_perf_test(NAME {directory} COMMAND tool PROPERTIES TIMEOUT 50)"
            consumer.write(f"{directory}/CMakeLists.txt", f"{WAYS['find_package']}\n{test}")
        self.succeed(self.configure(consumer))
        deadlines = {name: test.values("--deadline-sec") for name, test in consumer.registered().items()}
        self.assertEqual(deadlines, {"one": ["40"], "two": ["40"]})

    def test_by_find_package_gives_way_to_one_taken_before(self):
        tests = "find_package(PerfBench REQUIRED)\nadd_perf_test(NAME t COMMAND tool PROFILE cold)"
        for way in (ADD_SUBDIRECTORY, WAYS["find_package"]):
            consumer = self.consumer_by(way, tests=tests)
            self.succeed(self.configure(consumer))
            runner = self.runner(consumer)
            self.assertEqual(consumer.registered()["t"].command[0], str(runner))

    def test_by_find_package_can_ask_for_a_version(self):
        for asked, accepted in (("0.1", True), ("0.1.0", True), ("0.0.9", False), ("0.2", False), ("1", False)):
            with self.subTest(asked):
                consumer = self.consumer_by(f"find_package(PerfBench {asked} REQUIRED)", tests="", languages="NONE")
                process = self.configure(consumer)
                self.assertEqual(process.returncode == 0, accepted)
                if not accepted:
                    self.assertIn(f'compatible with requested version "{asked}"', self.message(process))
                    self.assertRegex(self.message(process), r"PerfBenchConfig\.cmake, version: 0\.1\.0")


if __name__ == "__main__":
    main()
