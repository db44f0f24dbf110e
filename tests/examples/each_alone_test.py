"""Each example as a project of its own, configured as a user would who types no more than is needed."""

from projects import A_TOOL, EXAMPLES, ProjectTest, main

TESTS = {
    "01-quick-start": {"word-frequencies"},
    "02-concurrent": {"sort-numbers"},
    "03-a-tool": A_TOOL,
    "04-breach": {"breach"},
    "05-installed-package": {"primes"},
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


if __name__ == "__main__":
    main()
