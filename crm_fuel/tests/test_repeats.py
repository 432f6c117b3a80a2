import calendar
import doctest
from datetime import date, datetime, timedelta

import pytz
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import local_time, repeats
from ..tools.local_time import at_hour, on_day, to_local, to_utc
from ..tools.repeats import Pattern, occurrences

# Other programs on the machine are no failure.
UNHURRIED = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda it: tuple(sorted(it)))
ZONES = st.sampled_from(
    [
        pytz.timezone(name)
        for name in ("Asia/Shanghai", "Europe/Amsterdam", "America/New_York", "UTC")
    ]
)


@st.composite
def patterns(draw):
    frequency = draw(st.sampled_from(["weekly", "fortnightly", "monthly"]))
    values = {"frequency": frequency, "start": draw(DAYS)}
    if frequency != "monthly":
        values["weekdays"] = draw(WEEKDAYS)
    elif draw(st.booleans()):
        values["month_day"] = draw(st.integers(1, 31))
    else:
        values["weekdays"] = (draw(st.integers(0, 6)),)
        values["nth"] = draw(st.sampled_from([1, 2, 3, 4, -1]))
    if draw(st.booleans()):
        values["until"] = values["start"] + timedelta(days=draw(st.integers(0, 400)))
    return Pattern(**values)


class TestRepeats(BaseCase):
    def test_examples_of_the_documentation(self):
        for module in (repeats, local_time):
            found = doctest.testmod(module)
            self.assertTrue(found.attempted)
            self.assertFalse(found.failed)

    def test_weeks(self):
        pattern = Pattern("weekly", date(2026, 3, 4), weekdays=(0, 4))
        self.assertEqual(
            occurrences(pattern, date(2026, 3, 1), date(2026, 3, 14)),
            [date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 13)],
        )

    def test_fortnights_count_from_the_first_week(self):
        # Wednesday the 4th: its Monday is over, its Friday is in the first week.
        pattern = Pattern("fortnightly", date(2026, 3, 4), weekdays=(0, 4))
        self.assertEqual(
            occurrences(pattern, date(2026, 3, 1), date(2026, 4, 5)),
            [
                date(2026, 3, 6),
                date(2026, 3, 16),
                date(2026, 3, 20),
                date(2026, 3, 30),
                date(2026, 4, 3),
            ],
        )

    def test_the_31st_is_the_last_day_of_short_months(self):
        pattern = Pattern("monthly", date(2027, 12, 31), month_day=31)
        self.assertEqual(
            occurrences(pattern, date(2028, 1, 1), date(2028, 4, 30)),
            [
                date(2028, 1, 31),
                date(2028, 2, 29),
                date(2028, 3, 31),
                date(2028, 4, 30),
            ],
        )
        thirtieth = pattern._replace(month_day=30)
        self.assertEqual(
            occurrences(thirtieth, date(2029, 2, 1), date(2029, 3, 31)),
            [date(2029, 2, 28), date(2029, 3, 30)],
        )

    def test_weekdays_of_a_month(self):
        second = Pattern("monthly", date(2026, 1, 1), weekdays=(1,), nth=2)
        self.assertEqual(
            occurrences(second, date(2026, 3, 1), date(2026, 4, 30)),
            [date(2026, 3, 10), date(2026, 4, 14)],
        )
        last = second._replace(weekdays=(4,), nth=-1)
        self.assertEqual(
            occurrences(last, date(2026, 3, 1), date(2026, 4, 30)),
            [date(2026, 3, 27), date(2026, 4, 24)],
        )

    @UNHURRIED
    @given(patterns(), DAYS, st.integers(0, 200))
    def test_every_day_fits_its_pattern(self, pattern, first, length):
        last = first + timedelta(days=length)
        days = occurrences(pattern, first, last)
        self.assertEqual(days, sorted(set(days)))
        for day in days:
            self.assertTrue(max(first, pattern.start) <= day <= last)
            self.assertTrue(not pattern.until or day <= pattern.until)
            if pattern.frequency == "monthly" and not pattern.nth:
                length_of_month = calendar.monthrange(day.year, day.month)[1]
                self.assertEqual(day.day, min(pattern.month_day, length_of_month))
            else:
                self.assertIn(day.weekday(), pattern.weekdays)
            if pattern.frequency == "fortnightly":
                monday = pattern.start - timedelta(days=pattern.start.weekday())
                self.assertEqual((day - monday).days // 7 % 2, 0)

    @UNHURRIED
    @given(patterns(), DAYS, st.integers(0, 100), st.integers(0, 100))
    def test_planning_in_steps_forgets_nothing(self, pattern, first, one, two):
        middle = first + timedelta(days=one)
        last = middle + timedelta(days=1 + two)
        self.assertEqual(
            occurrences(pattern, first, middle)
            + occurrences(pattern, middle + timedelta(days=1), last),
            occurrences(pattern, first, last),
        )

    @UNHURRIED
    @given(patterns())
    def test_it_never_runs_dry(self, pattern):
        endless = pattern._replace(until=None)
        last = pattern.start + timedelta(days=62)
        self.assertTrue(occurrences(endless, pattern.start, last))


class TestLocalTime(BaseCase):
    @UNHURRIED
    @given(
        st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)).map(
            lambda it: it.replace(microsecond=0)
        ),
        ZONES,
    )
    def test_there_and_back(self, moment, zone):
        back = to_utc(to_local(moment, zone), zone)
        # Of an hour that comes twice, the second is meant.
        self.assertIn(back - moment, (timedelta(0), timedelta(hours=1)))

    @UNHURRIED
    @given(DAYS, st.integers(0, 47).map(lambda it: it / 2), ZONES)
    def test_the_clock_shows_the_hour(self, day, hours, zone):
        local = to_local(at_hour(day, hours, zone), zone)
        wanted = datetime.combine(day, datetime.min.time()) + timedelta(hours=hours)
        # Where clocks leave an hour out, the one after it.
        self.assertIn(local - wanted, (timedelta(0), timedelta(hours=1)))

    def test_changes_of_clocks(self):
        zone = pytz.timezone("Europe/Amsterdam")
        left_out = at_hour(date(2026, 3, 29), 2.5, zone)
        self.assertEqual(left_out, datetime(2026, 3, 29, 1, 30))
        twice = at_hour(date(2026, 10, 25), 2.5, zone)
        self.assertEqual(twice, datetime(2026, 10, 25, 1, 30))
        winter = datetime(2026, 3, 27, 9)
        self.assertEqual(
            on_day(winter, date(2026, 3, 30), zone), datetime(2026, 3, 30, 8)
        )
