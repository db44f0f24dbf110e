"""What tests of `perfbench submit` and `perfbench cdash` share: a stand-in server, and results to be sent."""

import copy
import json
import pathlib
import subprocess
import sys

from perfbench_cli import DATA, PERFBENCH, CliTest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tools"))

from cdash_server import CdashServer

SAMPLE = json.loads((DATA / "golden" / "passing.summary.json").read_text())
PNG = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0\2\0\1H\xaf\xa4q"
       b"\0\0\0\0IEND\xaeB`\x82")
PROXIES = {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}
SITE = ("--site", "box", "--build", "Linux-Release")
IMPATIENT = ("--retry-delay-sec", "0")


class DashboardTest(CliTest):
    def setUp(self):
        super().setUp()
        for name in list(self.environment):
            if name.lower() in PROXIES or name == "CDASH_TOKEN":
                del self.environment[name]

    def start_server(self, **options):
        return self.enterContext(CdashServer(**options))

    def result(self, name="startup", p95=12.5, minute=0, verdict="pass", reason=None, picture=True):
        """The folder of a run with these figures, begun in that minute of an hour; more than 60 go on in the next."""
        result = copy.deepcopy(SAMPLE)
        hour, minute = 10 + minute // 60, minute % 60
        folder = self.folder / f"{name}-20260102-{hour:02}{minute:02}05"
        result["started_at"] = f"2026-01-02T{hour:02}:{minute:02}:05.678+00:00"
        result["generated_at"] = f"2026-01-02T{hour:02}:{minute:02}:08.178+00:00"
        result["run_dir"] = str(folder)
        result["profile"]["name"] = result["profile"]["test_name"] = name
        result["summary"]["latency_ms"]["p95"] = p95
        result["verdict"], result["reason"] = verdict, reason
        folder.mkdir()
        (folder / "summary.json").write_text(json.dumps(result))
        (folder / "summary.md").write_text(f"# {name}\n")
        if picture:  # else one would be made
            (folder / "latency.png").write_bytes(PNG)
        return folder

    def perfbench(self, *arguments, timeout=120):
        words = [PERFBENCH, *(str(argument) for argument in arguments)]
        return subprocess.run(words, capture_output=True, text=True, errors="replace", timeout=timeout, check=False,
                              env=self.environment)

    def submit(self, server, *arguments, names=SITE):
        """To a server, or the URL of one."""
        url = server if isinstance(server, str) else server.url
        return self.perfbench("submit", "--cdash", url, "--project", "Perf", *names, *IMPATIENT, *arguments)

    def trend(self, server, *arguments, test="startup", metric="latency_ms.p95", command="trend", project="Perf"):
        return self.perfbench("cdash", command, "--cdash", server.url, "--project", project, *IMPATIENT,
                              "--days", "3650", *arguments, test, metric)

    def submitted(self, process):
        self.assertEqual((process.returncode, process.stderr), (0, ""), process.stdout)
        return process.stdout

    def refused(self, process, *words, code=3):
        """That it failed visibly; what it said, its line breaks undone."""
        self.assertEqual(process.returncode, code, process.stdout + process.stderr)
        said = " ".join(process.stderr.split())
        for word in words:
            self.assertIn(word, said)
        return said

    def the_whole(self, server, results=1):
        """That as many builds are there, complete, with each test once and all of its figures. Returns the builds."""
        self.assertEqual(server.complaints, [])
        self.assertEqual(len(server.builds), results)
        for build in server.builds:
            self.assertTrue(build.done)
            for rows in build.tests.values():
                (test,) = rows
                self.assertGreater(len(test.measurements), 20)
        return server.builds
