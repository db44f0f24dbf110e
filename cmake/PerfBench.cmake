#[=======================================================================[.rst:
PerfBench
---------

Performance tests as CTest tests.  :command:`add_perf_test` runs a program
several times under the ``perfbench`` runner, which measures it, judges the
figures by service-level agreements (SLAs) and reports them; the test fails
where one is broken.  :command:`add_perf_profile` names a workload and its SLAs
for several tests to share.

The functions are there after any of::

  find_package(PerfBench REQUIRED)

  add_subdirectory(PerfBench)

  FetchContent_Declare(PerfBench ...)
  FetchContent_MakeAvailable(PerfBench)

and work the same after each.  They need the target ``PerfBench::perfbench`` to
be visible where they are called: ``find_package`` makes it for its own
directory and those below.  As with :command:`add_test`, the project calls
``enable_testing()`` or ``include(CTest)``.

``find_package`` needs no language (``project(x NONE)``).  The other two build
PerfBench, for which there must be a C++20 compiler and its libraries.

.. command:: add_perf_test

  Add a test that measures a program::

    add_perf_test(NAME <name>
                  COMMAND <target-or-program> [<arg>...]
                  [PROFILE <profile>]
                  [PHASE_NAME <phase>]
                  [ITERATIONS <n>] [WARMUP <n>] [CONCURRENCY <n>]
                  [WORKER_TIMEOUT <seconds>]
                  [SLA <rule>...]
                  [ALLOW_FAILED_RUNS <n>]
                  [WORKER_ENV <name>=<value>...]
                  [ENV_FILE <file>]
                  [WORKER_DIRECTORY <directory>]
                  [HOME_ENV <name>...]
                  [HOME_FILE <source>=<destination>...]
                  [PROBE_INTERVAL_MS <n>]
                  [ATTACH_SAMPLING] [FOOTPRINT_SNAPSHOTS] [COUNTERS]
                  [HOTSPOTS] [HEAP_CAPTURE]
                  [INSTRUCTIONS_MODE <mode>]
                  [NO_EXPLAIN]
                  [CPU_AFFINITY <processors>]
                  [MEMORY_MAX <size>] [CPU_MAX <processors>] [PIDS_MAX <n>]
                  [CGROUP <mode>]
                  [OTEL | NO_OTEL]
                  [SIGNALS <name>=<regex>...]
                  [PHASE_ATTRIBUTES <key>...]
                  [OTLP_JSONL]
                  [METRICS_JSONL <where>]
                  [OTLP_EXPORT <endpoint>]
                  [KEEP_LOGS]
                  [MEASUREMENTS <regex>...]
                  [OUTPUT_DIRECTORY <directory>]
                  [CONFIGURATIONS <config>...]
                  [PROPERTIES <property> <value>...]
                  [TEST_LIST <variable>])

  Options may use generator expressions, except ``NAME``, ``PROFILE``,
  ``CONFIGURATIONS`` and ``TEST_LIST``.  Where an option is left out, the profile
  decides, and where that says nothing the default given below.

  ``NAME <name>``
    The test's name, unique among the perf tests of the whole build.  It names
    files too, in ``junit/`` and ``plan/`` with ``_`` for characters other than
    letters, digits and ``_ . + -``.  Dashboards join a test's results by its name: keep it.

  ``COMMAND <target-or-program> [<arg>...]``
    What a worker runs, each iteration anew.  If the first word names an
    executable target, declared before or after this call, that target's file is
    run.  It is built by the default target, as is one in ``$<TARGET_FILE:...>``
    in any word, even where it is ``EXCLUDE_FROM_ALL``; the target
    ``perfbench_workers`` builds just these.  A warning is given when one is
    built without optimisation.  The results tell its compiler, build type and
    flags.  If it has a ``CROSSCOMPILING_EMULATOR``, that
    is what runs it, as in :command:`add_test` (and not where the file is given
    as ``$<TARGET_FILE:...>``); perfbench itself is never emulated.  An emulated
    test is judged only by how many workers failed or timed out and by counts
    that the program reports, as the other figures are the emulator's too.  Any
    other first word is a program: give its absolute path, or a name to be found
    in ``PATH``.

    Words reach the program as they are written: the empty string, and strings
    with ``;``, quotes, ``$``, backslashes, brackets and line breaks included.
    The list ends at the next keyword of this function; a word that is spelt
    like one is written ``$<1:SLA>``.

  ``PROFILE <profile>``
    Workload and SLAs of a profile: one that :command:`add_perf_profile` declared
    earlier, one that is built in (``cold``, ``throughput``, ``exec``,
    ``streaming``, ``smoke``, ``stress``), or the path of a ``.json`` file,
    relative to the current source directory.  A declared profile hides a
    built-in one of the same name.  Default: none.

  ``PHASE_NAME <phase>``
    A name for what is measured, kept in the results.  Default: ``measure``.

  ``ITERATIONS <n>``, ``WARMUP <n>``
    How many iterations are measured (default 5), after how many that are not
    (default 1).

  ``CONCURRENCY <n>``
    How many workers an iteration runs at once.  Default: 1.

  ``WORKER_TIMEOUT <seconds>``
    How long a worker may run before it is killed and counted as failed.
    Default: 300.

  ``SLA <rule>...``
    What must hold: ``<figure> <comparison> <number>[unit]``, as in
    ``"latency_ms.p95 <= 250ms"``, with one of ``<= < >= > == !=``.  A rule
    replaces the profile's rule on the same figure in the same direction.
    Unless a rule or ``ALLOW_FAILED_RUNS`` says otherwise,
    ``failed_runs_total == 0`` holds.

  ``ALLOW_FAILED_RUNS <n>``
    Short for ``SLA "failed_runs_total <= n"``; not beside an SLA on
    ``failed_runs_total``.

  ``WORKER_ENV <name>=<value>...``
    Environment variables of the workers.  The values are written to a file that
    only its owner may read, and stand on no command line, in no result and in
    no report.  (A test's ``ENVIRONMENT`` property, by contrast, is sent to
    dashboards.)

  ``ENV_FILE <file>``
    More of them, from a file that exists when the test runs: lines of
    ``NAME=VALUE``, the value taken literally to the end of the line; lines that
    are blank or begin with ``#`` are ignored.  Relative to the current source
    directory.

  ``WORKER_DIRECTORY <directory>``
    The workers' working directory, relative to the current source directory.
    Default: the test's, which is the current binary directory unless its
    ``WORKING_DIRECTORY`` property says otherwise.

  ``HOME_ENV <name>...``
    Environment variables that hold the path of the fresh home directory that
    each worker gets.  Default: ``PERFBENCH_WORKER_HOME``.

  ``HOME_FILE <source>=<destination>...``
    Files copied into each worker's home, from a path relative to the current
    source directory to one relative to the home.  ``@HOME@``, ``@WORKER_ID@``,
    ``@OTLP_ENDPOINT@``, ``@OTLP_METRICS_ENDPOINT@``, ``@OTLP_TRACES_ENDPOINT@``
    and ``@OTLP_HEADERS@`` in them are replaced; those of telemetry are empty
    where there is none.  Files of one destination are merged in their order:
    ``.toml`` by tables, ``.json`` as merge patches (comments are lost), others
    are appended.  The result permits only what each of them permits.  So a
    program can be tested with its user's own configuration::

      HOME_FILE "$ENV{HOME}/.tool/config.toml=config.toml"
                "otel.toml=config.toml"   # [otel] endpoint = "@OTLP_ENDPOINT@"

  ``PROBE_INTERVAL_MS <n>``
    How often a worker's memory and CPU use are sampled.  Default: 120.

  ``ATTACH_SAMPLING``
    Sample CPU and RSS of each worker's process tree every 250 ms, as a time
    series in ``samples.csv`` and under ``top_attach``.

  ``FOOTPRINT_SNAPSHOTS``
    Take each worker's memory at its start, in the middle of its life and at its
    exit, for which it is stopped there, under ``vmmap_snapshots``; what that
    took is ``vmmap_snapshots.cost_ms``.

  ``COUNTERS``
    Count events of each worker and what it starts, under ``counters``:
    ``instructions``, ``cycles``, ``cache_misses``, ``branch_misses``,
    ``page_faults``, ``task_clock_ms``, ``context_switches``,
    ``cpu_migrations``.  What the machine cannot count is absent with its
    reason.

  ``HOTSPOTS``
    Find the functions in which most time is spent, by ``perf``, in iterations
    after the measured ones: ``hotspots.html`` is a flame graph.  Debug
    information (``-g``) makes its call stacks whole.

  ``HEAP_CAPTURE``
    Find what the program asks of the heap, by ``heaptrack``, in one iteration
    after the measured ones: ``heap.peak_mb``, ``heap.leaked_mb``,
    ``heap.allocations``, ``heap.temporary_allocations``.

  ``INSTRUCTIONS_MODE <mode>``
    What ``counters.instructions`` is counted by: ``perf``, the processor's own
    counter, with ``COUNTERS``; or ``callgrind``, in one iteration after the
    measured ones under ``valgrind``: slower, and a figure that no noise can
    move::

      INSTRUCTIONS_MODE callgrind SLA "counters.instructions.mean <= 1.02e9"

    Default: ``perf``.

  ``NO_EXPLAIN``
    When an SLA on latency, throughput or CPU time is broken, the command is
    profiled once more, compared with the last run that was good, and the result
    says what explains the breach: which functions and phases take longer, and
    whether it is CPU time, waiting, memory, input and output, or scheduling.  To
    compare with, a run that keeps such SLAs is profiled too, once a day.  Each
    takes 8 seconds at most.  This keyword leaves all that away.

  ``CPU_AFFINITY <processors>``
    The processors that workers may run on, as in ``0,2-3``.  Default: any.

  ``MEMORY_MAX <size>``, ``CPU_MAX <processors>``, ``PIDS_MAX <n>``
    What a worker may use at most, with all that it starts: memory, page cache
    too, as ``64MB`` (``B``, ``KB``, ``MB`` or ``GB``); processors' worth of
    time, as ``0.5``; processes and threads at once.  The kernel kills a worker
    that needs more memory, and the result says so.  They need a control group
    with the controller, of version 1 or 2: without it memory is bounded by the
    address space of each process, with a warning, and the other two end the
    test with an error that says what would help.  Default: no limit.

  ``CGROUP <mode>``
    Whether each worker gets a control group of its own, which holds all that
    it starts, wherever that goes: it tells their CPU time exactly, and ends
    with the worker.  ``auto`` takes one of version 2 where the test may make
    it; ``full`` also joins hierarchies of version 1, for
    ``cgroup_memory_peak_mb`` and ``cgroup.peak_pids``, which takes older
    kernels milliseconds before each worker; ``off`` makes none.
    Default: ``auto``.

  ``OTEL``, ``NO_OTEL``
    Whether to receive what the program sends by OpenTelemetry: metrics, and
    spans, which become phases.  It needs no change for that: its SDK finds the
    way by ``OTEL_EXPORTER_OTLP_ENDPOINT`` and the other variables of its
    specification, which workers get; variables of ``WORKER_ENV`` win over
    these.  A program that takes ``TRACEPARENT`` for the parent of its spans
    joins the trace of the run.  What came is under ``otel_metrics``,
    ``otel_phases`` and ``otel_signals``, for an ``SLA`` to name::

      SLA "otel_metrics[\"http.server.duration\"].p95 <= 250"
          "otel_phases[\"connect\"].coverage_pct >= 95%"

    Default: on.

  ``SIGNALS <name>=<regex>...``
    Groups of metrics whose names have a match for a regular expression
    (ECMAScript, in any case): their points are counted and their values added
    up as ``otel_signals["<name>"]``.  There are ``turn``, ``action`` and
    ``stream``, which can be replaced.

  ``PHASE_ATTRIBUTES <key>...``
    Spans that differ in these attributes are phases of their own, as in
    ``GET [route=/users]``.

  ``OTLP_JSONL``
    Keep what was received as it came, in ``otlp.jsonl``.

  ``METRICS_JSONL <where>``
    Where a worker tells metrics of its own without OpenTelemetry, one JSON
    object a line, as ``{"scenario":"x","calls_per_sec":19535}``: ``stdout``,
    ``stderr``, or a file in its home, whose path is in
    ``PERFBENCH_METRICS_FILE``.  Each number becomes a figure under
    ``worker_metrics``: ``worker_metrics["x.calls_per_sec"].p50``.

  ``OTLP_EXPORT <endpoint>``
    Where the results are sent when they are written: the base address of a
    backend of OpenTelemetry (a collector, Prometheus, ClickHouse, Tempo), as
    ``http://localhost:4318``.  It gets the figures of the summary and the
    verdict as metrics, and the workers with the runner's own steps as spans.
    What authenticates the sender belongs in the variable
    ``OTEL_EXPORTER_OTLP_HEADERS`` of ctest's own environment, as
    ``api-key=...``; never in this address, nor in the test's ``ENVIRONMENT``
    property, which are sent to dashboards.  A backend that fails or hangs is
    good for a warning, and for 10 seconds at most
    (``OTEL_EXPORTER_OTLP_TIMEOUT``, in milliseconds): the test's outcome and
    results are not touched.  Default: nowhere.

  ``KEEP_LOGS``
    Keep all that the workers print, not just the end of it.

  ``MEASUREMENTS <regex>...``
    Which figures a dashboard gets: those of the summary whose names, as
    ``latency_ms.p95``, have a match for one of these regular expressions
    (ECMAScript; ``"^latency_ms[.]"``).  Default: latency, throughput, memory,
    CPU time, descriptors, children and the numbers of runs, 19 in all.  Whatever
    is chosen, the figure, limit and margin of each SLA are sent, and the verdict.

  ``OUTPUT_DIRECTORY <directory>``
    Where the results go, relative to the current binary directory.  Default:
    ``${CMAKE_BINARY_DIR}/perf-results``: one folder a build tree, whichever
    directory adds the test.  With a multi-config generator ``/$<CONFIG>`` is
    added, unless the directory has a generator expression in it.

  ``CONFIGURATIONS <config>...``
    As in :command:`add_test`.

  ``PROPERTIES <property> <value>...``
    Test properties.  They win over those that ``add_perf_test`` sets:
    ``LABELS perf``, ``RUN_SERIAL TRUE`` and ``TIMEOUT 1500``; but the label
    ``perf`` is always kept beside others.

  ``TEST_LIST <variable>``
    The test's name is appended to the list in this variable of the caller.

  The runner ends itself 10 seconds before the test's ``TIMEOUT`` (at half of
  it, if that is 20 seconds or less), so that CTest never has to kill it and
  what was measured is reported.  Labels and timeout are read at the end of the
  directory: ``set_tests_properties()`` after ``add_perf_test()`` is heeded.

  Example:

  .. code-block:: cmake

    cmake_minimum_required(VERSION 3.25)
    project(Tool LANGUAGES CXX)
    enable_testing()
    find_package(PerfBench REQUIRED)

    add_executable(tool tool.cc)

    add_perf_profile(NAME interactive EXTENDS cold
                     ITERATIONS 20
                     SLA "latency_ms.p95 <= 80ms")

    add_perf_test(NAME startup
                  COMMAND tool --help
                  PROFILE interactive)

    add_perf_test(NAME render
                  COMMAND tool render "${CMAKE_CURRENT_SOURCE_DIR}/big.svg"
                  ITERATIONS 20 WARMUP 2 CONCURRENCY 4
                  SLA "latency_ms.p95 <= 250ms" "max_rss_mb.max <= 64MB"
                  WORKER_ENV "TOOL_CACHE=off"
                  PROPERTIES TIMEOUT 120 LABELS nightly)

  .. code-block:: console

    $ cmake -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build
    $ ctest --test-dir build -L perf

