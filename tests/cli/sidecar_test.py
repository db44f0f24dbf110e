"""The collector beside a run, attacked, killed, stopped, missing: the run keeps its timing and tells what it lost."""

import os
import pathlib
import select
import shutil
import signal
import subprocess
import sys
import time

from perfbench_cli import PERFBENCH, CliTest, main
from telemetry_sender import Connection, ask, gzip_bomb, metric_body, request

SENDER = [sys.executable, str(pathlib.Path(__file__).with_name("otlp_worker.py"))]


class SidecarCase(CliTest):
    def setUp(self):
        super().setUp()
        self.told = self.folder / "told"
        self.go_on = self.folder / "go-on"

    def sidecar_of(self, runner):
        for pid in pathlib.Path(f"/proc/{runner.pid}/task/{runner.pid}/children").read_text().split():
            if pathlib.Path(f"/proc/{pid}/exe").resolve().name == "perfbench-collector":
                return int(pid)
        self.fail("perfbench has no collector")

    def start_and_wait(self, *options, before=("post",), after=("post",)):
        """A run whose workers wait in the middle of their posts until finish() is called."""
        runner = self.start_perfbench("--warmup", "0", "--iterations", "2", *options, command=[
            *SENDER, *before, f"tell:{self.told}", f"until:{self.go_on}", *after])
        self.wait_for_worker()
        return runner

    def wait_for_worker(self):
        """Until the next one tells where it sends to."""
        self.wait_for(self.told.exists, "the worker")
        port, self.path, self.token = self.told.read_text().split()
        self.address = ("127.0.0.1", int(port))

    def finish(self, runner, code=0):
        self.go_on.touch()
        self.assertEqual(runner.wait(60), code)
        self.assertEqual(self.living(), [])
        return self.summary()

    def assert_lost(self, result, reason):
        """All but the telemetry is there."""
        summary = result["summary"]
        self.assertEqual((result["ending"], len(result["runs"]), summary["successful_runs_total"]), ("complete", 2, 2))
        self.assertGreater(summary["latency_ms"]["min"], 0)
        for figure in ("otel_payloads_total", "metric_datapoints_total"):
            self.assertIsNone(summary[figure])
            self.assertRegex(summary["not_measured"][figure], "telemetry was lost: .*" + reason)
        self.assertRegex(summary["not_measured"]["otel_metrics"], "telemetry was lost: .*" + reason)
        [warning] = [warning for warning in result["warnings"] if warning["code"] == "telemetry_lost"]
        self.assertRegex(warning["message"], reason)


