from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.waiting import due, running, wall_hours, wall_plan

START = datetime(2026, 3, 2, 1)
minutes = st.integers(-3_000, 20_000)


@st.composite
def some_pauses(draw, ended=False):
    pauses = []
    for _ in range(draw(st.integers(0, 6))):
        first = START + timedelta(minutes=draw(minutes))
        length = draw(st.integers(0, 4_000))
        last = first + timedelta(minutes=length)
        if not ended and draw(st.integers(0, 5)) == 0:
            last = None
        pauses.append((first, last))
    return pauses


def minutes_running(pauses, until):
    """Count, minute by minute, how long the clock ran: slow, and without a doubt."""
    stopped = [
        ((first - START) / timedelta(minutes=1), (last - START) / timedelta(minutes=1))
        for first, last in ((a, b or datetime(2100, 1, 1)) for a, b in pauses)
    ]
    total = int((until - START) / timedelta(minutes=1))
    return sum(
        not any(first <= minute < last for first, last in stopped)
        for minute in range(total)
    )


class TestWaiting(BaseCase):
    def due(self, hours, pauses):
        return due(START, hours, pauses, wall_hours, wall_plan)

    def test_without_pauses(self):
        self.assertEqual(self.due(8, []), (START + timedelta(hours=8), 8))

    def test_a_pause_puts_off(self):
        pause = (START + timedelta(hours=2), START + timedelta(hours=5))
        self.assertEqual(self.due(8, [pause]), (START + timedelta(hours=11), 6))

    def test_a_clock_that_stands_has_no_deadline(self):
        pause = (START + timedelta(hours=2), None)
        self.assertEqual(self.due(8, [pause]), (None, 6))

    def test_what_is_late_already_stays_late(self):
        pause = (START + timedelta(hours=9), None)
        self.assertEqual(self.due(8, [pause]), (START + timedelta(hours=8), 0))

    def test_without_an_end(self):
        self.assertEqual(
            due(START, 8, [], wall_hours, lambda hours, begin: None), (None, 8)
        )

    @given(some_pauses())
    def test_running_pieces_are_in_order_and_outside_pauses(self, pauses):
        pieces = running(START, pauses)
        last = START
        for begin, end in pieces:
            self.assertGreaterEqual(begin, last)
            self.assertTrue(end is None or end > begin)
            last = end or begin
            for first, until in pauses:
                middle = begin + ((end - begin) / 2 if end else timedelta(0))
                self.assertFalse(
                    first <= middle and (until is None or middle < until),
                    "it ran in a pause",
                )

    @given(some_pauses(), st.integers(1, 5_000))
    def test_as_counted_minute_by_minute(self, pauses, target):
        moment, _left = self.due(target / 60, pauses)
        if moment is None:
            self.assertTrue(any(last is None for _first, last in pauses))
            far = START + timedelta(minutes=30_000)
            self.assertLess(minutes_running(pauses, far), target)
            return
        moment += timedelta(microseconds=1)  # of what floats lose
        self.assertLessEqual(abs(minutes_running(pauses, moment) - target), 1)

    @given(some_pauses(ended=True), st.integers(1, 5_000))
    def test_more_pauses_never_come_sooner(self, pauses, target):
        moments = [self.due(target / 60, pauses[:n])[0] for n in range(len(pauses) + 1)]
        self.assertEqual(moments, sorted(moments))

    @given(some_pauses(), st.integers(1, 5_000))
    def test_the_order_of_pauses_does_not_matter(self, pauses, target):
        self.assertEqual(
            self.due(target / 60, pauses), self.due(target / 60, pauses[::-1])
        )
