from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.device_time import OLDEST, TOLERANCE, MomentError, true_moment

NOW = datetime(2026, 3, 2, 9, 30)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@tagged("-at_install", "post_install")
class TestDeviceTime(BaseCase):
    def refused(self, **times):
        with self.assertRaises(MomentError) as caught:
            true_moment(NOW, **times)
        return caught.exception.reason

    def test_now_unless_told_otherwise(self):
        self.assertEqual(true_moment(NOW), (NOW, 0))

    def test_the_clock_does_not_matter_with_the_time_of_sending(self):
        for off in (timedelta(), DAY, -DAY, timedelta(days=-20_000), 900 * DAY):
            with self.subTest(off=off):
                moment = true_moment(
                    NOW, made_at=NOW + off - 40 * MINUTE, sent_at=NOW + off
                )
                self.assertEqual(moment.made_at, NOW - 40 * MINUTE)
                self.assertEqual(moment.clock_skew, round(off.total_seconds()))

    def test_only_the_time_of_sending(self):
        self.assertEqual(true_moment(NOW, sent_at=NOW + DAY), (NOW, 86_400))

    def test_without_the_time_of_sending(self):
        self.assertEqual(true_moment(NOW, made_at=NOW - DAY), (NOW - DAY, 0))
        # Within the tolerance: now, not in the future.
        self.assertEqual(true_moment(NOW, made_at=NOW + 4 * MINUTE), (NOW, 0))
        self.assertEqual(self.refused(made_at=NOW + 6 * MINUTE), "future")
        self.assertEqual(self.refused(made_at=NOW + DAY), "future")

    def test_sent_before_it_was_made(self):
        moment = true_moment(NOW, made_at=NOW + 2 * MINUTE, sent_at=NOW)
        self.assertEqual(moment.made_at, NOW)
        self.assertEqual(self.refused(made_at=NOW + 6 * MINUTE, sent_at=NOW), "order")

    def test_too_old(self):
        self.assertEqual(true_moment(NOW, made_at=NOW - OLDEST).made_at, NOW - OLDEST)
        late = NOW - OLDEST - MINUTE
        self.assertEqual(self.refused(made_at=late), "old")
        self.assertEqual(self.refused(made_at=late + DAY, sent_at=NOW + DAY), "old")

    def test_a_clock_of_another_century_fits_its_column(self):
        moment = true_moment(NOW, sent_at=datetime(9999, 1, 1))
        self.assertEqual(moment, (NOW, 2**31 - 1))
        self.assertEqual(true_moment(NOW, sent_at=datetime(1, 1, 1))[1], 1 - 2**31)

    @given(
        st.timedeltas(min_value=-40 * DAY, max_value=40 * DAY),
        st.timedeltas(min_value=-900 * DAY, max_value=900 * DAY),
    )
    def test_never_in_the_future_never_too_old(self, age, off):
        for times in (
            {"made_at": NOW - age},
            {"made_at": NOW + off - age, "sent_at": NOW + off},
        ):
            try:
                moment = true_moment(NOW, **times)
            except MomentError:
                self.assertTrue(age > OLDEST or age < -TOLERANCE)
            else:
                self.assertLessEqual(moment.made_at, NOW)
                self.assertGreaterEqual(moment.made_at, NOW - OLDEST)
