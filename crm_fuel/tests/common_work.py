from datetime import datetime

from .common_clock import ClockCommon
from .common_visit import FuelVisitCommon

NOW = "2026-03-02 01:00:00"  # Monday of week 10, nine o'clock in Shanghai


class FuelWorkCommon(ClockCommon, FuelVisitCommon):
    """Plans and summaries in the week from 2 to 8 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.fuel_tz = "Asia/Shanghai"
        cls.plans = cls.env["fuel.work.plan"]
        cls.lines = cls.env["fuel.work.plan.line"]
        cls.summaries = cls.env["fuel.work.summary"]
        cls.missing = cls.env["fuel.work.missing"]
        cls.second = cls.make_customer("Haolan Lines", user_id=cls.am_anna.id)
        # Customers since long: whose turn it is, is counted from then on.
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-01-01' WHERE id IN %s",
            [(cls.customer.id, cls.second.id)],
        )
        cls.env.invalidate_all()

    def setUp(self):
        super().setUp()
        self.set_clock(NOW)

    def plan(self, *lines, user=None, **values):
        """Make a plan of Anna's, with lines given as dicts."""
        user = user or self.am_anna
        return self.plans.with_user(user).create(
            {
                "period": "week",
                "date_from": "2026-03-02",
                "line_ids": [(0, 0, line) for line in lines],
                **values,
            }
        )

    def visit_line(self, day="2026-03-04", **values):
        return {
            "kind": "visit",
            "date": day,
            "customer_id": self.customer.id,
            **values,
        }

    def call_line(self, day="2026-03-03", **values):
        return {"kind": "call", "date": day, "customer_id": self.second.id, **values}

    def submitted(self, *lines, **values):
        plan = self.plan(*(lines or [self.visit_line()]), **values)
        plan.action_submit()
        return plan

    def summary(self, user=None, **values):
        user = user or self.am_anna
        return self.summaries.with_user(user).create(
            {
                "period": "week",
                "date_from": "2026-03-02",
                "text": "Two orders in sight",
                **values,
            }
        )

    def done_visit(self, start="2026-03-03 02:00:00", user=None, **values):
        """Record a visit that took place; ``start`` is UTC."""
        moment = datetime.fromisoformat(start)
        return self.make_visit(
            user,
            state="done",
            planned_start=moment,
            actual_start=moment,
            result_id=self.follow_up.id,
            **values,
        )
