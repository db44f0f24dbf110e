"""The files that hold the workers' secrets."""

import os
import subprocess

from perfbench_cli import CliTest, main


class EnvironmentFiles(CliTest):
    def run_with(self, file, **keywords):
        run = self.run_perfbench("--env-file", str(file), "--iterations", "1", "--warmup", "0",
                                 "--junit", str(self.folder / "junit.xml"),
                                 command=["/bin/sh", "-c", 'test "$TOKEN" = "$(echo hunter2)"'], **keywords)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        warnings = [warning for warning in self.summary()["warnings"] if warning["code"] == "env_file_readable"]
        return run, warnings

    def test_that_others_can_read_are_warned_of_in_every_report(self):
        file = self.folder / "my secrets"
        file.write_text("TOKEN=hunter2\n")
        for mode, readers in ((0o644, "everybody (mode 0644)"), (0o640, "its group (mode 0640)"),
                              (0o604, "everybody (mode 0604)")):
            with self.subTest(mode=oct(mode)):
                file.chmod(mode)
                run, warnings = self.run_with(file)
                self.assertEqual(len(warnings), 1)
                self.assertIn(str(file), warnings[0]["message"])
                self.assertIn(readers, warnings[0]["message"])
                self.assertEqual(warnings[0]["advice"], f"chmod 600 '{file}'")
                self.assertIn(readers, " ".join(run.stdout.split()))
                self.assertIn("chmod 600", run.stdout)
                self.assertIn("chmod 600", (self.out / "latest" / "summary.md").read_text())

    def test_that_only_their_owner_can_read_are_not_warned_of(self):
        file = self.folder / "secrets"
        file.write_text("TOKEN=hunter2\n")
        for mode in (0o600, 0o400):
            file.chmod(mode)
            self.assertEqual(self.run_with(file)[1], [])

    def test_may_be_a_pipe(self):
        for mode in (0o600, 0o644):
            pipe = self.folder / f"pipe-{mode:o}"
            os.mkfifo(pipe)
            pipe.chmod(mode)
            writer = subprocess.Popen(["/bin/sh", "-c", f"echo TOKEN=hunter2 >{pipe}"])
            try:
                self.assertEqual(self.run_with(pipe)[1], [])
            finally:
                writer.kill()
                writer.wait()

    def test_may_be_a_process_substitution(self):
        reading, writing = os.pipe()
        os.write(writing, b"TOKEN=hunter2\n")
        os.close(writing)
        self.assertEqual(self.run_with(f"/dev/fd/{reading}", pass_fds=[reading])[1], [])
        os.close(reading)


if __name__ == "__main__":
    main()
