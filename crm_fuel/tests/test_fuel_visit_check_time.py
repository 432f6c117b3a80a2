from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_check import NOW, CheckCommon


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestCheckTime(CheckCommon):
    def test_a_clock_that_is_a_day_off(self):
        for sent_at, made_at, skew in (
            ("2026-03-03 01:30:00", "2026-03-03 01:10:00", 86_400),
            ("2026-03-01 01:30:00", "2026-03-01 01:10:00", -86_400),
            ("1970-01-01 00:20:00", "1970-01-01 00:00:00", -1_772_413_800),
        ):
            visit = self.make_visit()
            answer = self.check_in(visit, made_at=made_at, sent_at=sent_at)
            self.assertEqual(answer["time"], "2026-03-02 01:10:00")
            self.assertEqual(str(visit.actual_start), "2026-03-02 01:10:00")
            position = self.positions(visit)
            self.assertEqual(position.clock_skew, skew)
            self.assertEqual(str(position.received_at), NOW)
            self.check_out(visit)

    def test_the_future_is_refused(self):
        visit = self.make_visit()
        for made_at in ("2026-03-02 01:35:01", "2026-03-03 01:30:00"):
            with self.assertRaisesRegex(UserError, "future: check the clock"):
                self.check_in(visit, made_at=made_at)
        with self.assertRaisesRegex(UserError, "sent before it was made"):
            self.check_in(
                visit, made_at="2026-03-02 01:36:00", sent_at="2026-03-02 01:30:00"
            )
        # A few minutes are what clocks differ by.
        answer = self.check_in(visit, made_at="2026-03-02 01:34:00")
        self.assertEqual(answer["time"], NOW)

    def test_what_is_a_month_old_is_refused(self):
        visit = self.make_visit()
        with self.assertRaisesRegex(UserError, "more than 30 days ago"):
            self.check_in(visit, made_at="2026-01-31 01:29:00")
        answer = self.check_in(visit, made_at="2026-01-31 01:30:00")
        self.assertEqual(answer["time"], "2026-01-31 01:30:00")
        # The day of the visit is the day it was made.
        self.assertEqual(str(visit.date), "2026-01-31")

    def test_the_day_is_that_of_the_company(self):
        self.company.fuel_tz = "Asia/Shanghai"
        visit = self.make_visit()
        self.check_in(visit, made_at="2026-03-01 16:30:00")
        self.assertEqual(str(visit.date), "2026-03-02")

    def test_a_check_out_before_the_check_in(self):
        visit = self.make_visit()
        self.check_in(visit, made_at="2026-03-02 01:20:00")
        with self.assertRaisesRegex(UserError, "began at 2026-03-02 01:20:00 UTC"):
            self.check_out(visit, made_at="2026-03-02 01:14:00")
        self.assertEqual(visit.state, "in_progress")
        # Clocks that were put right in between: it then took no time at all.
        answer = self.check_out(visit, made_at="2026-03-02 01:16:00")
        self.assertEqual(answer["time"], "2026-03-02 01:20:00")
        self.assertEqual(visit.actual_duration, 0)

    def test_sent_together_once_there_is_a_network(self):
        visit = self.make_visit()
        sent_at = "2026-03-04 09:00:00"
        self.check_in(visit, made_at="2026-03-04 06:00:00", sent_at=sent_at)
        self.check_out(visit, made_at="2026-03-04 07:30:00", sent_at=sent_at)
        self.assertEqual(str(visit.actual_start), "2026-03-01 22:30:00")
        self.assertEqual(str(visit.actual_end), "2026-03-02 00:00:00")
        self.assertEqual(visit.actual_duration, 1.5)
