"""What PerfBenchDashboard.cmake makes of its keys: their defaults, and what it refuses before anything runs."""

import json
import os
import re
import subprocess

from consumer import SOURCE, Consumer, main, run
from dashboard_calls import DashboardTest, runs

from cdash_server import CdashServer

MODULES = SOURCE / "cmake" / "PerfBench" / "dashboard"
A_URL = "https://cdash.example.org/submit.php?project=Perf"
TOKEN = "secret-token"


def machine_name(cpuinfo, architecture):
    """The rule for the default of SITE, written once more."""
    model = re.search(r"^model name[ \t]*:(.*)$", cpuinfo, re.MULTILINE)
    slug = re.sub("[^a-z0-9]+", "-", model.group(1).lower()).strip("-")[:60].rstrip("-") if model else ""
    processors = re.findall(r"^processor[ \t]*:", cpuinfo, re.MULTILINE)
    return f"{slug or architecture}-{len(processors)}cpu"


class Refused(DashboardTest):
    """Each of these would run, or be sent, if it were not for the key that is wrong."""

    def check_refused(self, words, *options, source=None, **keys):
        folder = source or self.source()
        keys.setdefault("URL", A_URL)
        ended = self.call(folder, *options, **keys)
        self.assert_fails(ended, f"dashboard: {words}")
        self.assertNotIn(TOKEN, ended.text)
        self.assertNotIn("configuring", ended.text)
        self.assertEqual([file.name for file in folder.iterdir()], ["CMakeLists.txt"])

    def test_is_a_key_that_there_is_not_with_the_nearest_that_there_is(self):
        self.check_refused("there is no key BUILDNAME; did you mean BUILD_NAME?", BUILDNAME="x")
        self.check_refused("there is no key url; did you mean URL?", url="x", URL=None)
        self.check_refused("there is no key MODEL_NAME. The keys are SOURCE BINARY", MODEL_NAME="x")
        self.check_refused("there is no key SITES; did you mean SITE?", "-D", "PERFBENCH_SITES=x")

    def test_is_what_is_no_key_with_a_value(self):
        self.check_refused("the value of SITE is empty", SITE="")
        self.check_refused("the value of SITE is empty", "-D", "PERFBENCH_SITE=")
        self.check_refused("SITE is given twice", "-D", "PERFBENCH_SITE=x", SITE="x")
        self.check_refused(r".*what follows \[RETRY_DELAY, SITE\] there is not of that form.*-D PERFBENCH_KEY",
                           SITE=f"a,{TOKEN}")

    def test_is_a_token_wherever_it_is_shown(self):
        self.check_refused("a token does not belong on a command line", TOKEN=TOKEN)
        self.check_refused("a token does not belong on a command line", "-D", f"PERFBENCH_TOKEN={TOKEN}")
        self.check_refused("TOKEN_ENV is the name of an environment variable, not the token", TOKEN_ENV=TOKEN)
        self.check_refused("TOKEN_FILE: there is no such file", TOKEN_FILE=TOKEN)
        self.check_refused("URL holds a user name or a password",
                           URL=f"https://me:{TOKEN}@example.org/submit.php?project=P")

    def test_is_a_token_that_is_none(self):
        folder = self.folder("tokens")
        wrong = {"blank": f"{TOKEN} {TOKEN}", "lines": f"{TOKEN}\nX-Header: 1\n", "nul": f"{TOKEN}\0",
                 "control": f"{TOKEN}\x1b", "wide": f"{TOKEN}é", "empty": "\n", "long": "x" * 5000}
        for name, content in wrong.items():
            (folder / name).write_text(content)
            with self.subTest(name):
                self.check_refused("(the token in )?TOKEN_FILE", TOKEN_FILE=folder / name)
        self.check_refused("the token in the environment variable CDASH_TOKEN holds white space",
                           variables={"CDASH_TOKEN": f"{TOKEN}\r\nX: 1"})
        self.check_refused("the environment variable that TOKEN_ENV names is not set", TOKEN_ENV="NOT_SET")
        self.check_refused("TOKEN_ENV and TOKEN_FILE are both given", TOKEN_ENV="A", TOKEN_FILE=folder / "blank")

    def test_is_an_address_that_is_none(self):
        self.check_refused("where to[?] URL is missing.*CTestConfig.cmake", URL=None)
        self.check_refused("URL names no project", URL="https://example.org/submit.php?x=y")
        for url in ("example.org/submit.php?project=P", "ftp://example.org/submit.php?project=P",
                    "https://example.org/submit.php", "https://example.org/submit.php?project=P#x",
                    "https:///submit.php?project=P", "https://example.org/submit.php?project=\"P\""):
            with self.subTest(url):
                self.check_refused("URL is like https://<server>/submit.php[?]project=<project>", "-D",
                                   f"PERFBENCH_URL={url}", URL=None)

    def test_is_a_token_that_would_go_over_a_line_that_anyone_can_read(self):
        for host in ("cdash.example.org", "127.0.0.1.example.org", "localhost.example.org", "notlocalhost", "a.127.0.0.1"):
            with self.subTest(host):
                self.check_refused(f"URL begins with http://, so anyone on the way to {host} could read the token",
                                   URL=f"http://{host}/submit.php?project=P", variables={"CDASH_TOKEN": TOKEN})

    def test_is_a_name_that_would_not_arrive_as_it_is(self):
        names = ["a\\b", "a:b", "a*b", "a?b", 'a"b', "a<b", "a>b", "a|b", "a&b", "a#b", "é", "a\tb", "a\x7f", " a"]
        for key, name in [("SITE", name) for name in names] + [("BUILD_NAME", "a&b"), ("GROUP", "a&b")]:
            with self.subTest(key=key, name=name):
                self.check_refused(f"{key} (holds|begins)", "-D", f"PERFBENCH_{key}={name}")

    def test_is_a_value_that_a_key_does_not_have(self):
        for key, value, words in (("MODEL", "Hourly", "MODEL is Experimental or Nightly or Continuous"),
                                  ("STEPS", "some", "STEPS is all or submit"), ("RETRIES", "-1", "RETRIES is a whole"),
                                  ("RETRY_DELAY", "1.5", "RETRY_DELAY is a whole"), ("RETRIES", "1000", "RETRIES is a"),
                                  ("ALLOW_PLAIN_HTTP", "maybe", "ALLOW_PLAIN_HTTP is ON or OFF"),
                                  ("CONFIGURATION", "Re lease", "CONFIGURATION is one of"),
                                  ("CONFIGURE_OPTIONS", "-DCMAKE_BUILD_TYPE=Debug", "CONFIGURE_OPTIONS sets CMAKE_B"),
                                  ("CA_FILE", "nowhere", "CA_FILE: there is no file"),
                                  ("SOURCE", "nowhere", "SOURCE: there is no CMakeLists.txt")):
            with self.subTest(key=key, value=value):
                self.check_refused(words, **{"RETRY_DELAY": None, key: value})
        self.check_refused("SITE says how a run is made", STEPS="submit", SITE="x")
        self.check_refused("there is no run to submit in .*/build-dashboard", STEPS="submit")

    def test_is_what_cmake_itself_finds_wrong(self):
        self.check_refused("a key, or the project's CTestConfig.cmake, cannot be used, see above. Nothing was run",
                           LABEL="(")

    def test_is_a_build_tree_of_something_else(self):
        source, other, tree = self.source(), self.source(), self.folder("tree")
        run(["cmake", "-S", source, "-B", tree, "-G", "Unix Makefiles"])
        self.check_refused("BINARY: .* is the build tree of", source=other, BINARY=tree)
        self.check_refused("GENERATOR: .* was made with Unix Makefiles", source=source, BINARY=tree, GENERATOR="Ninja")

    def test_is_every_way_to_run_it_but_ctest(self):
        ran = run(["cmake", "-P", self.script])
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("ctest -S PerfBenchDashboard.cmake", self.message(ran))


