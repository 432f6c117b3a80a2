from datetime import date, datetime, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common_visit_calendar import START, VisitCalendarCommon


@tagged("-at_install", "post_install")
class TestFuelVisitCalendar(VisitCalendarCommon):
    """A visit moves with its event and its to-do."""

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
