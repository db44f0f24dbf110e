"""Flame graphs in a real browser: what is seen, clicked, typed and read there.

Called with the program that writes the pages and with the browser, which may be empty: then nothing is tested.
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

from chromium import Chromium

PAGES_PROGRAM, BROWSER = sys.argv[1:3]
NO_TEST = 77
HOSTILE = "</script><img src=x onerror=document.title='owned'>"


class FlameGraphPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="perfbench-flame-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.pages = pathlib.Path(cls.folder.name)
        subprocess.run([PAGES_PROGRAM, cls.folder.name], check=True, timeout=120)
        cls.browser = Chromium(BROWSER)
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.browser.window(1000, 700)

    def open(self, name, fragment=""):
        self.browser.open(self.pages / f"{name}.html", fragment)

    def tearDown(self):
        self.assertEqual(self.browser.complaints(), [])

    def text(self, selector):
        return self.browser.evaluate(f"document.querySelector({selector!r}).innerText")

    def details(self):
        return self.text("#details")

    def address(self):
        return self.browser.evaluate("location.hash")

    def middle_of(self, *path):
        """Where the call that these names lead to is drawn, as the page has it."""
        self.browser.drawn()
        place = self.browser.evaluate("""
          ((path) => {
            for (const row of boxes) {
              for (const {node, x, width} of row) {
                const names = [node, ...ancestors(node)].reverse().slice(1).map((one) => one.name);
                if (names.join('\\n') !== path.join('\\n')) continue;
                const area = canvas.getBoundingClientRect();
                return [area.left + x + width / 2, area.top + node.depth * 20 + 10];
              }
            }
          })(%s)""" % list(path))
        self.assertIsNotNone(place, path)
        return place

    def test_says_what_was_measured(self):
        self.open("rendering")
        self.assertEqual(self.browser.evaluate("document.title"), "render: where the time went")
        self.assertEqual(self.text("#facts"), "188.2 ms a run, 564 samples in 3 runs")
        self.assertIn("100.00 % · 564 samples", self.details())

    def test_draws_what_it_holds_and_anew_when_it_gets_dark(self):
        colours = []
        for dark in (False, True):
            self.browser.window(1000, 700)
            self.open("rendering")
            x, y = self.middle_of("main")
            self.browser.window(1000, 700, dark=dark)
            self.browser.drawn()
            colours.append(self.browser.evaluate(f"""(() => {{ const area = canvas.getBoundingClientRect();
              return [...pen.getImageData({x} - area.left, {y} - area.top - 8, 1, 1).data] }})()"""))
        light, dark = colours
        self.assertEqual((light[3], dark[3]), (255, 255))
        self.assertGreater(sum(light[:3]), sum(dark[:3]) + 150)

    def test_tells_of_a_call_under_the_pointer(self):
        self.open("rendering")
        self.assertTrue(self.browser.evaluate("document.getElementById('tip').hidden"))
        self.browser.move(*self.middle_of("main", "load", "__memmove_avx_unaligned_erms"))
        tip = self.text("#tip")
        self.assertIn("__memmove_avx_unaligned_erms [libc.so.6]", " ".join(tip.split()))
        self.assertIn("13.35 ms a run · 7.09 % · 40 samples · itself 13.35 ms, 7.09 %", tip)
        self.assertEqual(self.browser.evaluate("document.getElementById('mark').hidden"), False)
        self.browser.move(5, 5)
        self.assertEqual(self.browser.evaluate("document.getElementById('mark').hidden"), True)
        self.assertTrue(self.browser.evaluate("document.getElementById('tip').hidden"))

    def test_zooms_by_a_click_and_has_ways_back(self):
        self.open("rendering")
        self.assertTrue(self.browser.evaluate("document.getElementById('out').disabled"))
        narrow = self.browser.evaluate("boxes[3].find((box) => box.node.name === 'walk').width")
        self.browser.click(*self.middle_of("main", "render(Page const&)", "walk"))
        self.assertIn("walk", self.details())
        self.assertIn("100.00 % of what is shown", self.details())
        wide = self.browser.evaluate("boxes[3].find((box) => box.node.name === 'walk').width")
        self.assertGreater(wide, 4 * narrow)
        self.assertRegex(self.address(), "zoom=[0-9]+")
        self.browser.key("Escape")
        self.assertIn("render(Page const&)", self.details())
        self.browser.evaluate("document.getElementById('all').click()")
        self.assertTrue(self.details().startswith("all"))
        self.browser.click(*self.middle_of("main", "load"))
        self.browser.click(*self.middle_of("main"))  # above what is shown
        self.assertTrue(self.details().startswith("main"))
        self.browser.click(*self.middle_of("main"))
        self.assertTrue(self.details().startswith("all"), "a second click goes out")

    def test_the_browsers_back_undoes_a_zoom(self):
        self.open("rendering")
        self.browser.click(*self.middle_of("main", "load"))
        self.browser.evaluate("history.back()")
        self.browser.wait_for("document.getElementById('details').innerText.startsWith('all')")

    def test_the_address_keeps_what_is_shown(self):
        self.open("rendering")
        self.browser.click(*self.middle_of("main", "render(Page const&)", "walk"))
        self.browser.evaluate("searchField.focus()")
        self.browser.type("^walk$")
        self.browser.evaluate("document.getElementById('regex').click()")
        address = self.address()
        shown = self.details(), self.text("#matched")
        self.assertIn("18.62 %", shown[1])
        self.open("rendering", address)
        self.assertEqual((self.details(), self.text("#matched")), shown)
        for wrong in ("#zoom=99999", "#zoom=-1", "#zoom=x&regex=1&search=(", "#%"):
            self.open("rendering", wrong)
            self.assertTrue(self.details().startswith("all"), wrong)

    def test_searches_names_and_modules_and_counts_a_recursion_once(self):
        self.open("rendering")
        self.browser.key("/")
        self.browser.type("WALK")
        self.assertEqual(self.text("#matched"), "18.62 % · 35.04 ms in 3 calls")
        self.browser.key("Escape")
        self.assertEqual(self.text("#matched"), "")
        self.browser.type("kernel")
        self.assertEqual(self.text("#matched"), "4.43 % · 8.34 ms in 1 call")

    def test_takes_a_regular_expression_only_where_asked(self):
        self.open("rendering", "#search=" + "^(walk%7Cload)$")
        self.assertEqual(self.text("#matched"), "0.00 % · 0 ms in 0 calls")
        self.browser.evaluate("document.getElementById('regex').click()")
        self.assertEqual(self.text("#matched"), "31.03 % · 58.39 ms in 4 calls")
        self.browser.evaluate("searchField.value = '('; searchField.dispatchEvent(new Event('input'))")
        self.assertEqual(self.text("#matched"), "no regular expression")
        self.assertEqual(self.browser.evaluate("searchField.getAttribute('aria-invalid')"), "true")

    def test_can_be_used_by_keys_alone(self):
        self.open("rendering")
        self.browser.evaluate("canvas.focus()")
        for key in ("ArrowDown", "ArrowDown", "ArrowDown"):  # selects, then into the heaviest
            self.browser.key(key)
        self.assertTrue(self.details().startswith("render(Page const&)"), self.details())
        self.browser.key("ArrowLeft")
        self.assertTrue(self.details().startswith("load"), self.details())
        self.browser.key("ArrowUp")
        self.assertTrue(self.details().startswith("main"), self.details())
        self.browser.key("ArrowDown")
        self.browser.key("Enter")
        self.assertRegex(self.address(), "zoom=")
        self.browser.key("Escape")
        self.browser.key("Home")
        self.assertTrue(self.details().startswith("all"), self.details())

    def test_shows_growth_beyond_noise(self):
        self.open("change")
        self.assertTrue(self.browser.evaluate("!document.getElementById('legend').hidden"))
        self.browser.move(*self.middle_of("main", "render(Page const&)", "blend<std::vector<unsigned char> >"))
        self.assertIn("78.41 ms before: +50.05 ms (+63.8 %)", self.text("#tip"))
        self.assertNotIn("noise", self.text("#tip"))
        self.browser.move(*self.middle_of("main", "load"))
        self.assertIn("within the noise of sampling", self.text("#tip"))
        colours = self.browser.evaluate("nodes.map((node) => [node.name, colourOf(node) === theme.neutral])")
        self.assertIn(["blend<std::vector<unsigned char> >", False], colours)
        self.assertIn(["load", True], colours)

    def test_shows_no_growth_where_only_the_rate_of_sampling_differs(self):
        self.open("rates")
        self.assertEqual(self.browser.evaluate("nodes.filter((node) => Math.abs(changeZ(node)) >= 3).length"), 0)
        self.assertGreater(self.browser.evaluate("root.sides[NOW].total.samples"),
                           1.9 * self.browser.evaluate("root.sides[BEFORE].total.samples"))

    def test_shows_what_is_gone_in_the_widths_of_before(self):
        self.open("change")
        gone = "boxes.flat().some((box) => box.node.name === 'render_cache::find')"
        self.assertFalse(self.browser.evaluate(gone))
        self.browser.evaluate("document.getElementById('before').click()")
        self.browser.drawn()
        self.assertTrue(self.browser.evaluate(gone))
        self.assertIn("widths=before", self.address())

    def test_shows_hostile_names_as_text(self):
        self.open("hostile")
        title = self.browser.evaluate("document.title")
        self.assertEqual(title, "</title><script>document.title='owned'</script>")
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('img').length"), 0)
        self.assertEqual(self.browser.evaluate("document.scripts.length"), 2)
        self.browser.move(*self.middle_of("# comment; 7", "100% [sure]", HOSTILE))
        self.assertIn(HOSTILE, self.text("#tip"))
        self.browser.evaluate("document.getElementById('table-box').open = true")
        self.assertIn(HOSTILE, self.text("#table"))
        self.browser.evaluate("[...document.querySelectorAll('#table button')].find((one) => one.innerText.includes('img')).click()")
        self.assertIn("in 1 call", self.text("#matched"))

    def test_fits_a_narrow_window(self):
        for width in (360, 1600):
            self.browser.window(width, 700)
            for name in ("rendering", "change", "hostile"):
                self.open(name)
                self.assertLessEqual(self.browser.evaluate("document.documentElement.scrollWidth"), width, name)

    def test_of_a_large_profile_draws_what_can_be_seen(self):
        self.open("large")
        drawn = self.browser.evaluate("boxes.flat().length")
        self.assertGreater(drawn, 100)
        self.assertLess(drawn, 6000)
        self.assertIn("calls left out, the lightest", self.text("#facts"))
        self.browser.click(*self.middle_of("main", "level_0::function_3"))
        self.assertIn("level_0::function_3", self.details())

    def test_of_no_samples_says_so(self):
        self.open("empty")
        self.assertIn("No samples", self.text("#facts"))

    def test_the_policy_forbids_all_other_scripts(self):
        self.open("rendering")
        self.browser.evaluate("""(() => { const script = document.createElement('script');
          script.textContent = "document.title = 'owned'"; document.body.append(script);
          document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="document.title=1">'); })()""")
        self.browser.drawn()
        self.assertEqual(self.browser.evaluate("document.title"), "render: where the time went")
        self.assertGreater(len(self.browser.complaints()), 0)
        self.browser.events.clear()


if __name__ == "__main__":
    if not BROWSER:
        print("skipped: there is no Chromium (scripts/setup --tests installs it)")
        sys.exit(NO_TEST)
    unittest.main(argv=[sys.argv[0], "-v"])
