"""Source and build folders, tests and arguments with characters that mean something to somebody, run for real."""

import xml.etree.ElementTree as ElementTree

from consumer import GENERATORS, InstalledTest, main

# CMake itself refuses a double quote, a backslash and a ";" outside brackets in a path; its Makefiles more.
FOLDER = "o d [x;y] $HOME 'q' (p) & # @a@ %s ! ü <g> , + = * ~ ${PATH} `id`"
FOLDER_FOR_MAKE = "o d [xy] # @a@ %s ! ü , + = ~"
WORDS = ["", "a b", "a;b", ";", "[", "]", "[x;y]", "'", '"', "$HOME", "${PATH}", "$(id)", "\\", "\\;", "a\\b", "`id`", "*",
         "#x", "<&>", "%s", "@a@", "--", "--iterations", "two\nlines", "ü", " "]
# Fails unless it gets the words as they are in the file beside it, each followed by a NUL.
WORKER = """#!/bin/sh
folder=$(dirname "$0")
[ $# -gt 0 ] && printf '%s\\0' "$@" | cmp -s - "$folder/words" && [ "$PWD" = "$folder/work #1" ] &&
  [ "$SECRET" = 'x; [y "z' ] && cmp -s "$PERFBENCH_WORKER_HOME/a b" "$folder/words"
"""
NAMES = ["a b", "c/d", "e.f-g+h", "ünï", "with;semicolon", "[brackets]", "i$HOME", "j'j", 'k"k', "l#l", "m&<n>", "o(p)",
         "q\\r", "%s"]


def quoted(word):
    """As CMake takes it for what it is."""
    return f"[==[{word}]==]" if not word.startswith("\n") else f"[==[\n{word}]==]"


class OddNames(InstalledTest):
    def test_of_folders_and_words_reach_the_worker_as_they_are(self):
        words = " ".join(quoted(word) for word in WORDS)
        tests = f"""add_perf_profile(NAME quick ITERATIONS 1 WARMUP 0)
            add_perf_test(NAME t COMMAND "${{CMAKE_CURRENT_SOURCE_DIR}}/worker" {words} PROFILE quick
              WORKER_DIRECTORY "work #1" WORKER_ENV {quoted('SECRET=x; [y "z')} HOME_FILE "words=a b")"""
        for generator in GENERATORS:
            with self.subTest(generator):
                folder = FOLDER_FOR_MAKE if generator == "Unix Makefiles" else FOLDER
                consumer = self.project(tests, generator=generator, folder=folder)
                consumer.write("worker", WORKER).chmod(0o700)
                consumer.write("words", "".join(word + "\0" for word in WORDS))
                consumer.write("work #1/x", "")
                self.succeed(consumer.configure(*consumer.find))
                self.succeed(consumer.build("--config", "Release"))
                run = consumer.ctest("-C", "Release", "-L", "perf", "--output-on-failure")
                self.assertEqual(run.returncode, 0, run.stdout)
                results = self.results(consumer.results / "Release" if consumer.multi_config else consumer.results)
                self.assertEqual(results["t"]["profile"]["argv"], [str(consumer.source / "worker"), *WORDS])
                self.assertEqual(results["t"]["summary"]["failed_runs_total"], 0)

    def test_of_tests_are_kept_in_every_report(self):
        consumer = self.project("\n".join(f"add_perf_test(NAME {quoted(name)} COMMAND true ITERATIONS 1 WARMUP 0)"
                                          for name in NAMES))
        self.succeed(consumer.configure(*consumer.find))
        self.assertEqual(set(consumer.registered()), set(NAMES))
        run = consumer.ctest("-L", "perf", "--output-on-failure")
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertEqual(set(self.results(consumer.results)), set(NAMES))
        suites = [ElementTree.parse(file).find("testsuite") for file in consumer.results.glob("junit/*.xml")]
        self.assertEqual({suite.get("name") for suite in suites}, set(NAMES))


if __name__ == "__main__":
    main()