class SidecarFaults(SidecarCase):
    def test_one_that_is_killed_in_mid_run_is_lost_and_nothing_else(self):
        runner = self.start_and_wait()
        os.kill(self.sidecar_of(runner), signal.SIGKILL)
        self.assert_lost(self.finish(runner), "perfbench-collector was killed by SIGKILL")

    def test_a_rule_on_what_was_lost_is_not_met(self):
        runner = self.start_and_wait("--sla", "otel_payloads_total >= 0", "--sla", "latency_ms.max < 600 s")
        os.kill(self.sidecar_of(runner), signal.SIGKILL)
        result = self.finish(runner, code=1)
        self.assert_lost(result, "killed by SIGKILL")
        checks = {check["rule"]: check for check in result["checks"]}
        self.assertEqual(checks["latency_ms.max < 600 s"]["status"], "pass")
        broken = checks["otel_payloads_total >= 0"]
        self.assertNotEqual(broken["status"], "pass")
        self.assertIn("telemetry was lost", str(broken))

    def test_one_that_is_stopped_is_not_waited_for_for_ever(self):
        runner = self.start_and_wait(before=(), after=())
        os.kill(self.sidecar_of(runner), signal.SIGSTOP)
        begin = time.monotonic()
        result = self.finish(runner)
        self.assertLess(time.monotonic() - begin, 30)
        self.assert_lost(result, "did not answer in time")

    def test_it_is_gone_with_a_runner_that_is_killed(self):
        runner = self.start_and_wait()
        sidecar = os.pidfd_open(self.sidecar_of(runner))
        try:
            runner.kill()
            runner.wait(30)
            ended, _, _ = select.select([sidecar], [], [], 1)
            self.assertTrue(ended, "the collector runs on a second after the runner's end")
        finally:
            os.close(sidecar)
        self.wait_for(lambda: not self.living(), "the end of all that it started")

    def test_one_that_is_missing_is_lost_with_the_reason(self):
        stage = self.folder / "stage"
        prefix = pathlib.Path(PERFBENCH).resolve().parent.parent
        for part in ("bin/perfbench", "libexec/perfbench/perfbench-launcher", "share/perfbench/profiles"):
            target = stage / part
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if (prefix / part).is_dir() else shutil.copy2)(prefix / part, target)
        arguments = self.arguments("--warmup", "0", "--iterations", "2", command=[*SENDER, "post"])
        run = subprocess.run([str(stage / "bin/perfbench"), *arguments[1:]], env=self.environment, capture_output=True,
                             text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assert_lost(self.summary(), "perfbench-collector cannot be started: No such file")

    def test_a_run_without_telemetry_has_none_running(self):
        runner = self.start_perfbench("--no-otel", "--warmup", "0", "--iterations", "1", worker=["sleep:300"])
        self.wait_for(lambda: len(self.living()) >= 3, "the worker")
        names = {os.path.basename(os.readlink(f"/proc/{pid}/exe")) for pid in self.living()}
        self.assertNotIn("perfbench-collector", names)
        self.assertEqual(runner.wait(60), 0)
        summary = self.summary()["summary"]
        self.assertIsNone(summary["otel_payloads_total"])
        self.assertEqual(summary["not_measured"]["otel_payloads_total"], "telemetry was off")


class AttackedSidecars(SidecarCase):
    def assert_counted(self, result, payloads):
        self.assertEqual([entry["otel_payload_count"] for entry in result["runs"]], payloads)
        self.assertEqual(result["summary"]["otel_payloads_total"], sum(payloads))
        self.assertEqual(result["summary"]["otel_metrics"]["requests"]["points"], sum(payloads))

    def test_what_workers_send_is_counted_for_their_iterations(self):
        result = self.finish(self.start_and_wait())
        self.assert_counted(result, [2, 2])
        self.assertEqual([w for w in result["warnings"] if w["code"].startswith("telemetry")], [])

    def test_attacks_on_it_leave_the_workers_data_intact(self):
        runner = self.start_and_wait()
        right = {"x_perfbench_token": self.token}
        half = []
        for _ in range(200):
            half.append(Connection(self.address))
            half[-1].send(request(metric_body(), path=self.path, **right)[:-5])
        bomb = request(gzip_bomb(256), path=self.path, Content_Encoding="gzip", **right)
        for data, status in ((bomb, 413), (request(path=self.path, Content_Length=str(1 << 30), **right), 413),
                             (request(b"{", path=self.path, **right), 400)):
            self.assertEqual(ask(self.address, data)[0], status)
        for _ in range(300):
            Connection(self.address).close()
        for connection in half:
            connection.close()
        self.assert_counted(self.finish(runner), [2, 2])

    def test_posts_of_others_are_refused_and_told(self):
        runner = self.start_and_wait()
        body = metric_body()
        for data in (request(body), request(body, path=self.path),
                     request(body, path=self.path, x_perfbench_token="0" * 32),
                     request(body, path="/77-1/v1/metrics", x_perfbench_token=self.token),
                     request(body, path="/v1/metrics", x_perfbench_token=self.token)):
            self.assertIn(ask(self.address, data)[0], (401, 403))
        result = self.finish(runner)
        self.assert_counted(result, [2, 2])
        [warning] = [warning for warning in result["warnings"] if warning["code"] == "telemetry_refused"]
        self.assertIn("5 posts of telemetry were refused: 2 without a token, 1 with another's, 2 to",
                      warning["message"])
        for file in self.out.rglob("*"):
            if file.is_file():
                self.assertNotIn(self.token, file.read_text(errors="replace"), f"{file.name} tells a token")

    def test_what_comes_while_another_iteration_runs_counts_for_its_own(self):
        runner = self.start_perfbench("--warmup", "0", "--iterations", "2", command=[
            *SENDER, "post", f"tell:{self.told}", f"until-gone:{self.told}"])
        self.wait_for_worker()
        first = request(metric_body(), path=self.path, x_perfbench_token=self.token)
        self.told.unlink()
        self.wait_for_worker()
        for _ in range(3):
            self.assertEqual(ask(self.address, first)[0], 200)
        self.told.unlink()
        self.assert_counted(self.finish(runner), [4, 1])

    def test_who_still_sends_at_the_end_is_waited_for_as_long_as_was_said(self):
        runner = self.start_and_wait("--otel-flush-wait-ms", "300")
        with Connection(self.address) as slow:
            slow.send(request(metric_body(), path=self.path, x_perfbench_token=self.token)[:-5])
            result = self.finish(runner)
        self.assert_counted(result, [2, 2])
        [warning] = [warning for warning in result["warnings"] if warning["code"] == "telemetry_cut"]
        self.assertRegex(warning["message"], "1 exporter was still sending 300 ms")

    def test_it_listens_on_loopback_only(self):
        runner = self.start_and_wait()
        port = f"{self.address[1]:04X}"
        lines = [line.split() for table in ("tcp", "tcp6")
                 for line in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
        listening = [fields[1] for fields in lines if fields[3] == "0A" and fields[1].endswith(":" + port)]
        self.assertEqual(listening, ["0100007F:" + port])
        self.finish(runner)


if __name__ == "__main__":
    main()
