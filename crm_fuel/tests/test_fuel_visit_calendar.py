from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_visit import FuelVisitCommon

NOW = "2026-03-02 01:00:00"  # Monday, nine o'clock in Shanghai
START = datetime(2026, 3, 4, 6)  # Wednesday, two o'clock in Shanghai


@tagged("-at_install", "post_install")
class TestFuelVisitCalendar(FuelVisitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref("crm_fuel.mail_activity_type_visit")
        cls.other_topic = cls.topic.copy({"name": "Other topic", "code": "calendar"})
        cls.port = cls.make_port("ZZCAL", "Calendar Port")
        clock = freeze_time(NOW)
        clock.start()
        cls.addClassCleanup(clock.stop)

    def plan(self, user=None, **values):
        return self.make_visit(user, **{"planned_start": START, **values})

    def event(self, visit):
        return visit.sudo().event_ids

    def to_do(self, visit, **context):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False, **context)
            .search([("res_model", "=", "fuel.visit"), ("res_id", "in", visit.ids)])
        )

    def assertAligned(self, visit, start, hours=1.0):
        """Visit, event and to-do tell the same time."""
        self.assertEqual(visit.planned_start, start)
        self.assertAlmostEqual(visit.planned_duration, hours)
        event = self.event(visit)
        self.assertEqual(event.start, start)
        self.assertEqual(event.stop, start + timedelta(hours=hours))
        self.assertEqual(
            self.to_do(visit).date_deadline, (start + timedelta(hours=8)).date()
        )

    # ------------------------------------------------------------
    # Planned
    # ------------------------------------------------------------

    def test_a_planned_visit_is_in_the_calendar_and_among_the_to_dos(self):
        self.customer.write({"street": "1 Quay", "city": "Zhoushan"})
        visit = self.plan(
            companion_ids=[Command.link(self.am_bo.id)], planned_duration=1.5
        )
        self.assertAligned(visit, START, 1.5)
        event = self.event(visit)
        self.assertRecordValues(
            event,
            [
                {
                    "name": "Yongxing Shipping · Demand research",
                    "user_id": self.am_anna.id,
                    "partner_ids": (self.am_anna | self.am_bo).partner_id.ids,
                    "privacy": "private",
                    "allday": False,
                    "res_model": "fuel.visit",
                    "res_id": visit.id,
                }
            ],
        )
        self.assertIn("1 Quay", event.location)
        states = {it.partner_id: it.state for it in event.attendee_ids}
        self.assertEqual(states[self.am_anna.partner_id], "accepted")
        self.assertEqual(states[self.am_bo.partner_id], "needsAction")
        self.assertRecordValues(
            self.to_do(visit),
            [
                {
                    "activity_type_id": self.kind.id,
                    "activity_category": "meeting",
                    "user_id": self.am_anna.id,
                    "summary": "Yongxing Shipping · Demand research",
                    "date_deadline": date(2026, 3, 4),
                    "calendar_event_id": event.id,
                    "automated": True,
                    "active": True,
                }
            ],
        )
        self.assertIn(visit, self.visits.search([("activity_ids", "!=", False)]))

    def test_the_place_is_the_port_or_the_way_to_talk(self):
        vessel = self.make_vessel("Calendar Star")
        board = self.plan(vessel_id=vessel.id, port_id=self.port.id)
        self.assertIn("Calendar Star", self.event(board).location)
        self.assertIn("Calendar Port", self.event(board).location)
        call = self.plan(channel_id=self.telephone.id)
        self.assertEqual(self.event(call).location, "Telephone")

    def test_nobody_is_mailed(self):
        with self.mock_mail_count() as count:
            visit = self.plan(companion_ids=[Command.link(self.am_bo.id)])
            visit.planned_start = START + timedelta(days=1)
            visit.companion_ids = [Command.clear()]
        self.assertEqual(count(), 0)
        self.assertNotIn(self.customer, self.event(visit).partner_ids)

    def mock_mail_count(self):
        test = self

        class Counter:
            def __enter__(self):
                self.before = test.env["mail.mail"].sudo().search_count([])
                return lambda: (
                    test.env["mail.mail"].sudo().search_count([]) - self.before
                )

            def __exit__(self, *error):
                pass

        return Counter()

    def test_what_has_happened_is_in_nobody_s_way(self):
        done = self.plan(
            state="done",
            result_id=self.follow_up.id,
            planned_start="2026-02-27 02:00:00",
        )
        dropped_in = self.plan(is_planned=False)
        for visit in (done, dropped_in):
            self.assertFalse(self.event(visit))
            self.assertFalse(self.to_do(visit))

    def test_the_name_is_in_the_visitor_s_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.topic.with_context(lang="zh_CN").name = "需求"
        self.am_anna.lang = "zh_CN"
        visit = self.plan(self.supervisor, user_id=self.am_anna.id)
        self.assertEqual(self.event(visit).name, "Yongxing Shipping · 需求")
        self.assertEqual(self.to_do(visit).summary, "Yongxing Shipping · 需求")

    # ------------------------------------------------------------
    # Moving
    # ------------------------------------------------------------

    def test_moving_the_visit_moves_both(self):
        visit = self.plan()
        visit.write({"planned_start": START + timedelta(days=2), "planned_duration": 2})
        self.assertAligned(visit, START + timedelta(days=2), 2)
        visit.planned_duration = 0.5
        self.assertAligned(visit, START + timedelta(days=2), 0.5)

    def test_moving_the_event_moves_the_visit(self):
        visit = self.plan()
        event = self.event(visit).with_user(self.am_anna)
        later = START + timedelta(days=1, hours=2)
        event.write({"start": later, "stop": later + timedelta(hours=3)})
        self.assertAligned(visit, later, 3)
        event.stop = later + timedelta(hours=2)
        self.assertAligned(visit, later, 2)
        # As between two requests: Odoo forgets a length it has not written yet.
        self.env.flush_all()
        event.start = START
        self.assertAligned(visit, START, 2)
        event.write({"duration": 1})
        self.assertAligned(visit, START, 1)

    def test_an_event_of_all_day_moves_the_day(self):
        visit = self.plan()
        event = self.event(visit).with_user(self.am_anna)
        event.write(
            {"allday": True, "start_date": "2026-03-06", "stop_date": "2026-03-06"}
        )
        self.assertEqual(visit.planned_start, START + timedelta(days=2))
        self.assertEqual(visit.planned_duration, 1)
        self.assertEqual(self.to_do(visit).date_deadline, date(2026, 3, 6))
        visit.planned_start = START
        self.assertFalse(event.allday)
        self.assertAligned(visit, START)

    def test_moving_the_to_do_moves_the_day_and_not_the_hour(self):
        visit = self.plan()
        self.to_do(visit).with_user(self.am_anna).date_deadline = date(2026, 3, 9)
        self.assertAligned(visit, START + timedelta(days=5))

    def test_an_hour_stays_the_hour_when_clocks_change(self):
        self.am_anna.tz = "Europe/Amsterdam"
        visit = self.plan(planned_start="2026-03-27 09:00:00")  # ten o'clock there
        self.to_do(visit).with_user(self.am_anna).date_deadline = date(2026, 3, 30)
        # Summer time began on the 29th: ten o'clock is eight in UTC.
        self.assertEqual(visit.planned_start, datetime(2026, 3, 30, 8))
        self.assertEqual(self.event(visit).start, datetime(2026, 3, 30, 8))

    def test_the_day_is_the_visitor_s(self):
        self.am_anna.tz = "America/Los_Angeles"
        visit = self.plan(planned_start="2026-03-04 03:00:00")
        self.assertEqual(self.to_do(visit).date_deadline, date(2026, 3, 3))
        self.am_anna.tz = False
        self.company.fuel_tz = "Asia/Tokyo"
        late = self.plan(planned_start="2026-03-04 15:30:00")
        self.assertEqual(self.to_do(late).date_deadline, date(2026, 3, 5))

    def test_nothing_moves_to_and_fro(self):
        visit = self.plan()
        event = self.event(visit)
        writes = []
        self.patch(
            self.env.registry["calendar.event"],
            "_fuel_move_visits",
            lambda records: writes.append(records),
        )
        visit.planned_start = START + timedelta(days=1)
        self.assertEqual(event.start, START + timedelta(days=1))
        self.assertFalse(writes, "The event does not answer its visit")

    def test_a_reminder_survives(self):
        visit = self.plan()
        event = self.event(visit).with_user(self.am_anna)
        alarm = self.env.ref("calendar.alarm_notif_1")
        event.write({"alarm_ids": [Command.link(alarm.id)], "name": "My own words"})
        visit.planned_start = START + timedelta(days=1)
        self.assertEqual((event.alarm_ids, event.name), (alarm, "My own words"))

    # ------------------------------------------------------------
    # Other changes
    # ------------------------------------------------------------

    def test_another_customer_renames_both(self):
        visit = self.plan()
        visit.customer_id = self.make_customer("Other Shipping")
        self.assertEqual(self.event(visit).name, "Other Shipping · Demand research")
        self.assertEqual(self.to_do(visit).summary, "Other Shipping · Demand research")

    def test_another_visitor_takes_over_both(self):
        visit = self.plan(companion_ids=[Command.link(self.leader.id)])
        guest = self.make_customer("Guest of the event")
        self.event(visit).partner_ids = [Command.link(guest.id)]
        visit.with_user(self.supervisor).user_id = self.am_bo
        event = self.event(visit)
        self.assertEqual(event.user_id, self.am_bo)
        self.assertEqual(
            event.partner_ids, (self.am_bo | self.leader).partner_id | guest
        )
        self.assertEqual(event.attendee_ids.partner_id, event.partner_ids)
        self.assertEqual(self.to_do(visit).user_id, self.am_bo)

    def test_companions_come_and_go(self):
        visit = self.plan()
        visit.companion_ids = [Command.link(self.am_bo.id)]
        event = self.event(visit)
        self.assertIn(self.am_bo.partner_id, event.partner_ids)
        visit.companion_ids = [Command.clear()]
        self.assertEqual(event.partner_ids, self.am_anna.partner_id)

    # ------------------------------------------------------------
    # The end of it
    # ------------------------------------------------------------

    def test_done_closes_the_to_do_and_keeps_the_event(self):
        visit = self.plan(result_id=self.follow_up.id)
        visit.action_finish()
        to_do = self.to_do(visit)
        self.assertEqual((to_do.active, to_do.date_done), (False, date(2026, 3, 2)))
        self.assertTrue(self.event(visit))
        self.event(visit).with_user(self.am_anna).start = START + timedelta(days=9)
        self.assertEqual(visit.planned_start, START, "What is done stays where it was")

    def test_cancelled_leaves_nothing_and_planned_again_brings_back(self):
        visit = self.plan()
        visit.cancel("The ship sailed")
        self.assertFalse(self.event(visit))
        self.assertFalse(self.to_do(visit))
        visit.action_reopen()
        self.assertAligned(visit, START)

    def test_a_deleted_visit_takes_both_along(self):
        visit = self.plan()
        event, to_do = self.event(visit), self.to_do(visit)
        visit.with_user(self.am_anna).unlink()
        self.assertFalse(event.exists())
        self.assertFalse(to_do.exists())

    def test_a_deleted_event_leaves_visit_and_to_do(self):
        for part in ("unlink", "action_archive"):
            with self.subTest(part):
                visit = self.plan()
                event = self.event(visit).with_user(self.am_anna)
                getattr(event, part)()
                self.assertTrue(visit.exists())
                self.assertEqual(visit.state, "planned")
                self.assertFalse(self.event(visit))
                self.assertTrue(self.to_do(visit).active)
                # It comes back when the visit is moved, and not by itself.
                visit.planned_duration = 2
                self.assertFalse(self.event(visit))
                visit.planned_start = START + timedelta(days=1)
                self.assertAligned(visit, START + timedelta(days=1), 2)
                self.assertEqual(self.to_do(visit).calendar_event_id, self.event(visit))

    def test_the_native_button_removes_to_do_and_event_only(self):
        visit = self.plan()
        self.to_do(visit).with_user(self.am_anna).unlink_w_meeting()
        self.assertEqual(visit.state, "planned")
        self.assertFalse(self.event(visit) | self.event(visit))
        visit.planned_start = START + timedelta(days=1)
        self.assertAligned(visit, START + timedelta(days=1))

    def test_a_to_do_marked_done_does_not_end_the_visit(self):
        visit = self.plan()
        self.to_do(visit).with_user(self.am_anna).action_feedback("Later")
        self.assertEqual(visit.state, "planned")
        self.assertTrue(self.event(visit))
        visit.planned_start = START + timedelta(days=1)
        open_ones = self.to_do(visit).filtered("active")
        self.assertEqual(open_ones.date_deadline, date(2026, 3, 5))
        self.assertEqual(len(self.to_do(visit)), 2)

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