.. command:: add_perf_profile

  Declare a profile for tests to name::

    add_perf_profile(NAME <name>
                     [EXTENDS <profile>]
                     [DESCRIPTION <text>]
                     [PHASE_NAME <phase>]
                     [ITERATIONS <n>] [WARMUP <n>] [CONCURRENCY <n>]
                     [WORKER_TIMEOUT <seconds>]
                     [SLA <rule>...]
                     [PROBE_INTERVAL_MS <n>])

  ``NAME <name>``
    Letters, digits and ``_ . + -``; unique among the declared profiles of the
    whole build, and known from this call on in every directory.

  ``EXTENDS <profile>``
    A profile to start from, as in ``PROFILE`` above.  Options given here win
    over its own; an SLA replaces its rule on the same figure in the same
    direction.  Default: none.

  ``DESCRIPTION <text>``
    For people who read the results.

  The other options are those of :command:`add_perf_test`; without generator
  expressions, because the file is written when the project is configured.

Files
^^^^^

Below ``<results>``, which is ``OUTPUT_DIRECTORY`` or
``${CMAKE_BINARY_DIR}/perf-results``, with ``/$<CONFIG>`` as described there:

``<results>/<name>-<time>/``
  The results of a run: ``summary.json``, ``summary.md`` and the iterations.

