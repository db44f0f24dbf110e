// What a sanitizer does with a finding, built into each program of a sanitizer build, so that it holds however a test
// starts the program: it ends it with an exit code that is none of PerfBench's, and writes the report into a file,
// where tests/tools/sanitizer_reports.py finds it.

#define PERFBENCH_SANITIZER_OPTIONS \
  "halt_on_error=1:exitcode=99:log_exe_name=1:log_path=" PERFBENCH_SANITIZER_REPORTS "/report"

// NOLINTBEGIN(bugprone-reserved-identifier): the sanitizers call them by these names.
extern "C" {
const char* __asan_default_options();
const char* __lsan_default_options();
const char* __tsan_default_options();
const char* __tsan_default_suppressions();
const char* __ubsan_default_options();

const char* __asan_default_options() { return PERFBENCH_SANITIZER_OPTIONS ":detect_stack_use_after_return=1"; }
const char* __lsan_default_options() { return PERFBENCH_SANITIZER_OPTIONS; }
const char* __tsan_default_options() { return PERFBENCH_SANITIZER_OPTIONS; }
// cpp-httplib comes without the sanitizer, which so does not see that its static sets are made once, behind a guard.
const char* __tsan_default_suppressions() { return "called_from_lib:libcpp-httplib.so"; }
const char* __ubsan_default_options() { return PERFBENCH_SANITIZER_OPTIONS ":print_stacktrace=1"; }
}
// NOLINTEND(bugprone-reserved-identifier)
