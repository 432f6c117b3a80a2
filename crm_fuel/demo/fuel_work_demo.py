"""Plans and summaries of two account managers, around the demonstration's today."""

from datetime import timedelta

from odoo import api, models

from ..tools.work_period import bounds, preceding

CALLS = (
    ("Ask for next month's demand", "询问下月用油需求"),
    ("Send the new price list", "发送新价目表"),
)
REPORT = ("Write the market report", "撰写市场周报")
TEXT = (
    "Saw the customers that were planned. Two want a price for next month.",
    "按计划完成拜访，两家客户要求下月报价。",
)
PROBLEMS = (
    "Waiting times at the anchorage are a topic everywhere.",
    "各客户均反映锚地等候时间过长。",
)
HELP = (
    "A word from the barge planning on slots for the coming week.",
    "请供油调度告知下周船期安排。",
)
COMMENT = (
    "Good week. Barge planning will call you on Monday.",
    "本周不错，供油调度周一与你联系。",
)


class FuelDemo(models.AbstractModel):
    _inherit = "fuel.demo"

    @api.model
    def _load_work(self):
        """Make last week's plans and summaries and this week's plans, once."""
        plans = self.env["fuel.work.plan"]
        if plans.search_count([], limit=1):
            return
        company = self.env.ref("base.main_company")
        company.write({"fuel_plan_period": "week", "fuel_summary_period": "week"})
        today = company._fuel_today()
        company.write(
            {
                "fuel_plan_since": preceding("week", today)[0],
                "fuel_summary_since": preceding("week", today)[0],
            }
        )
        for name in ("anna", "bo"):
            user = self._ref(f"user_demo_{name}")
            self._make_past_week(user, today)
            plan = self._make_week_plan(user, today)
            if name == "anna":
                plan.state = "submitted"

    def _make_past_week(self, user, today):
        first, last = preceding("week", today)
        supervisor = self._ref("user_demo_supervisor")
        plan = self._make_week_plan(user, first)
        plan.line_ids.filtered(lambda it: it.kind == "call").is_ticked = True
        plan.write({"state": "approved", "reviewed_by_id": supervisor.id})
        summary = self.env["fuel.work.summary"].create(
            {
                "user_id": user.id,
                "company_id": plan.company_id.id,
                "period": "week",
                "date_from": first,
                "text": self._said(user, TEXT),
                "problems": self._said(user, PROBLEMS),
                "help_wanted": self._said(user, HELP),
            }
        )
        if last <= today:
            summary.action_submit()
            # Not by reviewing: that would send an e-mail from the installation.
            summary.write(
                {
                    "state": "reviewed",
                    "mark": "4",
                    "comment": self._said(user, COMMENT),
                    "reviewed_by_id": supervisor.id,
                }
            )

    def _make_week_plan(self, user, day):
        """Make a plan of the visits a person has, and of some calls."""
        first, last = bounds("week", day)
        visits = self.env["fuel.visit"].search(
            [
                ("user_id", "=", user.id),
                ("date", ">=", first),
                ("date", "<=", last),
                ("is_planned", "=", True),
            ]
        )
        customers = self.env["res.partner"].search(
            [("user_id", "=", user.id), ("fuel_customer", "=", True)], limit=2
        )
        lines = [
            {
                "kind": "visit",
                "date": visit.date,
                "customer_id": visit.customer_id.id,
                "topic_id": visit.topic_id.id,
                "visit_id": visit.id,
            }
            for visit in visits
        ]
        lines += [
            {
                "kind": "call",
                "date": first + timedelta(days=index),
                "customer_id": customer.id,
                "name": self._said(user, CALLS[index]),
            }
            for index, customer in enumerate(customers)
        ]
        lines.append(
            {
                "kind": "other",
                "date": first + timedelta(days=4),
                "name": self._said(user, REPORT),
            }
        )
        return self.env["fuel.work.plan"].create(
            {
                "user_id": user.id,
                "company_id": user.company_id.id,
                "period": "week",
                "date_from": first,
                "line_ids": [(0, 0, line) for line in lines],
            }
        )
