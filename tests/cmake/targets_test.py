"""COMMAND words that name targets."""

import pathlib

from consumer import GENERATORS, ConsumerTest, main

OPTIMISED = "-DCMAKE_BUILD_TYPE=Release"
PROGRAM = "int main(void) { return 0; }\n"


class ATarget(ConsumerTest):
    def c_project(self, text, generator="Ninja"):
        consumer = self.consumer(text, generator, languages="C")
        consumer.write("main.c", PROGRAM)
        return consumer

    def configured_c_project(self, text, *options, generator="Ninja"):
        consumer = self.c_project(text, generator)
        self.succeed(consumer.configure(*options))
        return consumer

    def test_becomes_its_file_whether_declared_before_or_after(self):
        for generator in GENERATORS:
            with self.subTest(generator):
                consumer = self.configured_c_project(
                    """add_executable(before main.c)
                       add_perf_test(NAME early COMMAND before -v)
                       add_perf_test(NAME late COMMAND after-all+.1 -v)
                       add_perf_test(NAME alias COMMAND ns::alias)
                       add_executable(after-all+.1 main.c)
                       add_executable(ns::alias ALIAS before)""",
                    generator=generator,
                )
                tests = consumer.registered("Debug")
                folder = consumer.build_dir / "Debug" if consumer.multi_config else consumer.build_dir
                self.assertEqual(tests["early"].worker, [str(folder / "before"), "-v"])
                self.assertEqual(tests["late"].worker, [str(folder / "after-all+.1"), "-v"])
                self.assertEqual(tests["alias"].worker, [str(folder / "before")])

    def test_of_another_directory_is_found(self):
        consumer = self.c_project("add_subdirectory(tests)\nadd_subdirectory(app)")
        consumer.write("tests/CMakeLists.txt", "add_perf_test(NAME t COMMAND app)")
        consumer.write("app/CMakeLists.txt", "add_executable(app ../main.c)")
        self.succeed(consumer.configure())
        self.assertEqual(consumer.registered()["t"].worker, [str(consumer.build_dir / "app" / "app")])

    def test_that_is_imported_becomes_its_file(self):
        consumer = self.consumer("add_subdirectory(below)")
        consumer.write(
            "below/CMakeLists.txt",
            """add_executable(tool::local IMPORTED)
               set_target_properties(tool::local PROPERTIES IMPORTED_LOCATION /opt/tool)
               add_perf_test(NAME t COMMAND tool::local)""",
        )
        self.succeed(consumer.configure())
        self.assertEqual(consumer.registered()["t"].worker, ["/opt/tool"])

    def test_that_is_no_executable_is_taken_for_a_program(self):
        consumer = self.configured_c_project(
            """add_library(lib STATIC main.c)
               add_custom_target(doc)
               add_perf_test(NAME library COMMAND lib)
               add_perf_test(NAME custom COMMAND doc)
               add_perf_test(NAME program COMMAND python3.11 doc)"""
        )
        tests = consumer.registered()
        self.assertEqual(tests["library"].worker, ["lib"])
        self.assertEqual(tests["custom"].worker, ["doc"])
        self.assertEqual(tests["program"].worker, ["python3.11", "doc"])

    def test_is_no_target_in_a_later_word(self):
        consumer = self.configured_c_project(
            "add_executable(app main.c)\nadd_perf_test(NAME t COMMAND sh app $<TARGET_FILE:app>)"
        )
        self.assertEqual(consumer.registered()["t"].worker, ["sh", "app", str(consumer.build_dir / "app")])

    def test_is_built_by_default_even_if_it_is_excluded(self):
        for generator in GENERATORS:
            with self.subTest(generator):
                consumer = self.c_project(
                    """add_subdirectory(tools EXCLUDE_FROM_ALL)
                       add_executable(word EXCLUDE_FROM_ALL main.c)
                       add_executable(unused EXCLUDE_FROM_ALL main.c)""",
                    generator=generator,
                )
                consumer.write(
                    "tools/CMakeLists.txt",
                    """add_executable(app ../main.c)
                       add_perf_test(NAME t COMMAND app $<TARGET_FILE:word>)""",
                )
                self.succeed(consumer.configure(OPTIMISED))
                self.succeed(consumer.build())
                built = {file.name for file in consumer.build_dir.rglob("*") if file.name in ("app", "word", "unused")}
                self.assertEqual(built, {"app", "word"})

    def test_named_by_no_perf_test_adds_nothing_to_the_build(self):
        consumer = self.configured("add_perf_test(NAME t COMMAND tool)")
        self.assertNotIn("perfbench_workers", consumer.build("--target", "help").stdout)


