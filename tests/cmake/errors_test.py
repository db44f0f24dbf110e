"""What ends the configuration, and with which words."""

from consumer import ConsumerTest, main

T = "add_perf_test(NAME t COMMAND tool "

# What is written -> what CMake says.
ERRORS = {
    # keywords
    "add_perf_test()": "add_perf_test(): NAME is missing",
    "add_perf_test(COMMAND tool)": "add_perf_test(): NAME is missing",
    "add_perf_test(NAME t)": "add_perf_test(t): COMMAND is missing",
    "add_perf_test(NAME t COMMAND)": "add_perf_test(t): COMMAND needs a value",
    "add_perf_test(COMMAND NAME t)": "add_perf_test(t): COMMAND needs a value",
    'add_perf_test(NAME "" COMMAND tool)': "add_perf_test(): the value of NAME is empty",
    'add_perf_test(NAME t COMMAND "")': "add_perf_test(t): the first word of COMMAND is empty",
    T + "ITERATIONS)": "add_perf_test(t): ITERATIONS needs a value",
    T + "ITERATIONS WARMUP 2)": "add_perf_test(t): ITERATIONS needs a value",
    T + "SLA)": "add_perf_test(t): SLA needs a value",
    T + 'PROFILE "")': "add_perf_test(t): the value of PROFILE is empty",
    T + "COMMAND other)": "add_perf_test(t): COMMAND is given twice",
    T + "ITERATIONS 5 ITERATIONS 6)": "add_perf_test(t): unexpected '6' after ITERATIONS, which takes one value",
    T + "ITERATIONS 5 WARMPU 2)": "unexpected 'WARMPU' after ITERATIONS, which takes one value; did you mean WARMUP?",
    T + "ITERATIONS 5 XARMUP 2)": "unexpected 'XARMUP' after ITERATIONS, which takes one value. The keywords are",
    T + "NO_OTEL OTEL)": "add_perf_test(t): NO_OTEL and OTEL contradict each other",
    T + "NO_OTEL SIGNALS a=b)": "add_perf_test(t): NO_OTEL and SIGNALS contradict each other",
    T + "SIGNALS db)": "add_perf_test(t): SIGNALS: 'db' is not written <name>=<regex>",
    T + "OTLP_EXPORT localhost:4318)": "OTLP_EXPORT is an address like http://localhost:4318, not 'localhost:4318'",
    T + "OTLP_EXPORT ftp://host)": "OTLP_EXPORT is an address like http://localhost:4318, not 'ftp://host'",
    T + "OTLP_EXPORT http://)": "OTLP_EXPORT is an address like http://localhost:4318, not 'http://'",
    T + "OTLP_EXPORT http://host?key=sesame)": "OTLP_EXPORT is an address like http://localhost:4318, not 'http://host?...'",
    T + "OTLP_EXPORT https://me:sesame@host)": "add_perf_test(t): OTLP_EXPORT holds a name or password; the variable",
    T + "KEEP_LOGS yes)": "add_perf_test(t): unexpected 'yes' after KEEP_LOGS, which takes no value. The keywords are",
    "add_perf_test(startup NAME t COMMAND tool)": "add_perf_test(t): unexpected 'startup'. The keywords are",
    "add_perf_test(NMAE t COMMAND tool)": "add_perf_test(): unexpected 'NMAE'",
    'add_perf_test("a;[" NAME t COMMAND tool)': "add_perf_test(t): unexpected 'a;['",
    # names
    T + ")\n" + T + ")": "add_perf_test(t): NAME: its files would be those of 't' in ",
    'add_perf_test(NAME "a b" COMMAND x)\nadd_perf_test(NAME a_b COMMAND x)': "(a_b): NAME: its files would be those",
    "add_perf_test(NAME -t COMMAND tool)": "add_perf_test(-t): NAME must not begin with '-'",
    "add_perf_test(NAME [[$<1:t>]] COMMAND tool)": "add_perf_test($<1:t>): NAME must not",
    'add_perf_test(NAME "a\nb" COMMAND tool)': "NAME must not begin with '-' nor hold a line break",
    # numbers
    T + "ITERATIONS 0)": "add_perf_test(t): ITERATIONS is a whole number of at least 1, not '0'",
    T + "ITERATIONS many)": "ITERATIONS is a whole number of at least 1, not 'many'",
    T + "ITERATIONS 05)": "ITERATIONS is a whole number of at least 1, not '05'",
    T + "WARMUP -1)": "WARMUP is a whole number of at least 0, not '-1'",
    T + "CONCURRENCY 1.5)": "CONCURRENCY is a whole number of at least 1, not '1.5'",
    T + "INSTRUCTIONS_MODE exact)": "INSTRUCTIONS_MODE is perf or callgrind, not 'exact'",
    T + "PROBE_INTERVAL_MS 0)": "PROBE_INTERVAL_MS is a whole number of at least 1, not '0'",
    T + "WORKER_TIMEOUT 0)": "WORKER_TIMEOUT is a number of seconds above 0, not '0'",
    T + "WORKER_TIMEOUT 5s)": "WORKER_TIMEOUT is a number of seconds above 0, not '5s'",
    T + "ALLOW_FAILED_RUNS few)": "ALLOW_FAILED_RUNS is a whole number of at least 0, not 'few'",
    T + "CPU_AFFINITY first)": "CPU_AFFINITY is a list of processors like 0,2-3, not 'first'",
    T + "MEMORY_MAX 64)": "MEMORY_MAX is a size like 64MB, not '64'",
    T + "CPU_MAX half)": "CPU_MAX is a number of processors like 0.5, not 'half'",
    T + "CPU_MAX 0)": "CPU_MAX is a number of processors like 0.5, not '0'",
    T + "MEMORY_MAX 0MB)": "MEMORY_MAX is a size like 64MB, not '0MB'",
    T + "CGROUP on)": "CGROUP is auto, full or off, not 'on'",
    T + "PIDS_MAX 0)": "PIDS_MAX is a whole number of at least 1, not '0'",
    # rules
    T + "SLA latency_ms.p95)": "add_perf_test(t): SLA: 'latency_ms.p95' is not a rule: it is written <figure>",
    T + 'SLA "latency_ms.p95 <= 1s" "latency_ms.p95 =< 2")': "SLA: 'latency_ms.p95 =< 2' is not a rule",
    T + 'SLA "latency_ms.p95 <= fast")': "SLA: 'latency_ms.p95 <= fast' is not a rule",
    T + 'SLA "latency_ms..p95 <= 1")': "SLA: 'latency_ms..p95 <= 1' is not a rule",
    T + 'SLA "<= 1")': "SLA: '<= 1' is not a rule",
    T + 'SLA "")': "SLA: '' is not a rule",
    T + 'SLA "a <= 1;b <= 2")': "SLA: 'a <= 1;b <= 2' is not a rule",
    T + "SLA [[queue_cancel_metrics[queue.wait] >= 1]])": "SLA: 'queue_cancel_metrics[queue.wait] >= 1' is not a rule",
    T + 'ALLOW_FAILED_RUNS 2 SLA "failed_runs_total<=1")': "ALLOW_FAILED_RUNS and the SLA 'failed_runs_total<=1' both",
    # environment and properties
    T + "WORKER_ENV A=1 NAME_ONLY)": "add_perf_test(t): WORKER_ENV: value 2 is not NAME=VALUE on one line",
    T + "WORKER_ENV =value)": "WORKER_ENV: value 1 is not NAME=VALUE",
    T + "WORKER_ENV [[#A=value]])": "WORKER_ENV: value 1 is not NAME=VALUE",
    T + 'WORKER_ENV "A=two\nlines")': "WORKER_ENV: value 1 is not NAME=VALUE on one line",
    T + "HOME_ENV 2HOMES)": "HOME_ENV: '2HOMES' is not the name of an environment variable",
    T + "HOME_FILE config.toml)": "HOME_FILE: 'config.toml' is not written <source>=<destination>",
    T + "PROPERTIES TIMEOUT 5 LABELS)": "PROPERTIES are pairs of a property and its value; 'LABELS' has none",
    # profiles
    T + "PROFILE colt)": "(t): PROFILE 'colt' is not known. Declared: ; built in: cold smoke; or name a .json",
    "add_perf_profile(NAME mine)\n" + T + "PROFILE mien)": "PROFILE 'mien' is not known. Declared: mine; built in",
    T + "PROFILE mine)\nadd_perf_profile(NAME mine)": "add_perf_test(t): PROFILE 'mine' is not known",
    "add_perf_profile()": "add_perf_profile(): NAME is missing",
    "add_perf_profile(NAME a/b)": "add_perf_profile(a/b): NAME of a profile is made of letters, digits and",
    "add_perf_profile(NAME a)\nadd_perf_profile(NAME a)": "(a): NAME is already that of another profile",
    "add_perf_profile(NAME a EXTENDS a)": "add_perf_profile(a): EXTENDS 'a' is not known",
    "add_perf_profile(NAME a ITERATIONS none)": "(a): ITERATIONS is a whole number of at least 1",
    "add_perf_profile(NAME a ITERATIONS $<1:5>)": "(a): ITERATIONS: a profile cannot hold generator expressions",
    'add_perf_profile(NAME a SLA "a <= $<1:5>")': "(a): SLA: a profile cannot hold generator expressions",
    'add_perf_profile(NAME a SLA "a is 5")': "add_perf_profile(a): SLA: 'a is 5' is not a rule",
    "add_perf_profile(NAME a WORKER_ENV A=1)": "add_perf_profile(a): unexpected 'WORKER_ENV' after NAME",
    "add_perf_profile(NAME a ITERATION 5)": "'ITERATION' after NAME, which takes one value; did you mean ITERATIONS?",
}

