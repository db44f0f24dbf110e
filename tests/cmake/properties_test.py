"""Test properties, and what perfbench is told of the timeout."""

from consumer import ConsumerTest, main


class ATest(ConsumerTest):
    def test_is_labelled_perf_runs_alone_and_has_a_timeout(self):
        properties = self.only("add_perf_test(NAME t COMMAND tool)").properties
        self.assertEqual(properties["LABELS"], ["perf"])
        self.assertIs(properties["RUN_SERIAL"], True)
        self.assertEqual(properties["TIMEOUT"], 1500)

    def test_has_the_users_properties_instead(self):
        properties = self.only(
            """add_perf_test(NAME t COMMAND tool
                 PROPERTIES RUN_SERIAL FALSE TIMEOUT 90 ENVIRONMENT [[A=[;B=2]] PROCESSORS 2)"""
        ).properties
        self.assertIs(properties.get("RUN_SERIAL", False), False)
        self.assertEqual(properties["TIMEOUT"], 90)
        self.assertEqual(properties["ENVIRONMENT"], ["A=[;B=2"])
        self.assertEqual(properties["PROCESSORS"], 2)

    def test_keeps_the_label_perf_whichever_way_labels_are_given(self):
        for call in (
            'add_perf_test(NAME t COMMAND tool PROPERTIES LABELS "a;b")',
            "add_perf_test(NAME t COMMAND tool PROPERTIES LABELS a$<SEMICOLON>b)",
            'add_perf_test(NAME t COMMAND tool)\nset_tests_properties(t PROPERTIES LABELS "a;b")',
            "add_perf_test(NAME t COMMAND tool)\nset_property(TEST t APPEND PROPERTY LABELS a b)",
            'add_perf_test(NAME t COMMAND tool PROPERTIES LABELS "a;perf;b")',
        ):
            with self.subTest(call):
                self.assertEqual(sorted(self.only(call).properties["LABELS"]), ["a", "b", "perf"])
        none = self.only('add_perf_test(NAME t COMMAND tool PROPERTIES LABELS "")')
        self.assertEqual(none.properties["LABELS"], ["perf"])

    def test_has_the_label_perf_once(self):
        consumer = self.configured('add_perf_test(NAME t COMMAND tool PROPERTIES LABELS "a;perf")')
        self.assertIn('LABELS "a;perf"', (consumer.build_dir / "CTestTestfile.cmake").read_text())

    def test_is_chosen_by_the_label_perf(self):
        fast = "add_perf_test(NAME fast COMMAND tool PROPERTIES LABELS nightly)"
        consumer = self.configured(f"{fast}\nadd_test(NAME other COMMAND false)")
        self.assertIn("0 tests failed out of 1", self.succeed(consumer.ctest("-L", "perf")).stdout)

    def test_gives_perfbench_a_deadline_before_its_timeout(self):
        for timeout, deadline in {
            "1500": "1490",
            "120": "110",
            "120.5": "110.5",
            "21": "11",
            "20": "10",
            "15": "7.5",
            "1": "0.5",
            "0.5": "0.3",
            "0": "2592000",
            "99999999": "2592000",
        }.items():
            for call in (
                f"add_perf_test(NAME t COMMAND tool PROPERTIES TIMEOUT {timeout})",
                f"add_perf_test(NAME t COMMAND tool)\nset_tests_properties(t PROPERTIES TIMEOUT {timeout})",
            ):
                with self.subTest(call):
                    self.assertEqual(self.only(call).values("--deadline-sec"), [deadline])

    def test_has_a_deadline_in_whichever_directory_and_order_it_is_added(self):
        consumer = self.consumer(
            """add_subdirectory(one)
               add_perf_test(NAME above COMMAND tool PROPERTIES TIMEOUT 100)
               add_subdirectory(two)
               cmake_language(DEFER CALL add_perf_test NAME late COMMAND tool PROPERTIES TIMEOUT 400)"""
        )
        consumer.write("one/CMakeLists.txt", "add_perf_test(NAME one COMMAND tool PROPERTIES TIMEOUT 200)")
        consumer.write("two/CMakeLists.txt", "add_perf_test(NAME two COMMAND tool PROPERTIES TIMEOUT 300)")
        self.succeed(consumer.configure())
        deadlines = {name: test.values("--deadline-sec") for name, test in consumer.registered().items()}
        self.assertEqual(deadlines, {"one": ["190"], "above": ["90"], "two": ["290"], "late": ["390"]})

    def test_whose_timeout_is_a_generator_expression_is_warned_about(self):
        process = self.consumer("add_perf_test(NAME t COMMAND tool PROPERTIES TIMEOUT $<1:60>)").configure()
        self.assertIn("add_perf_test(t): TIMEOUT is not a number but '$<1:60>'", self.message(self.succeed(process)))


if __name__ == "__main__":
    main()
