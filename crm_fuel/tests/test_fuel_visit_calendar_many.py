from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_visit_calendar import START, VisitCalendarCommon


@tagged("-at_install", "post_install")
class TestFuelVisitCalendarMany(VisitCalendarCommon):
    """Many at once, and by others than the visitor."""

    # ------------------------------------------------------------
    # Many at once
    # ------------------------------------------------------------

    def plan_many(self, number, user=None):
        values = [
            {
                "customer_id": customer.id,
                "topic_id": self.topic.id,
                "channel_id": self.on_site.id,
                "user_id": self.am_anna.id,
                "team_id": self.team_north.id,
                "planned_start": START + timedelta(hours=index),
            }
            for index, customer in enumerate(
                self.env["res.partner"].create(
                    [
                        {"name": f"Many {index}", "is_company": True}
                        for index in range(number)
                    ]
                )
            )
        ]
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.visits.with_user(user or self.am_anna)
        before = self.cr.sql_log_count
        visits = model.create(values)
        self.env.flush_all()
        return visits, self.cr.sql_log_count - before

    def count(self, work, visits):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work(visits)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_planning_many_takes_what_odoo_takes(self):
        self.plan_many(2)  # fills caches
        _few, few = self.plan_many(10)
        visits, many = self.plan_many(100)
        self.assertEqual(len(self.event(visits)), 100)
        self.assertEqual(len(self.to_do(visits)), 100)
        # Followers, by Odoo: one query a visit. All else is the same for ten times more.
        self.assertLessEqual(many - few, 90 + 2)
        for name, work in (
            ("longer", lambda it: it.write({"planned_duration": 3})),
            ("renamed", lambda it: it.write({"topic_id": self.other_topic.id})),
            ("cancelled", lambda it: it.cancel("No need")),
            ("planned again", lambda it: it.action_reopen()),
            ("finished", self.finish_all),
            ("deleted", lambda it: it.with_user(self.manager).unlink()),
        ):
            few = self.count(work, visits[:10])
            many = self.count(work, visits[10:])
            with self.subTest(name):
                self.assertLessEqual(many, few + 4)

    def finish_all(self, visits):
        visits._move_to("done", is_forced=True)

    def test_handing_over_many(self):
        visits, _queries = self.plan_many(30)
        visits = visits.with_user(self.supervisor)
        work = lambda it: it.write({"user_id": self.leader.id})  # noqa: E731
        few = self.count(work, visits[:10])
        many = self.count(work, visits[10:])
        # Odoo reads the attendees it deletes one by one.
        self.assertLessEqual(many, few + 10 + 4)
        self.assertEqual(self.event(visits).user_id, self.leader)

    def test_many_visits_are_told_once(self):
        messages = self.env["mail.message"].sudo()
        inbox = [("notified_partner_ids", "in", self.am_anna.partner_id.ids)]
        before = messages.search(inbox)
        visits, _queries = self.plan_many(35, self.supervisor)
        told = messages.search(inbox) - before
        self.assertEqual(len(told), 1)
        self.assertEqual(told.subject, "35 visits were planned for you")
        self.assertIn("5 more", told.body)
        self.assertIn("Many 0", told.body)
        self.assertIn("2:00", told.body)  # in the afternoon in Shanghai
        self.plan_many(3)
        self.assertEqual(messages.search(inbox) - before, told, "Nobody tells themself")
        self.assertTrue(visits)

    # ------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------

    def test_leaders_and_supervisors_plan_for_others(self):
        for planner in (self.leader, self.supervisor):
            visit = self.plan(
                planner, user_id=self.am_anna.id, team_id=self.team_north.id
            )
            self.assertEqual(self.event(visit).user_id, self.am_anna)
            self.assertEqual(self.event(visit).partner_ids, self.am_anna.partner_id)
            visit.with_user(planner).planned_start = START + timedelta(days=1)
            self.assertAligned(visit, START + timedelta(days=1))
            visit.with_user(planner).cancel("No need")
            self.assertFalse(self.event(visit))

    def test_colleagues_see_busy_and_move_nothing(self):
        visit = self.plan()
        event = self.event(visit).with_user(self.am_bo)
        self.env.invalidate_all()
        self.assertEqual(event.display_name, "Busy")
        self.assertEqual(event.name, "Busy")
        self.assertFalse(event.location)
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            event.start = START + timedelta(days=1)

    def test_companions_do_not_move_the_visit(self):
        visit = self.plan(companion_ids=[Command.link(self.am_bo.id)])
        event = self.event(visit).with_user(self.am_bo)
        self.assertEqual(event.name, "Yongxing Shipping · Demand research")
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            event.start = START + timedelta(days=1)

    def test_nobody_links_an_event_to_a_visit(self):
        visit = self.plan()
        events = self.env["calendar.event"].with_user(self.am_bo)
        values = {"name": "Mine", "start": START, "stop": START + timedelta(hours=1)}
        with self.assertRaises(AccessError):
            events.create({**values, "fuel_visit_id": visit.id})
        with self.assertRaises(AccessError):
            events.with_context(default_fuel_visit_id=visit.id).create(values)
        event = events.create(values)
        with self.assertRaises(AccessError):
            event.fuel_visit_id = visit

    def test_other_events_and_to_dos_are_left_alone(self):
        event = (
            self.env["calendar.event"]
            .with_user(self.am_anna)
            .create(
                {
                    "name": "Weekly round",
                    "start": START,
                    "stop": START + timedelta(hours=1),
                    "recurrency": True,
                    "rrule_type": "weekly",
                    "wed": True,
                    "end_type": "count",
                    "count": 3,
                }
            )
        )
        visit = self.plan()
        self.assertEqual(len(event.recurrence_id.calendar_event_ids), 3)
        event.write(
            {
                "recurrence_update": "all_events",
                "start": START + timedelta(hours=1),
                "stop": START + timedelta(hours=2),
            }
        )
        self.assertAligned(visit, START)
        own = visit.activity_schedule(
            "mail.mail_activity_data_todo", date(2026, 3, 20), user_id=self.am_anna.id
        )
        own.date_deadline = date(2026, 3, 22)
        self.assertEqual(visit.planned_start, START)
        partner_to_do = self.customer.activity_schedule(
            "mail.mail_activity_data_todo", date(2026, 3, 20), user_id=self.am_anna.id
        )
        (own | partner_to_do).write({"date_deadline": date(2026, 3, 23)})
        self.assertEqual(partner_to_do.date_deadline, date(2026, 3, 23))
        visit.cancel("No need")
        self.assertTrue(own.exists(), "What people noted themselves stays")
