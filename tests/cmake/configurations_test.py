"""Ninja Multi-Config: every path of a test is its configuration's, as registered and as run."""

import json

from consumer import InstalledTest, main

# Succeeds when it was built in the configuration that its first argument names, and all else it is told is there.
APP = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static int readable(const char* path) {
  FILE* file = fopen(path, "r");
  return file != NULL;
}
int main(int argc, char** argv) {
  char copy[4096];
  if (argc != 3 || strcmp(argv[1], BUILT_IN) != 0 || !readable(argv[2])) return 3;
  snprintf(copy, sizeof copy, "%s/data/note", getenv("PERFBENCH_WORKER_HOME"));
  return strcmp(getenv("MODE"), BUILT_IN) == 0 && readable(copy) && readable("here") ? 0 : 4;
}
"""
TESTS = """
add_executable(helper app.c)
add_executable(app app.c)
target_compile_definitions(helper PRIVATE BUILT_IN="")
target_compile_definitions(app PRIVATE BUILT_IN="$<CONFIG>")
file(GENERATE OUTPUT "$<CONFIG>/start/here" CONTENT "")
file(GENERATE OUTPUT "$<CONFIG>/note" CONTENT "")
add_perf_test(NAME everywhere COMMAND app $<CONFIG> $<TARGET_FILE:helper> ITERATIONS 1 WARMUP 0
  WORKER_ENV "MODE=$<CONFIG>" HOME_FILE "${CMAKE_BINARY_DIR}/$<CONFIG>/note=data/note"
  WORKER_DIRECTORY "${CMAKE_BINARY_DIR}/$<CONFIG>/start")
add_perf_test(NAME fast COMMAND app $<CONFIG> $<TARGET_FILE:helper> ITERATIONS $<IF:$<CONFIG:Debug>,1,2> WARMUP 0
  WORKER_ENV "MODE=$<CONFIG>" HOME_FILE "${CMAKE_BINARY_DIR}/$<CONFIG>/note=data/note"
  WORKER_DIRECTORY "${CMAKE_BINARY_DIR}/$<CONFIG>/start" CONFIGURATIONS Release RelWithDebInfo)
"""


class AConfiguration(InstalledTest):
    def test_has_paths_of_its_own_and_runs_what_was_built_in_it(self):
        consumer = self.project(TESTS, generator="Ninja Multi-Config", languages="C")
        consumer.write("app.c", APP)
        self.succeed(consumer.configure(*consumer.find))
        for config, other, expected in (("Debug", "Release", {"everywhere"}), ("Release", "Debug", {"everywhere", "fast"})):
            with self.subTest(config):
                self.succeed(consumer.build("--config", config))
                registered = consumer.registered(config)
                self.assertEqual(set(registered), expected)
                folder = consumer.results / config
                for name, test in registered.items():
                    self.assertEqual(test.worker, [str(consumer.build_dir / config / "app"), config,
                                                   str(consumer.build_dir / config / "helper")])
                    self.assertEqual(test.values("--out-dir"), [str(folder)])
                    self.assertEqual(test.values("--junit"), [str(folder / "junit" / f"{name}.xml")])
                    self.assertEqual(test.values("--env-file"), [str(folder / "plan" / f"{name}.env")])
                    self.assertEqual(test.values("--home-file"), [f"{consumer.build_dir}/{config}/note=data/note"])
                    self.assertEqual(test.values("--cwd"), [str(consumer.build_dir / config / "start")])
                    self.assertNotIn(other, json.dumps(test.command).replace(f"{config}/../{other}", ""))
                self.succeed(consumer.ctest("-C", config, "-L", "perf", "--output-on-failure"))
                results = self.results(folder)
                self.assertEqual(set(results), expected)
                for name, result in results.items():
                    self.assertEqual(result["verdict"], "pass")
                    self.assertTrue((folder / "junit" / f"{name}.xml").exists())
        self.assertEqual(len(self.results(consumer.results / "Release")["fast"]["runs"]), 2)
        self.assertFalse((consumer.results / "latest").exists(), "results of no configuration")

    def test_must_be_named_to_ctest(self):
        consumer = self.project("add_perf_test(NAME t COMMAND true)", generator="Ninja Multi-Config")
        self.succeed(consumer.configure(*consumer.find))
        self.assertNotEqual(consumer.ctest().returncode, 0)


if __name__ == "__main__":
    main()
