import doctest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import work_period
from ..tools.work_period import (
    bounds,
    following,
    free_hours,
    moved,
    preceding,
    span_before,
    spread,
)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
PERIODS = st.sampled_from(work_period.PERIODS)


@tagged("-at_install", "post_install")
class TestWorkPeriod(BaseCase):
    def test_examples(self):
        self.assertEqual(doctest.testmod(work_period).failed, 0)

    def test_a_week_over_new_year(self):
        for day in (date(2026, 12, 28), date(2026, 12, 31), date(2027, 1, 3)):
            self.assertEqual(
                bounds("week", day), (date(2026, 12, 28), date(2027, 1, 3))
            )
        self.assertEqual(
            following("week", date(2026, 12, 31)), (date(2027, 1, 4), date(2027, 1, 10))
        )
        self.assertEqual(
            preceding("month", date(2027, 1, 15)),
            (date(2026, 12, 1), date(2026, 12, 31)),
        )

    def test_other_periods_are_refused(self):
        for period in ("day", "", None):
            with self.assertRaises(ValueError):
                bounds(period, date(2026, 3, 2))

    @given(PERIODS, DAYS)
    def test_a_day_is_in_its_period_and_periods_follow_each_other(self, period, day):
        first, last = bounds(period, day)
        self.assertTrue(first <= day <= last)
        self.assertEqual(bounds(period, first), bounds(period, last))
        self.assertEqual(following(period, day)[0], last + timedelta(days=1))
        self.assertEqual(preceding(period, day)[1], first - timedelta(days=1))
        self.assertEqual(preceding(period, following(period, day)[0]), (first, last))
        if period == "week":
            self.assertEqual((first.weekday(), last.weekday()), (0, 6))
        else:
            self.assertEqual((first.day, (last + timedelta(days=1)).day), (1, 1))

    @given(DAYS, st.integers(min_value=0, max_value=400))
    def test_the_span_before_ends_the_day_before(self, first, days):
        last = first + timedelta(days=days)
        before, end = span_before(first, last)
        self.assertEqual(end, first - timedelta(days=1))
        if (first, last) != bounds("month", first):
            self.assertEqual(end - before, last - first)

    @given(PERIODS, DAYS, DAYS)
    def test_a_copied_day_keeps_its_weekday_within_the_period(self, period, day, into):
        first, last = bounds(period, into)
        result = moved(period, day, into)
        self.assertTrue(first <= result <= last)
        self.assertEqual(result.weekday(), day.weekday())

    @given(
        DAYS,
        st.integers(min_value=-3, max_value=40),
        st.integers(min_value=0, max_value=60),
        st.dictionaries(DAYS, st.integers(0, 9), max_size=5),
    )
    def test_lines_are_spread_evenly(self, first, length, number, taken):
        last = first + timedelta(days=length)
        days = spread(taken, first, last, number)
        if last < first:
            self.assertEqual(days, [])
            return
        self.assertEqual(len(days), number)
        self.assertTrue(all(first <= day <= last for day in days))
        if length >= 2:
            self.assertTrue(all(day.weekday() < 5 for day in days))
        if not taken and days:
            counts = [days.count(day) for day in set(days)]
            self.assertLessEqual(max(counts) - min(counts), 1)

    @given(st.lists(st.floats(0, 23.5), max_size=8), st.integers(0, 20))
    def test_visits_without_a_time_begin_in_working_hours(self, taken, number):
        hours = free_hours(taken, number)
        self.assertEqual(len(hours), number)
        self.assertTrue(all(9 <= hour < 18 for hour in hours))
        self.assertEqual(free_hours([], 3), [9.0, 10.5, 12.0])
        self.assertNotIn(9.0, free_hours([9.5], 3))