RULES = (
    "latency_ms.p95 <= 250ms",
    "latency_ms.p95<250",
    "  max_rss_mb.max   >=   64 MB  ",
    "resource_budget.stability.failure_rate_pct == 0%",
    "throughput_runs_per_sec.mean > 2.5 runs/s",
    "cpu_pct.mean != -1e-3",
    "cpu_pct.mean <= .5",
    'queue_cancel_metrics["queue.wait"] >= 1',
    r'queue_cancel_metrics["a \" ] <= b \\"] >= 1',
    'otel["a;b"].mean < 1',
    '["odd name"].["p95"]["x"] < 1',
)


class AMistake(ConsumerTest):
    def test_ends_the_configuration_with_its_test_and_argument_named(self):
        for text, expected in ERRORS.items():
            with self.subTest(text):
                process = self.consumer(text).configure()
                self.assertNotEqual(process.returncode, 0)
                self.assertIn(expected, self.message(process))

    def test_is_suspected_where_a_value_is_almost_a_keyword(self):
        for text, expected in {
            T + "ITERATION 5)": "'ITERATION' is taken as a value of COMMAND; did you mean ITERATIONS? If not, write $",
            T + "PROPERTIES COST 1 CONCURENCY 4)": "'CONCURENCY' is taken as a value of PROPERTIES; did you mean CONC",
            T + "SLAS)": "did you mean SLA?",
        }.items():
            with self.subTest(text):
                self.assertIn(expected, self.message(self.succeed(self.consumer(text).configure())))

    def test_is_not_suspected_in_other_words(self):
        text = (
            T + "GET NONE COST HTTP_PROXY X Iterations --SLA $<1:ITERATION> "
            "PROPERTIES WORKING_DIRECTORY / PROCESSORS 2 COST 1 LABELS NIGHTLY)"
        )
        self.assertEqual(self.succeed(self.consumer(text).configure()).stderr, "")

    def test_of_a_missing_perfbench_is_told(self):
        consumer = self.consumer()
        lines = ["cmake_minimum_required(VERSION 3.25)", "project(x NONE)", f"include({consumer.module})", T + ")"]
        consumer.write("CMakeLists.txt", "\n".join(lines))
        said = self.message(consumer.configure())
        self.assertIn("add_perf_test(t): there is no target PerfBench::perfbench here", said)

    def test_is_a_name_taken_in_another_directory(self):
        consumer = self.consumer("add_subdirectory(one)\nadd_subdirectory(two)")
        for directory in ("one", "two"):
            consumer.write(f"{directory}/CMakeLists.txt", "add_perf_test(NAME t COMMAND tool)")
        said = self.message(consumer.configure())
        self.assertIn(f"add_perf_test(t): NAME: its files would be those of 't' in {consumer.source}/one", said)


class ARule(ConsumerTest):
    def test_of_the_right_shape_is_accepted(self):
        rules = " ".join(f"[=[{rule}]=]" for rule in RULES)
        test = self.only(f'add_perf_test(NAME t COMMAND tool SLA {rules} "$<0:x>")')
        self.assertEqual(test.values("--sla"), [*RULES, ""])


if __name__ == "__main__":
    main()
