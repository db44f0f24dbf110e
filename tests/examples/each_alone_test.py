"""Each example as a project of its own, configured as a user would who types no more than is needed."""

from projects import A_TOOL, EXAMPLES, ProjectTest, main

TESTS = {
    "01-quick-start": {"word-frequencies"},
    "02-concurrent": {"sort-numbers"},
    "03-a-tool": A_TOOL,
    "04-breach": {"breach"},
    "05-installed-package": {"primes"},
    "07-telemetry": {"rank-orders"},
    "08-javascript": {"answer-questions"},
    "09-config-file": {"count-words"},
}


class EachAlone(ProjectTest):
    def alone(self, name, *options):
        project = self.built(self.project(self._testMethodName, "Unix Makefiles", EXAMPLES / name), *options)
        return project, set(project.registered())

    def check(self, name):
        project, registered = self.alone(name)
        self.assertEqual(registered, TESTS[name])
        process = project.ctest("-L", "perf", "--output-on-failure")
        self.assertEqual(process.returncode != 0, name == "04-breach", process.stdout)
        self.assertEqual(set(self.check_reports(project.build_dir)), TESTS[name])

    def test_01_quick_start(self):
        self.check("01-quick-start")

    def test_02_concurrent(self):
        self.check("02-concurrent")

    def test_03_a_tool(self):
        self.check("03-a-tool")

    def test_03_a_tool_without_git(self):
        _, registered = self.alone("03-a-tool", "-DCMAKE_DISABLE_FIND_PACKAGE_Git=ON")
        self.assertEqual(registered, {"compile-word-frequencies"})

    def test_04_breach(self):
        self.check("04-breach")

    def test_05_installed_package(self):
        self.check("05-installed-package")

    def test_07_telemetry(self):
        self.check("07-telemetry")

    def test_08_javascript(self):
        self.check("08-javascript")

    def test_08_javascript_without_npm(self):
        project, registered = self.alone("08-javascript", "-DNPM:FILEPATH=OFF")
        self.assertEqual(registered, set())
        self.assertIn("npm is not there", project.configure().stdout)

    def test_09_config_file(self):
        self.check("09-config-file")

    def test_09_config_file_without_python(self):
        _, registered = self.alone("09-config-file", "-DCMAKE_DISABLE_FIND_PACKAGE_Python3=ON")
        self.assertEqual(registered, set())


if __name__ == "__main__":
    main()
