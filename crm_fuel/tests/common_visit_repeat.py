from datetime import date, timedelta

from .common_clock import ClockCommon
from .common_visit import FuelVisitCommon

NOW = "2026-03-02 01:00:00"  # Monday, nine o'clock in Shanghai
WEDNESDAYS = [date(2026, 3, 4) + timedelta(weeks=week) for week in range(8)]


class FuelVisitRepeatCommon(ClockCommon, FuelVisitCommon):
    """Anna's visits of every Wednesday, eight weeks ahead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.repeats = cls.env["fuel.visit.repeat"]

    def setUp(self):
        super().setUp()
        self.set_clock(NOW)

    def repeat(self, user=None, **values):
        user = user or self.am_anna
        return self.repeats.with_user(user).create(
            {
                "customer_id": self.customer.id,
                "topic_id": self.topic.id,
                "channel_id": self.on_site.id,
                "user_id": user.id,
                "wed": True,
                "hour": 14.5,
                "duration": 2,
                "date_from": "2026-03-02",
                **values,
            }
        )

    def days(self, repeat):
        return sorted(repeat.sudo().visit_ids.mapped("repeat_date"))

    def run_cron(self, **parameters):
        self.env.flush_all()
        self.env["fuel.visit.repeat"]._cron_plan_ahead(**parameters)
