"""The worker's words and environment arrive as they were written."""

import os
import stat

from consumer import GENERATORS, ConsumerTest, main

# In CMake's source -> at the worker.
ODD_WORDS = {
    '""': "",
    "[[a;b]]": "a;b",
    "[[;]]": ";",
    "[=[ [ ]=]": " [ ",
    '"["': "[",
    '"]"': "]",
    '"[["': "[[",
    '"]]"': "]]",
    '"[=["': "[=[",
    '"x;[y;z"': "x;[y;z",
    '"a;]b"': "a;]b",
    r'"\\"': "\\",
    r'"a\\b\\"': "a\\b\\",
    r'"\\;"': "\\;",
    r'"quo\"te"': 'quo"te',
    "[['single']]": "'single'",
    "[[`tick`]]": "`tick`",
    "[[$HOME]]": "$HOME",
    "[[${HOME}]]": "${HOME}",
    "[[$ENV{HOME}]]": "$ENV{HOME}",
    "[[@VAR@]]": "@VAR@",
    "[[$]]": "$",
    "[[$<]]": "$<",
    "[[a > b < c, d: e]]": "a > b < c, d: e",
    '"#no comment"': "#no comment",
    '"("': "(",
    '")"': ")",
    '"*"': "*",
    '"~"': "~",
    '"%s %n"': "%s %n",
    '" spaces  within "': " spaces  within ",
    '"\ttab"': "\ttab",
    '"two\nlines"': "two\nlines",
    '"\n\nfirst"': "\n\nfirst",
    '"ünï💡"': "ünï💡",
    "--": "--",
    "-x": "-x",
    "--name": "--name",
    "OFF": "OFF",
    "N": "N",
    "AND": "AND",
    "$<1:yes>": "yes",
    "$<0:no>": "",
    "$<1:a$<COMMA>b>": "a,b",
    "$<1:SLA>": "SLA",
    "$<1:[;]>": "[;]",
    "WORKING_DIRECTORY": "WORKING_DIRECTORY",
    "COMMAND_EXPAND_LISTS": "COMMAND_EXPAND_LISTS",
}


class TheWorker(ConsumerTest):
    def test_gets_every_word_as_it_was_written(self):
        for generator in GENERATORS:
            with self.subTest(generator):
                consumer = self.configured(
                    f"""add_perf_test(NAME t COMMAND tool {' '.join(ODD_WORDS)}
                         OUTPUT_DIRECTORY ${{CMAKE_BINARY_DIR}}/$<1:perf-results>)""",
                    generator=generator,
                )
                self.succeed(consumer.ctest("-C", "Debug"))
                called = consumer.called()
                self.assertEqual(called[called.index("--") + 1 :], ["tool", *ODD_WORDS.values()])

    def test_gets_each_odd_word_even_as_the_only_one(self):
        tests = [f"add_perf_test(NAME t{i} COMMAND tool {word})" for i, word in enumerate(ODD_WORDS)]
        registered = self.configured("\n".join(tests)).registered()
        for i, (word, expected) in enumerate(ODD_WORDS.items()):
            with self.subTest(word):
                self.assertEqual(registered[f"t{i}"].worker, ["tool", expected])

    def test_gets_the_elements_of_an_unquoted_list_as_words(self):
        test = self.only("set(flags -a -b)\nadd_perf_test(NAME t COMMAND tool ${flags} CONCURRENCY 2)")
        self.assertEqual(test.worker, ["tool", "-a", "-b"])

    def test_may_have_a_program_with_an_odd_path(self):
        test = self.only('add_perf_test(NAME t COMMAND "/opt/a b;c/[tool" x)')
        self.assertEqual(test.worker, ["/opt/a b;c/[tool", "x"])

    def test_has_its_environment_from_a_file_that_only_the_owner_reads(self):
        plain = ["PLAIN=1", "EMPTY=", "LIST=a;b", 'ODD=[ "$HOME" \\ # ]=;', "SPACES= x "]
        text = " ".join(f"[==[{variable}]==]" for variable in [*plain, "GENERATED=$<1:yes>", "$<1:ALL=yes>"])
        consumer = self.configured(f"add_perf_test(NAME t COMMAND tool WORKER_ENV {text} ENV_FILE user.env)")
        (test,) = consumer.registered().values()
        plan = consumer.results / "plan" / "t.env"
        self.assertEqual(test.values("--env-file"), [str(plan), str(consumer.source / "user.env")])
        self.assertEqual(plan.read_text().splitlines(), [*plain, "GENERATED=yes", "ALL=yes"])
        self.assertEqual(stat.S_IMODE(plan.stat().st_mode), 0o600)

    def test_has_an_environment_of_which_no_other_file_of_the_build_tells(self):
        consumer = self.configured('add_perf_test(NAME t COMMAND tool WORKER_ENV "TOKEN=hunter2")')
        consumer.ctest()
        told = []
        for folder, _, files in os.walk(consumer.build_dir):
            for name in files:
                with open(os.path.join(folder, name), "rb") as file:
                    if b"hunter2" in file.read():
                        told.append(name)
        self.assertEqual(told, ["t.env"])

    def test_fails_the_test_when_perfbench_says_so(self):
        consumer = self.configured("add_perf_test(NAME t COMMAND tool)")
        self.assertEqual(consumer.ctest(PERFBENCH_FAKE_EXIT="0").returncode, 0)
        self.assertNotEqual(consumer.ctest(PERFBENCH_FAKE_EXIT="1").returncode, 0)


if __name__ == "__main__":
    main()
