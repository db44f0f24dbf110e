"""A source folder that cannot, or must not, be written to."""

import os
import shutil
import subprocess

from consumer import SHED, InstalledTest, main

TESTS = """
add_perf_profile(NAME quick ITERATIONS 2 WARMUP 0 SLA "latency_ms.p95 <= 10s")
add_perf_test(NAME t COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/worker" PROFILE quick WORKER_ENV TOKEN=hunter2
  HOME_FILE worker=copy WORKER_DIRECTORY . KEEP_LOGS)
"""
# Each read-only for the commands in it, though they are root's.
UNSHARE = ["unshare", "--mount", "--propagation", "private", "sh", "-c"]


def listing(folder):
    """All below `folder` with what a change would change."""
    seen = {}
    for path in [folder, *folder.rglob("*")]:
        status = path.lstat()
        content = path.read_bytes() if path.is_file() else None
        seen[str(path)] = (status.st_mode, status.st_ino, status.st_mtime_ns, status.st_ctime_ns, content)
    return seen


class AReadOnlySource(InstalledTest):
    def source(self):
        consumer = self.project(TESTS)
        consumer.write("worker", "#!/bin/sh\necho out\necho err >&2\n").chmod(0o755)
        consumer.write("sub/file", "")
        return consumer

    def test_is_not_changed(self):
        consumer = self.source()
        before = listing(consumer.source)
        self.succeed(consumer.configure(*consumer.find))
        self.succeed(consumer.build())
        self.succeed(consumer.ctest("-L", "perf"))
        self.assertEqual(listing(consumer.source), before)

    def test_on_a_read_only_mount_is_enough(self):
        if not shutil.which("unshare") or subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode:
            self.skipTest("this process may not mount")
        consumer = self.source()
        environment = {name: value for name, value in os.environ.items() if not SHED.match(name)}
        script = """set -e
            mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"
            if touch "$1/written" 2>/dev/null; then echo "it can be written to"; exit 9; fi
            cmake -S "$1" -B "$2" -G Ninja "-DCMAKE_PREFIX_PATH=$3"
            cmake --build "$2"
            ctest --test-dir "$2" -L perf --output-on-failure"""
        words = [str(word) for word in (consumer.source, consumer.build_dir, self.prefix)]
        self.succeed(subprocess.run([*UNSHARE, script, "sh", *words], capture_output=True, text=True, env=environment,
                                    check=False))
        self.assertEqual(self.results(consumer.results)["t"]["verdict"], "pass")


if __name__ == "__main__":
    main()