class AnEmulatedTarget(ConsumerTest):
    def registered(self, text, *options, generator="Ninja"):
        consumer = self.consumer(text, generator, languages="C")
        consumer.write("main.c", PROGRAM)
        self.succeed(consumer.configure(*options))
        return consumer, consumer.registered("Debug")

    def emulator(self, test):
        words = [word for word in test.options if word.startswith("--emulator")]
        return [word.removeprefix("--emulator=") for word in words]

    def test_has_its_emulator_handed_to_perfbench_with_its_arguments(self):
        for generator in GENERATORS:
            with self.subTest(generator):
                consumer, tests = self.registered(
                    """add_perf_test(NAME early COMMAND app -v)
                       add_executable(app main.c)
                       add_executable(ns::alias ALIAS app)
                       add_executable(plain main.c)
                       set_target_properties(app PROPERTIES CROSSCOMPILING_EMULATOR "qemu-arm;-L;/sys root,x;$HOME \\"q\\"")
                       add_perf_test(NAME alias COMMAND ns::alias PROPERTIES TIMEOUT 60)
                       add_perf_test(NAME plain COMMAND plain)
                       add_perf_test(NAME file COMMAND $<TARGET_FILE:app>)
                       add_perf_test(NAME program COMMAND tool)""",
                    generator=generator,
                )
                expected = """'qemu-arm' '-L' '/sys root,x' '$HOME "q"'"""
                for name, deadline in (("early", "1490"), ("alias", "50")):
                    self.assertEqual(tests[name].command[0], str(consumer.fake))
                    self.assertEqual(self.emulator(tests[name]), [expected])
                    self.assertIn(f"--deadline-sec={deadline}", tests[name].options)
                for name in ("plain", "file", "program"):
                    self.assertEqual(self.emulator(tests[name]), [])
                    self.assertEqual(tests[name].values("--deadline-sec"), ["1490"])
                self.assertEqual(pathlib.Path(tests["early"].worker[0]).name, "app")
                self.assertEqual(tests["early"].worker[1:], ["-v"])

    def test_may_have_it_from_the_variable_that_a_toolchain_file_sets(self):
        _, tests = self.registered(
            "add_executable(app main.c)\nadd_perf_test(NAME t COMMAND app)",
            "-DCMAKE_CROSSCOMPILING_EMULATOR=off",
        )
        self.assertEqual(self.emulator(tests["t"]), ["'off'"])

    def test_may_be_imported(self):
        _, tests = self.registered(
            """add_executable(tool IMPORTED)
               set_target_properties(tool PROPERTIES IMPORTED_LOCATION /opt/tool CROSSCOMPILING_EMULATOR qemu)
               add_perf_test(NAME t COMMAND tool)"""
        )
        self.assertEqual((self.emulator(tests["t"]), tests["t"].worker), (["'qemu'"], ["/opt/tool"]))


class AnUnoptimisedTarget(ConsumerTest):
    def warnings(self, text, *options, generator="Ninja"):
        consumer = self.consumer(text, generator, languages="C")
        consumer.write("main.c", PROGRAM)
        consumer.write("below/CMakeLists.txt", "set(CMAKE_C_FLAGS -O2)\nadd_executable(app ../main.c)")
        process = self.succeed(consumer.configure("-DCMAKE_C_COMPILER_WORKS=1", *options))
        return self.message(process).count("is built without optimisation")

    def test_is_warned_about_once(self):
        app = "add_executable(app main.c)\nadd_executable(alias ALIAS app)\n"
        tests = "".join(f"add_perf_test(NAME {name} COMMAND {name})\n" for name in ("app", "alias"))
        tests += "add_perf_test(NAME again COMMAND app)"
        for text, options, expected in (
            (app, [], 1),
            (app, ["-DCMAKE_BUILD_TYPE=Debug"], 1),
            (app, ["-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_C_FLAGS_RELEASE=-O3 -O0"], 1),
            (app + "target_compile_options(app PRIVATE -O0)\n", [OPTIMISED], 1),
            (app + "target_compile_options(app PRIVATE -Wall -fno-O)\n", [], 1),
            (app, [OPTIMISED], 0),
            (app, ["-DCMAKE_BUILD_TYPE=MinSizeRel"], 0),
            (app, ["-DCMAKE_C_FLAGS=-Og"], 0),
            ("add_compile_options(-O1)\n" + app, [], 0),
        ):
            with self.subTest(text=text, options=options):
                self.assertEqual(self.warnings(text + tests, *options), expected)

    def test_is_judged_when_all_of_the_project_is_read(self):
        test = "add_perf_test(NAME t COMMAND app)\n"
        self.assertEqual(self.warnings(test + "add_executable(app main.c)\ntarget_compile_options(app PRIVATE -O2)"), 0)
        self.assertEqual(self.warnings(test + "add_executable(app main.c)"), 1)

    def test_is_judged_by_the_flags_of_its_own_directory(self):
        self.assertEqual(self.warnings("add_subdirectory(below)\nadd_perf_test(NAME t COMMAND app)"), 0)

    def test_is_given_the_benefit_of_the_doubt(self):
        app = "add_executable(app main.c)\nadd_perf_test(NAME t COMMAND app)\n"
        option = "target_compile_options(app PRIVATE $<$<C_COMPILER_ID:GNU>:-O2>)"
        self.assertEqual(self.warnings(app + option), 0)
        self.assertEqual(self.warnings(app, generator="Ninja Multi-Config"), 0)