``<results>/junit/<name>.xml``
  Its JUnit report, replaced by each run.

Always below ``${CMAKE_BINARY_DIR}/perf-results``:

``[<config>/]plan/<name>.env``
  The values of ``WORKER_ENV``, mode 0600, written when the build system is
  generated.

``profiles/<name>.json``
  What ``add_perf_profile`` declares, written at configure time; ``perfbench run
  --profile <file>`` takes it too.

Errors
^^^^^^

At configure time, naming test and argument: an unknown or misspelt keyword, a
keyword without a value, a missing ``COMMAND``, an unknown ``PROFILE``, a rule
that has not the shape of a rule, a number that is none, a ``NAME`` that is
taken.  What a rule names, its unit, and paths are checked by ``perfbench`` when
the test runs (exit code 2, with the nearest known names); rules and profiles at
configure time too where it is there already: an installed one ends the
configuration with an error; one that an earlier build of the same tree left (by
a single-config generator) is good for a warning, since it is about to be
replaced.

Limits
^^^^^^

* A misspelt keyword after one that takes several values is taken for one of
  these, with a warning where it is close to a keyword.
* Optimisation is looked for in ``CMAKE_<LANG>_FLAGS``, those of the build type,
  and the target's ``COMPILE_OPTIONS``; not in options of linked libraries.
  With a multi-config generator the results tell, not the configuration.
