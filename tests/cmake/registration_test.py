"""What add_perf_test() registers, as ctest sees it."""

from consumer import GENERATORS, ConsumerTest, main


class ATest(ConsumerTest):
    def test_runs_perfbench_on_the_command(self):
        consumer = self.configured("add_perf_test(NAME startup COMMAND tool --help)")
        (test,) = consumer.registered().values()
        self.assertEqual(
            test.command,
            [
                *[str(consumer.fake), "run", "--name", "startup", "--explain"],
                *["--out-dir", str(consumer.results), "--junit", str(consumer.results / "junit" / "startup.xml")],
                *["--build-info", "", "--deadline-sec", "1490", "--", "tool", "--help"],
            ],
        )

    def test_hands_every_option_to_perfbench(self):
        consumer = self.configured(
            """add_perf_test(NAME all COMMAND tool PROFILE smoke PHASE_NAME load ITERATIONS 20 WARMUP 2 CONCURRENCY 4
                 WORKER_TIMEOUT 2.5 SLA "latency_ms.p95 <= 250ms" "max_rss_mb.max < 64 MB" ALLOW_FAILED_RUNS 3
                 ENV_FILE more.env WORKER_DIRECTORY ./x/../work HOME_ENV HOME CODEX_HOME
                 HOME_FILE "a/b.toml=c/d.toml" "/x=y"
                 PROBE_INTERVAL_MS 10 CPU_AFFINITY 0,2-3 KEEP_LOGS
                 MEMORY_MAX 64MB CPU_MAX 0.5 PIDS_MAX 16 CGROUP full
                 ATTACH_SAMPLING FOOTPRINT_SNAPSHOTS COUNTERS HOTSPOTS HEAP_CAPTURE INSTRUCTIONS_MODE callgrind
                 OTEL SIGNALS "db=^db[.]" "io=disk|net" PHASE_ATTRIBUTES route http.method OTLP_JSONL
                 METRICS_JSONL stdout OTLP_EXPORT "https://otlp.example.org:4318/a;b"
                 MEASUREMENTS "^latency_ms[.]" [[a;"b"\$]] OUTPUT_DIRECTORY out)"""
        )
        (test,) = consumer.registered().values()
        self.assertEqual(
            test.options,
            [
                *["run", "--name", "all", "--profile", "smoke", "--profile-phase", "load"],
                *["--iterations", "20", "--warmup", "2", "--concurrency", "4", "--timeout-sec", "2.5"],
                *["--sla", "latency_ms.p95 <= 250ms", "--sla", "max_rss_mb.max < 64 MB"],
                *["--sla", "failed_runs_total <= 3", "--env-file", str(consumer.source / "more.env")],
                *["--home-env", "HOME", "--home-env", "CODEX_HOME"],
                *["--home-file", f"{consumer.source}/a/b.toml=c/d.toml", "--home-file", "/x=y"],
                *["--cwd", str(consumer.source / "work"), "--probe-interval-ms", "10"],
                *["--attach-sampling", "--footprint-snapshots", "--counters", "--hotspots", "--heap-capture"],
                *["--instructions-mode", "callgrind", "--explain", "--cpu-affinity", "0,2-3"],
                *["--memory-max", "64MB", "--cpu-max", "0.5", "--pids-max", "16", "--cgroup", "full"],
                *["--otel", "--signal", "db=^db[.]", "--signal", "io=disk|net", "--phase-attribute", "route"],
                *["--phase-attribute", "http.method", "--otlp-jsonl", "--metrics-jsonl", "stdout"],
                *["--otlp-export", "https://otlp.example.org:4318/a;b"],
                *["--keep-logs", "--measurement", "^latency_ms[.]", "--measurement", "a;\"b\"\\$", "--out-dir", str(consumer.build_dir / "out")],
                *["--junit", str(consumer.build_dir / "out/junit/all.xml"), "--build-info", "", "--deadline-sec", "1490"],
            ],
        )

    def test_explains_a_breach_unless_it_is_told_not_to(self):
        self.assertIn("--explain", self.only("add_perf_test(NAME t COMMAND tool)").options)
        self.assertNotIn("--explain", self.only("add_perf_test(NAME t COMMAND tool NO_EXPLAIN)").options)

    def test_takes_no_telemetry_where_it_is_told_so(self):
        test = self.only("add_perf_test(NAME t COMMAND tool NO_OTEL)")
        self.assertIn("--no-otel", test.options)

    def test_is_the_same_with_every_generator_but_for_a_folder_a_configuration(self):
        for generator in GENERATORS:
            with self.subTest(generator):
                consumer = self.configured(
                    'add_perf_test(NAME t COMMAND tool WORKER_ENV "KEY=$<CONFIG>" OUTPUT_DIRECTORY out)',
                    *([] if "Multi" in generator else ["-DCMAKE_BUILD_TYPE=Release"]),
                    generator=generator,
                )
                for config in ("Debug", "Release") if consumer.multi_config else ("Release",):
                    folder = f"/{config}" if consumer.multi_config else ""
                    plan = f"{consumer.results}{folder}/plan/t.env"
                    test = consumer.registered(config)["t"]
                    self.assertEqual(test.values("--out-dir"), [f"{consumer.build_dir}/out{folder}"])
                    self.assertEqual(test.values("--junit"), [f"{consumer.build_dir}/out{folder}/junit/t.xml"])
                    self.assertEqual(test.values("--env-file"), [plan])
                    with open(plan, encoding="utf-8") as file:
                        self.assertEqual(file.read(), f"KEY={config}\n")

    def test_leaves_an_output_directory_with_a_generator_expression_as_it_is(self):
        consumer = self.configured(
            'add_perf_test(NAME t COMMAND tool OUTPUT_DIRECTORY "out-$<CONFIG>")', generator="Ninja Multi-Config"
        )
        self.assertEqual(consumer.registered("Debug")["t"].values("--out-dir"), [f"{consumer.build_dir}/out-Debug"])

    def test_evaluates_generator_expressions_in_options(self):
        test = self.only(
            """add_perf_test(NAME t COMMAND tool ITERATIONS $<IF:$<CONFIG:Debug>,1,20> ENV_FILE $<1:/etc/env>
                 SLA "latency_ms.p95 <= $<1:250>ms")"""
        )
        self.assertEqual(test.values("--iterations"), ["20"])
        self.assertEqual(test.values("--env-file"), ["/etc/env"])
        self.assertEqual(test.values("--sla"), ["latency_ms.p95 <= 250ms"])

    def test_writes_to_one_folder_from_whichever_directory(self):
        consumer = self.consumer("add_subdirectory(below)")
        consumer.write("below/CMakeLists.txt", "add_perf_test(NAME t COMMAND tool)")
        self.succeed(consumer.configure())
        self.assertEqual(consumer.registered()["t"].values("--out-dir"), [str(consumer.results)])

    def test_runs_in_the_named_configurations_only(self):
        consumer = self.configured(
            "add_perf_test(NAME t COMMAND tool CONFIGURATIONS Release Fast)", generator="Ninja Multi-Config"
        )
        self.assertEqual(list(consumer.registered("Debug")), [])
        self.assertEqual(list(consumer.registered("Release")), ["t"])

    def test_may_have_any_name_and_gives_its_files_a_plain_one(self):
        for name in ("two words", "a;b", "ns/x", "half [open", 'a "quote"', "$HOME", "back\\slash", "x=1 (y)"):
            with self.subTest(name):
                consumer = self.configured(f"add_perf_test(NAME [[{name}]] COMMAND tool PROPERTIES TIMEOUT 30)")
                test = consumer.registered()[name]
                self.assertEqual(test.values("--name"), [name])
                self.assertRegex(test.values("--junit")[0], r"/junit/[A-Za-z0-9_.+-]+\.xml$")
                self.assertEqual(test.values("--deadline-sec"), ["20"])
                self.assertEqual(test.properties["LABELS"], ["perf"])

    def test_appends_its_name_to_the_callers_list(self):
        consumer = self.configured(
            """set(mine before)
               add_perf_test(NAME one COMMAND tool TEST_LIST mine)
               add_perf_test(NAME two COMMAND tool TEST_LIST mine)
               add_perf_test(NAME "a;b" COMMAND tool TEST_LIST mine)
               list(LENGTH mine length)
               file(WRITE "${CMAKE_BINARY_DIR}/mine" "${length} ${mine}")"""
        )
        self.assertEqual((consumer.build_dir / "mine").read_text(), "4 before;one;two;a\\;b")

    def test_is_not_disturbed_by_variables_of_its_caller(self):
        test = self.only(
            """function(wrapper)
                 cmake_parse_arguments(PARSE_ARGV 0 arg "KEEP_LOGS" "NAME;ITERATIONS" "SLA;COMMAND")
                 set(arg_ arg_NAME)
                 set(run stray)
                 set(run_0 stray)
                 set(perfbench_given SLA)
                 add_perf_test(NAME "${arg_NAME}" COMMAND tool ${arg_COMMAND})
               endfunction()
               wrapper(NAME t ITERATIONS 7 KEEP_LOGS SLA "latency_ms.p95 <= 1" COMMAND --flag)"""
        )
        self.assertEqual(test.options[:3], ["run", "--name", "t"])
        self.assertEqual([o for o in ("--iterations", "--sla", "--keep-logs", "stray") if o in test.options], [])
        self.assertEqual(test.worker, ["tool", "--flag"])

    def test_does_not_need_newer_policies_than_its_project_has(self):
        consumer = self.consumer("add_perf_test(NAME t COMMAND tool [[a;b]])")
        lists = consumer.source / "CMakeLists.txt"
        lists.write_text(lists.read_text().replace("VERSION 3.25", "VERSION 2.8.12"))
        self.succeed(consumer.configure())
        self.assertEqual(consumer.registered()["t"].worker, ["tool", "a;b"])


if __name__ == "__main__":
    main()
