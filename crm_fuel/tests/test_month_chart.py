from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.month_chart import LEFT, MOST_TICKS, month_chart, scale_ticks

tonnes = st.floats(-1_000, 10_000_000)
year = st.lists(tonnes, min_size=12, max_size=12)


@tagged("-at_install", "post_install")
class TestMonthChart(BaseCase):
    def test_scales(self):
        for highest, ticks in (
            (0, [0, 1]),
            (-5, [0, 1]),
            (1, [0, 0.25, 0.5, 0.75, 1]),
            (4, [0, 1, 2, 3, 4]),
            (870, [0, 250, 500, 750, 1000]),
            (1000, [0, 250, 500, 750, 1000]),
            (1001, [0, 500, 1000, 1500]),
            (float("nan"), [0, 1]),
            (float("inf"), [0, 1]),
        ):
            with self.subTest(highest=highest):
                self.assertEqual(scale_ticks(highest), ticks)

    @settings(deadline=None)
    @given(st.floats(0.001, 1e9))
    def test_a_scale_reaches_what_it_is_for(self, highest):
        ticks = scale_ticks(highest)
        self.assertGreaterEqual(ticks[-1], highest * (1 - 1e-9))
        self.assertLessEqual(len(ticks), MOST_TICKS + 1)
        self.assertLess(ticks[-2], highest, "No empty line at the top")

    def test_heights_are_in_proportion(self):
        chart = month_chart([100] + [0] * 11, [50] + [0] * 11)
        before, now = chart["bars"][:2]
        self.assertEqual((before["series"], now["series"]), ("before", "now"))
        self.assertEqual((before["height"], now["height"]), (100, 50))
        self.assertEqual((before["y"], now["y"]), (0, 50))

    def test_a_year_has_twelve_months(self):
        with self.assertRaises(ValueError):
            month_chart([1] * 11, [1] * 12)

    @settings(deadline=None)
    @given(year, year)
    def test_everything_is_inside_and_nothing_overlaps(self, before, now):
        chart = month_chart(before, now)
        end = LEFT
        for bar in chart["bars"]:
            self.assertGreaterEqual(bar["x"], end - 1e-9)
            end = bar["x"] + bar["width"]
            self.assertLessEqual(end, 100)
            self.assertGreaterEqual(bar["y"], -1e-6)
            self.assertAlmostEqual(bar["y"] + bar["height"], 100)
        self.assertEqual(len(chart["bars"]), 24)
