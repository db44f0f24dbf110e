"""CROSSCOMPILING_EMULATOR, run for real: for the worker, never for perfbench."""

import xml.etree.ElementTree as ElementTree

from consumer import InstalledTest, main

# Notes what it is given, one call a line, and runs it.
EMULATOR = """#!/bin/sh
printf '<%s>' "$@" >>'{log}'
echo >>'{log}'
shift 2
exec "$@"
"""
TESTS = """
add_perf_test(NAME slow COMMAND app "a b" ITERATIONS 2 WARMUP 1 SLA "latency_ms.p95 <= 1ns" "failed_runs_total == 0")
add_perf_test(NAME failing COMMAND app 1 2 3 ITERATIONS 1 WARMUP 0)
add_perf_test(NAME native COMMAND $<TARGET_FILE:app> ITERATIONS 1 WARMUP 0 SLA "latency_ms.p95 <= 1ns")
add_executable(app app.c)
add_test(NAME by_ctest COMMAND app)
"""


class AnEmulatedTest(InstalledTest):
    def test_runs_its_workers_under_the_emulator_and_is_not_judged_by_its_times(self):
        for generator in ("Ninja", "Ninja Multi-Config"):
            with self.subTest(generator):
                consumer = self.project(TESTS, generator=generator, languages="C")
                consumer.write("app.c", "int main(int argc, char** argv) { (void)argv; return argc > 2; }\n")
                log = consumer.build_dir / "log"
                emulator = consumer.write("the emulator", EMULATOR.format(log=log))
                emulator.chmod(0o700)
                toolchain = consumer.write("toolchain.cmake", f"""set(CMAKE_SYSTEM_NAME Linux)
                    set(CMAKE_CROSSCOMPILING_EMULATOR "{emulator}" -L "/sys root")""")
                self.succeed(consumer.configure(*consumer.find, f"-DCMAKE_TOOLCHAIN_FILE={toolchain}"))
                self.succeed(consumer.build("--config", "Release"))
                report = consumer.build_dir / "ctest.xml"
                consumer.ctest("-C", "Release", "--output-junit", report)
                status = {case.get("name"): case.get("status") for case in ElementTree.parse(report).iter("testcase")}
                self.assertEqual(status, {"slow": "run", "failing": "fail", "native": "fail", "by_ctest": "run"})

                app = consumer.registered("Release")["slow"].worker[0]
                calls = log.read_text().splitlines()
                self.assertEqual(calls.count(f"<-L></sys root><{app}><a b>"), 3)
                self.assertEqual(calls.count(f"<-L></sys root><{app}><1><2><3>"), 1)
                self.assertEqual(calls.count(f"<-L></sys root><{app}>"), 1)  # that of ctest
                self.assertEqual(len(calls), 5, "nothing else was emulated")

                results = self.results(consumer.results / "Release" if consumer.multi_config else consumer.results)
                slow = results["slow"]
                self.assertEqual(slow["profile"]["emulator"], [str(emulator), "-L", "/sys root"])
                self.assertEqual([check["status"] for check in slow["checks"]], ["not gated", "pass"])
                self.assertIn("emulated", [warning["code"] for warning in slow["warnings"]])
                self.assertEqual(results["native"]["profile"]["emulator"], [])


if __name__ == "__main__":
    main()