* A ``TIMEOUT`` that is a generator expression gives the runner no deadline.
  ``ctest --timeout`` does not matter, as every test has a ``TIMEOUT``, unless
  that is 0; ``ctest --stop-time`` may still kill the runner.
* A word of a ``CROSSCOMPILING_EMULATOR`` must not hold a single quote.  A
  ``TEST_LAUNCHER`` (CMake 3.29) is applied neither to the runner nor to the
  worker.
* A ``NAME`` with a space or another special character needs policy CMP0110 to
  be ``NEW`` in the calling project, as in :command:`add_test`.
* Needs CMake 3.25, the oldest version it is tested with.  Older ones lack
  workflow presets (below 3.25), ``<CTestLabel>`` (3.22),
  ``<CTestMeasurementFile>`` and ``<CTestDetails>`` in a test's output (3.21),
  ``file(GENERATE)`` with permissions, for ``WORKER_ENV``, and ``cmake_path()``
  (3.20), ``cmake_language(DEFER)``, for the timeout, and policy CMP0110, for
  test names with spaces (3.19), and ``cmake_language(EVAL)``, for exact
  arguments (3.18): below 3.20 no call of ``add_perf_test`` would work.

#]=======================================================================]

include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/PerfBench/arguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PerfBench/values.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PerfBench/build_info.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PerfBench/profiles.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PerfBench/tests.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/PerfBench/deferred.cmake")

