from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_visit_repeat import WEDNESDAYS, FuelVisitRepeatCommon


@tagged("-at_install", "post_install")
class TestFuelVisitRepeatChange(FuelVisitRepeatCommon):
    def test_a_day_that_somebody_deleted_stays_deleted(self):
        repeat = self.repeat()
        visits = repeat.visit_ids.sorted("repeat_date")
        visits[1].with_user(self.am_anna).unlink()
        visits[3].planned_start = "2026-03-27 06:30:00"
        visits[3].with_user(self.supervisor).unlink()
        left = WEDNESDAYS[:1] + WEDNESDAYS[2:3] + WEDNESDAYS[4:]
        for change in (
            {"hour": 9},
            {"fri": True},
            {"fri": False, "duration": 1},
            {"active": False},
            {"active": True},
        ):
            repeat.write(change)
        self.assertEqual(self.days(repeat), left)
        # Wherever else the pattern falls, nothing is left out.
        repeat.write({"wed": False, "thu": True})
        self.assertEqual(len(self.days(repeat)), 8)
        repeat.write({"wed": True, "thu": False})
        self.assertEqual(self.days(repeat), left)
        self.set_clock("2026-03-12 03:00:00")
        self.run_cron()
        self.assertEqual(self.days(repeat)[:2], [WEDNESDAYS[0], WEDNESDAYS[2]])

    def test_days_of_many_repeats_are_remembered_apart(self):
        first, second = self.repeat(), self.repeat()
        days = {first: WEDNESDAYS[2], second: WEDNESDAYS[5]}
        visits = (first | second).visit_ids
        visits.filtered(lambda it: it.repeat_date == days[it.repeat_id]).with_user(
            self.am_anna
        ).unlink()
        (first | second).write({"hour": 9})
        for repeat, day in days.items():
            self.assertEqual(self.days(repeat), [it for it in WEDNESDAYS if it != day])

    def test_days_left_out_are_written_by_nobody(self):
        repeat = self.repeat()
        for user in (self.am_anna, self.supervisor, self.manager):
            with self.assertRaises(UserError):
                repeat.with_user(user).days_left_out = ["2026-03-11"]
        with self.assertRaises(UserError):
            self.repeat(days_left_out=["2026-03-11"])
        repeat.visit_ids[0].with_user(self.am_anna).unlink()
        self.assertFalse(repeat.copy().days_left_out)

    def test_a_new_pattern_plans_untouched_visits_anew(self):
        repeat = self.repeat()
        visits = repeat.visit_ids.sorted("repeat_date")
        visits[1].planned_start = "2026-03-12 06:30:00"
        visits[2].companion_ids = [Command.link(self.am_bo.id)]
        visits[3].cancel("The ship sailed")
        untouched = visits[0] | visits[4:]
        repeat.write({"wed": False, "fri": True, "hour": 9})
        self.assertFalse(untouched.exists())
        self.assertEqual(visits[1:4].exists(), visits[1:4])
        fridays = [date(2026, 3, 6) + timedelta(weeks=week) for week in range(8)]
        self.assertEqual(self.days(repeat), sorted(fridays + WEDNESDAYS[1:4]))
        new = repeat.visit_ids.filtered(lambda it: it.repeat_date == fridays[0])
        self.assertEqual(new.planned_start, datetime(2026, 3, 6, 1))

    def test_another_name_changes_no_visit(self):
        repeat = self.repeat()
        before = repeat.visit_ids
        repeat.message_post(body="A word")
        self.assertEqual(repeat.visit_ids, before)

    def test_another_visitor_takes_over_what_is_untouched(self):
        repeat = self.repeat()
        touched = repeat.visit_ids[0]
        touched.planned_duration = 3
        repeat.with_user(self.supervisor).user_id = self.am_bo
        others = repeat.sudo().visit_ids - touched
        self.assertEqual(others.user_id, self.am_bo)
        self.assertEqual(len(others), 7)
        self.assertEqual(touched.user_id, self.am_anna)

    def test_archived_and_deleted_repeats_take_untouched_visits_along(self):
        repeat = self.repeat()
        kept = repeat.visit_ids[0]
        kept.planned_duration = 3
        repeat.action_archive()
        self.assertEqual(repeat.visit_ids, kept)
        repeat.action_unarchive()
        self.assertEqual(len(repeat.visit_ids), 8)
        visits = repeat.visit_ids
        repeat.unlink()
        self.assertEqual(visits.exists(), kept)

    def test_who_leaves_stops_it_with_a_message(self):
        repeat = self.repeat()
        count = len(repeat.visit_ids)
        self.am_anna.sudo().active = False
        self.set_clock("2026-03-12 03:00:00")
        self.run_cron()
        repeat = repeat.with_user(self.supervisor)
        self.assertFalse(repeat.active)
        self.assertEqual(repeat.stopped_reason, "Am Anna is not a user any more.")
        self.assertIn("not repeated any more", repeat.message_ids[0].body)
        self.assertEqual(len(repeat.visit_ids), count, "For somebody to take over")
        repeat.write({"user_id": self.am_bo.id, "active": True})
        self.assertFalse(repeat.stopped_reason)
        self.assertIn(self.am_bo, repeat.visit_ids.user_id)

    def test_an_archived_customer_stops_it(self):
        repeat = self.repeat()
        self.customer.active = False
        self.set_clock("2026-03-12 03:00:00")
        self.run_cron()
        self.assertFalse(repeat.active)
        self.assertIn("Yongxing", repeat.stopped_reason)

    def test_one_that_fails_does_not_hold_up_the_others(self):
        bad, good = self.repeat(), self.repeat()
        (bad | good).sudo().visit_ids.unlink()
        (bad | good).sudo().planned_until = False
        model = self.env.registry["fuel.visit.repeat"]
        real = model._visit_values

        reason = "No such place"

        def fails(repeat, day, start):
            if repeat.id == bad.id:
                raise UserError(reason)
            return real(repeat, day, start)

        with patch.object(model, "_visit_values", fails):
            self.run_cron()
        self.assertEqual(len(self.days(good)), 8)
        self.assertEqual((bad.active, bad.stopped_reason), (False, reason))