class ATargetsBuild(ConsumerTest):
    def told(self, text, *options, generator="Ninja", configuration="Debug"):
        consumer = self.consumer(text, generator, languages="C")
        consumer.write("main.c", PROGRAM)
        self.succeed(consumer.configure(*options))
        tests = consumer.registered(configuration)
        told = {}
        for name, test in tests.items():
            lines = [line for value in test.values("--build-info") for line in value.splitlines()]
            told[name] = dict(line.split("=", 1) for line in lines)
        return told

    def test_is_told_to_perfbench_whether_it_is_declared_before_or_after(self):
        told = self.told(
            """add_perf_test(NAME early COMMAND app)
               add_executable(app main.c)
               add_executable(alias ALIAS app)
               target_compile_options(app PRIVATE -Wall "-DLIST=b,c>d" $<1:-DHIDDEN>)
               add_perf_test(NAME late COMMAND alias)
               add_perf_test(NAME program COMMAND tool)
               add_perf_test(NAME path COMMAND /bin/true)""",
            OPTIMISED, "-DCMAKE_C_FLAGS=-g1",
        )
        for name in ("early", "late"):
            self.assertRegex(told[name].pop("compiler"), r"^(GNU|Clang) [0-9.]+$")
            self.assertEqual(told[name], {
                "target": "app", "build_type": "Release", "flags": "-g1 -O3 -DNDEBUG -Wall -DLIST=b,c>d",
                "optimised": "yes"})
        self.assertEqual((told["program"], told["path"]), ({}, {}))

    def test_without_optimisation_says_so(self):
        app = "add_executable(app main.c)\nadd_perf_test(NAME t COMMAND app)\n"
        self.assertEqual(self.told(app)["t"]["optimised"], "no")
        self.assertNotIn("build_type", self.told(app)["t"])
        doubtful = app + "target_compile_options(app PRIVATE $<$<C_COMPILER_ID:GNU>:-O2>)"
        self.assertNotIn("optimised", self.told(doubtful)["t"])

    def test_finds_optimisation_wherever_it_is_asked_for(self):
        told = self.told("""add_executable(shell main.c)
            target_compile_options(shell PRIVATE "SHELL:-O3 -fno-inline")
            add_executable(property main.c)
            set_target_properties(property PROPERTIES COMPILE_FLAGS "-O2")
            add_library(objects OBJECT main.c)
            target_compile_options(objects PRIVATE -O2)
            add_executable(joined $<TARGET_OBJECTS:objects>)
            add_perf_test(NAME shell COMMAND shell)
            add_perf_test(NAME property COMMAND property)
            add_perf_test(NAME joined COMMAND joined)""")
        self.assertEqual((told["shell"]["optimised"], told["shell"]["flags"]), ("yes", "-O3 -fno-inline"))
        self.assertEqual((told["property"]["optimised"], told["property"]["flags"]), ("yes", "-O2"))
        self.assertNotIn("optimised", told["joined"])

    def test_is_that_of_the_configuration_that_is_run(self):
        app = "add_executable(app main.c)\nadd_perf_test(NAME t COMMAND app)\n"
        for configuration, optimised in (("Debug", "no"), ("Release", "yes")):
            told = self.told(app, generator="Ninja Multi-Config", configuration=configuration)["t"]
            self.assertEqual((told["build_type"], told["optimised"]), (configuration, optimised))


if __name__ == "__main__":
    main()
