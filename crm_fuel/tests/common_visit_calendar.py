"""Visits with their event and their to-do: what tests of both share."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from .common_visit import FuelVisitCommon

NOW = "2026-03-02 01:00:00"  # Monday, nine o'clock in Shanghai
START = datetime(2026, 3, 4, 6)  # Wednesday, two o'clock in Shanghai


class VisitCalendarCommon(FuelVisitCommon):
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
