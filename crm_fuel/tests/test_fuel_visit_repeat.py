from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_visit_repeat import NOW, WEDNESDAYS, FuelVisitRepeatCommon


@tagged("-at_install", "post_install")
class TestFuelVisitRepeat(FuelVisitRepeatCommon):
    # ------------------------------------------------------------
    # Planning ahead
    # ------------------------------------------------------------

    def test_visits_are_planned_eight_weeks_ahead(self):
        port = self.make_port("ZZREP")
        repeat = self.repeat(port_id=port.id)
        self.assertEqual(self.days(repeat), WEDNESDAYS)
        first = repeat.visit_ids.sorted("planned_start")[0]
        self.assertRecordValues(
            first,
            [
                {
                    "customer_id": self.customer.id,
                    "user_id": self.am_anna.id,
                    "topic_id": self.topic.id,
                    "channel_id": self.on_site.id,
                    "port_id": port.id,
                    "planned_start": datetime(2026, 3, 4, 6, 30),
                    "planned_duration": 2.0,
                    "state": "planned",
                    "is_planned": True,
                    "team_id": self.team_north.id,
                }
            ],
        )
        self.assertEqual(first.sudo().event_ids.start, first.planned_start)
        self.assertTrue(first.activity_ids)

    def test_the_plan_never_runs_dry_and_nothing_comes_twice(self):
        repeat = self.repeat()
        self.run_cron()
        self.assertEqual(self.days(repeat), WEDNESDAYS)
        self.set_clock("2026-03-12 03:00:00")
        self.run_cron()
        self.run_cron()
        more = [WEDNESDAYS[-1] + timedelta(weeks=week) for week in (1, 2)]
        self.assertEqual(self.days(repeat), WEDNESDAYS + more)
        # A job that did not run for half a year.
        self.set_clock("2026-09-01 03:00:00")
        self.run_cron()
        late = [it for it in self.days(repeat) if it > more[-1]]
        self.assertEqual(late[0], date(2026, 9, 2))
        self.assertEqual(len(late), 8)

    def test_the_database_keeps_it_from_coming_twice(self):
        repeat = self.repeat()
        twin = {
            "customer_id": self.customer.id,
            "topic_id": self.topic.id,
            "repeat_id": repeat.id,
            "repeat_date": WEDNESDAYS[0],
        }
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.visits.create(twin)

    def test_a_job_killed_in_the_middle_goes_on(self):
        repeats = self.repeat() | self.repeat() | self.repeat()
        repeats.sudo().visit_ids.unlink()
        repeats.sudo().planned_until = False
        self.env.flush_all()
        done = []

        def killed(*args, **kwargs):
            done.append(args)
            if len(done) == 2:
                raise KeyboardInterrupt

        # Not assertRaises: it would take back what was committed.
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", killed):
            try:
                self.env["fuel.visit.repeat"]._cron_plan_ahead(batch=1)
            except KeyboardInterrupt:
                done.append("killed")
        self.assertIn("killed", done)
        self.assertEqual([len(self.days(it)) for it in repeats], [8, 8, 0])
        self.run_cron(batch=1)
        self.assertEqual([len(self.days(it)) for it in repeats], [8, 8, 8])

    def test_moved_cancelled_and_deleted_visits_do_not_come_back(self):
        repeat = self.repeat()
        moved, cancelled, deleted = repeat.visit_ids.sorted("repeat_date")[:3]
        moved.planned_start = "2026-03-05 06:30:00"
        cancelled.cancel("The ship sailed")
        deleted.with_user(self.am_anna).unlink()
        self.set_clock("2026-03-03 03:00:00")
        self.run_cron()
        self.assertEqual(self.days(repeat), WEDNESDAYS[:2] + WEDNESDAYS[3:])

    def test_today_s_hour_that_is_past_is_left_out(self):
        self.set_clock("2026-03-04 07:00:00")  # three o'clock
        self.assertEqual(self.days(self.repeat())[0], WEDNESDAYS[1])
        self.assertEqual(self.days(self.repeat(hour=16))[0], WEDNESDAYS[0])

    def test_an_end_ends_it(self):
        repeat = self.repeat(date_to="2026-03-11")
        self.assertEqual(self.days(repeat), WEDNESDAYS[:2])
        self.set_clock("2026-03-12 03:00:00")
        self.run_cron()
        self.assertEqual(self.days(repeat), WEDNESDAYS[:2])

    def test_the_hour_stays_when_clocks_change(self):
        self.am_anna.tz = "Europe/Amsterdam"
        starts = self.repeat(hour=10).visit_ids.mapped("planned_start")
        hours = {it.date(): it.hour for it in starts}
        self.assertEqual(hours[date(2026, 3, 25)], 9)
        self.assertEqual(hours[date(2026, 4, 1)], 8)

    def test_months(self):
        last = self.repeat(frequency="monthly", month_day=31, wed=False)
        self.assertEqual(self.days(last), [date(2026, 3, 31)])
        self.set_clock("2026-04-05 03:00:00")
        self.run_cron()
        self.assertEqual(
            self.days(last), [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]
        )
        second = self.repeat(
            frequency="monthly", month_by="weekday", month_nth="2", month_weekday="1"
        )
        self.assertEqual(self.days(second), [date(2026, 4, 14), date(2026, 5, 12)])

    # ------------------------------------------------------------
    # Input and access
    # ------------------------------------------------------------

    def test_bad_input(self):
        with self.assertRaisesRegex(ValidationError, "days of the week"):
            self.repeat(wed=False)
        with self.assertRaisesRegex(ValidationError, "weekday of the month"):
            self.repeat(frequency="monthly", month_by="weekday", month_nth=False)
        with self.assertRaisesRegex(ValidationError, "cannot take part"):
            self.repeat(self.supervisor, user_id=self.portal.id)
        with self.assertRaises(UserError):
            self.repeat(planned_until="2030-01-01")
        for values in (
            {"month_day": 32},
            {"hour": 24},
            {"hour": -1},
            {"duration": 0},
            {"date_to": "2026-03-01"},
        ):
            with (
                self.subTest(values),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.repeat(**values)

    def test_a_contact_stands_for_their_company(self):
        repeat = self.repeat(customer_id=self.contact.id)
        self.assertEqual(repeat.customer_id, self.customer)

    def test_a_visit_is_repeated_from_its_form(self):
        visit = self.make_visit(planned_start="2026-03-12 01:30:00", planned_duration=2)
        action = visit.action_repeat()
        with freeze_time(NOW):
            form = Form(
                self.repeats.with_user(self.am_anna).with_context(**action["context"])
            )
            repeat = form.save()
        self.assertRecordValues(
            repeat,
            [
                {
                    "customer_id": self.customer.id,
                    "hour": 9.5,
                    "duration": 2.0,
                    "thu": True,
                    "wed": False,
                    "date_from": date(2026, 3, 13),
                    "month_day": 12,
                    "month_nth": "2",
                    "month_weekday": "3",
                }
            ],
        )
        self.assertEqual(self.days(repeat)[0], date(2026, 3, 19))
        opened = repeat.action_open_visits()
        self.assertEqual(self.visits.search(opened["domain"]), repeat.sudo().visit_ids)

    def test_who_sees_and_plans(self):
        mine = self.repeat()
        everybody = mine | self.repeat(self.am_bo)
        for user, seen in (
            (self.am_anna, mine),
            (self.leader, mine),
            (self.supervisor, everybody),
        ):
            found = self.repeats.with_user(user).search([("id", "in", everybody.ids)])
            self.assertEqual(found, seen.with_user(user))
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            self.repeat(self.am_anna, user_id=self.am_bo.id)
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            mine.user_id = self.am_bo
        led = self.repeat(self.leader, user_id=self.am_anna.id)
        self.assertEqual(led.sudo().visit_ids.user_id, self.am_anna)

    def test_nobody_passes_a_visit_off_as_a_repeated_one(self):
        repeat = self.repeat()
        forged = {"repeat_id": repeat.id, "repeat_date": "2026-05-06"}
        with self.assertRaises(AccessError):
            self.make_visit(self.am_bo, **forged)
        visit = self.make_visit(self.am_bo)
        for name, value in forged.items():
            with self.assertRaises(AccessError):
                visit[name] = value

    def test_many_repeats_are_planned_at_once(self):
        def count(number):
            repeats = self.repeats.browse()
            for _index in range(number):
                repeats |= self.repeat()
            repeats.sudo().visit_ids.unlink()
            repeats.sudo().planned_until = False
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.run_cron()
            self.env.flush_all()
            self.assertEqual(len(repeats.sudo().visit_ids), 8 * number)
            return self.cr.sql_log_count - before

        count(1)
        few, many = count(2), count(10)
        # Followers of each visit, by Odoo: three queries a visit of somebody else's.
        self.assertLessEqual(many - few, 3 * 8 * 8 + 2)