function(add_perf_test)
  set(perfbench_flags
    KEEP_LOGS OTEL NO_OTEL OTLP_JSONL ATTACH_SAMPLING FOOTPRINT_SNAPSHOTS COUNTERS HOTSPOTS HEAP_CAPTURE NO_EXPLAIN)
  set(perfbench_single
    NAME PROFILE PHASE_NAME ITERATIONS WARMUP CONCURRENCY WORKER_TIMEOUT ALLOW_FAILED_RUNS ENV_FILE WORKER_DIRECTORY
    PROBE_INTERVAL_MS INSTRUCTIONS_MODE CPU_AFFINITY MEMORY_MAX CPU_MAX PIDS_MAX CGROUP METRICS_JSONL
    OTLP_EXPORT OUTPUT_DIRECTORY TEST_LIST)
  set(perfbench_multiple
    COMMAND SLA WORKER_ENV HOME_ENV HOME_FILE SIGNALS PHASE_ATTRIBUTES MEASUREMENTS CONFIGURATIONS PROPERTIES)
  set(perfbench_required NAME COMMAND)
  _perfbench_parse_arguments(add_perf_test ${ARGC})
  _perfbench_register_test()
  if(DEFINED arg_TEST_LIST)
    string(REPLACE ";" "\\;" perfbench_name "${arg_NAME}")
    list(APPEND ${arg_TEST_LIST} "${perfbench_name}")
    set(${arg_TEST_LIST} "${${arg_TEST_LIST}}" PARENT_SCOPE)
  endif()
endfunction()

function(add_perf_profile)
  set(perfbench_flags "")
  set(perfbench_single
    NAME EXTENDS DESCRIPTION PHASE_NAME ITERATIONS WARMUP CONCURRENCY WORKER_TIMEOUT PROBE_INTERVAL_MS)
  set(perfbench_multiple SLA)
  set(perfbench_required NAME)
  _perfbench_parse_arguments(add_perf_profile ${ARGC})
  _perfbench_register_profile()
endfunction()

cmake_policy(POP)