class Defaults(DashboardTest):
    def test_are_a_machine_that_is_named_after_what_it_is_and_a_build_after_what_is_built(self):
        source = self.source()
        with CdashServer() as server:
            self.assert_ends_well(self.call(source, URL=server.submit_url))
            (build,) = server.builds
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            self.assertEqual(build.site, machine_name(file.read(), os.uname().machine))
        self.assertEqual(build.name, f"Linux-{os.uname().machine}-Release")
        self.assertEqual(build.group, "Experimental")

    def test_name_machines_as_perfbench_does(self):
        for case in json.loads((SOURCE / "tests" / "data" / "machine-names.json").read_text()):
            with self.subTest(case["about"]):
                folder = self.folder("machine")
                (folder / "cpuinfo").write_text(case["cpuinfo"])
                (folder / "name.cmake").write_text(f"""cmake_minimum_required(VERSION 3.25)
                    include("{MODULES}/names.cmake")
                    _perfbench_machine_name("{folder}/cpuinfo" "{case['architecture']}" name)
                    message("${{name}}")""")
                self.assertEqual(run(["cmake", "-P", folder / "name.cmake"]).stderr, case["name"] + "\n")
                self.assertEqual(machine_name(case["cpuinfo"], case["architecture"]), case["name"])

    def test_give_way_to_keys_however_they_are_given(self):
        source = self.source()
        elsewhere = self.folder("elsewhere")
        with CdashServer() as server:
            ended = self.call(elsewhere, "-D", f"PERFBENCH_URL={server.submit_url}",
                              "-D", "PERFBENCH_SITE=a, (b)/c + 100% [d];e", "-DPERFBENCH_BUILD_NAME:STRING=x y=z",
                              MODEL="Continuous", GROUP="Weekly runs", SOURCE=source, BINARY="../tree",
                              CONFIGURATION="RelWithDebInfo", GENERATOR="Unix Makefiles", LABEL="p.rf",
                              CONFIGURE_OPTIONS="-DONE=1 '-DTWO=a b';-DTHREE=x;y")
            self.assert_ends_well(ended)
            self.assertEqual(server.complaints, [])
            (build,) = server.builds  # else the address of an upload did not tell what the XML does
            self.assertEqual((build.site, build.name, build.group, build.done),
                             ("a, (b)/c + 100% [d];e", "x y=z", "Weekly runs", True))
        self.assertFalse((source / "build-dashboard").exists())
        cache = (elsewhere.parent / "tree" / "CMakeCache.txt").read_text()
        for line in ("CMAKE_GENERATOR:INTERNAL=Unix Makefiles", "CMAKE_BUILD_TYPE:UNINITIALIZED=RelWithDebInfo",
                     "ONE:UNINITIALIZED=1", "TWO:UNINITIALIZED=a b", "THREE:UNINITIALIZED=x;y"):
            self.assertIn(line + "\n", cache)

    def test_give_way_to_what_the_project_says_to_ctest(self):
        source = self.source()
        with CdashServer() as server:
            host = server.url.removeprefix("http://")
            for config in (f'set(CTEST_SUBMIT_URL "{server.submit_url}")',
                           f'set(CTEST_DROP_METHOD http)\nset(CTEST_DROP_SITE "{host}")\n'
                           'set(CTEST_DROP_LOCATION "/submit.php?project=Perf")'):
                (source / "CTestConfig.cmake").write_text(config + """
                    set(CTEST_SITE ours)
                    set(CTEST_BUILD_NAME "of us")
                    set(CTEST_NIGHTLY_START_TIME "01:00:00 UTC")""")
                self.assert_ends_well(self.call(source, MODEL="Nightly"))
            self.assertEqual({(build.site, build.name, build.group, build.done) for build in server.builds},
                             {("ours", "of us", "Nightly", True)})
            self.assertEqual(len(server.builds), 2)
            self.assert_fails(self.call(source, SITE="mine"), "SITE: .* CTestConfig.cmake sets CTEST_SITE to 'ours'")

    def test_leave_a_token_at_home_only_where_plain_http_goes_far(self):
        source = self.source()
        with CdashServer(token=TOKEN) as server:
            url = server.submit_url.replace("127.0.0.1", "localhost")
            self.assert_ends_well(self.call(source, URL=url, variables={"CDASH_TOKEN": TOKEN}))
        ended = self.call(source, URL="http://cdash.invalid/submit.php?project=P", ALLOW_PLAIN_HTTP="ON", RETRIES=0,
                          variables={"CDASH_TOKEN": TOKEN})
        self.assert_fails(ended, "not submitted: .*cdash.invalid")

    def test_keep_the_generator_of_a_build_tree_that_is_there(self):
        source = self.source()
        run(["cmake", "-S", source, "-B", source / "build-dashboard", "-G", "Ninja Multi-Config"])
        with CdashServer() as server:
            ended = self.call(source, URL=server.submit_url, CONFIGURATION="Debug")
            self.assert_ends_well(ended)
            self.assertNotIn("CMAKE_BUILD_TYPE:UN", (source / "build-dashboard" / "CMakeCache.txt").read_text())
            self.assertIn("with Ninja Multi-Config", ended.words)


class ThePackage(DashboardTest):
    def test_tells_a_project_where_the_script_is(self):
        consumer = self.project("message(STATUS \"it is ${PerfBench_DASHBOARD_SCRIPT}\")")
        configured = self.succeed(consumer.configure(*consumer.find))
        self.assertIn(f"it is {self.script}\n", configured.stdout)


if __name__ == "__main__":
    main()
