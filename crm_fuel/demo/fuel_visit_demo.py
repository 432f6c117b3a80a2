"""Turns the plan of visits into records."""

import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from . import visit_plan

METRES_PER_DEGREE = 111_195.0
BATCH = 200
# What visitors wrote, by result: in their own language, as they do.
SUMMARIES = {
    "order_intended": (
        "They plan the next stem for this month and want a price on Thursday.",
        "计划本月加油，要求周四报价。",
    ),
    "follow_up": (
        "Interested, but the budget is decided at head office. Call again next week.",
        "有兴趣，预算须总部批准，下周再联系。",
    ),
    "information": (
        "Went through their fleet list; two vessels change trade in the new year.",
        "了解船队情况，两艘船明年改航线。",
    ),
    "complaint": (
        "Unhappy with the waiting time at the last delivery. Promised an answer.",
        "对上次供油等候时间不满，已承诺答复。",
    ),
    "no_one": ("The purchaser was on board; left my card.", "采购不在，已留名片。"),
    "rejected": (
        "They have signed with another supplier until the end of the quarter.",
        "本季度已与其他供应商签约。",
    ),
}
NEXT_STEPS = {
    "order_intended": ("Send the quotation", "发送报价"),
    "follow_up": ("Call the purchaser", "电话联系采购"),
    "information": ("Update the vessel list", "更新船舶清单"),
    "complaint": ("Answer the complaint", "答复投诉"),
    "no_one": ("Make a new appointment", "重新预约"),
    "rejected": ("Ask again before the contract ends", "合同到期前再联系"),
}
OFF_SITE_NOTES = ("Met on the barge instead", "改在加油船上会面")
CANCEL_REASONS = ("The ship sailed earlier", "船舶提前离港")


class FuelDemo(models.AbstractModel):
    _inherit = "fuel.demo"

    @api.model
    def _load_visits(self):
        """Make the demonstration company's visits, once."""
        if self.env["fuel.visit"].search_count([], limit=1):
            return
        self._make_visits(visit_plan.make_plan(fields.Datetime.now()))

    def _make_visits(self, plan):
        """Make the plan's visits, with the positions of those who checked in.

        :return: the visits, in the order of the plan
        :rtype: fuel.visit
        """
        visits = self.env["fuel.visit"].with_context(
            tracking_disable=True, mail_create_nosubscribe=True, mail_notrack=True
        )
        made = visits
        for start in range(0, len(plan), BATCH):
            batch = plan[start : start + BATCH]
            made += visits.create([self._prepare_visit(planned) for planned in batch])
        self.env["fuel.visit.position"].create(
            [
                values
                for visit, planned in zip(made, plan, strict=True)
                if planned.verdict
                for values in self._prepare_positions(visit, planned)
            ]
        )
        for visit, planned in zip(made, plan, strict=True):
            if planned.state == "in_progress":
                visit.write({"state": "in_progress", "actual_start": planned.start})
        self.env.flush_all()
        return made

    def _prepare_visit(self, planned):
        customer = self._ref(f"customer_{planned.customer}")
        visitor = customer.user_id
        end = planned.start + timedelta(hours=planned.hours)
        contact = customer.child_ids.sorted("id")[:1]
        values = {
            "customer_id": customer.id,
            "contact_ids": [Command.set(contact.ids)],
            "user_id": visitor.id,
            "topic_id": self._ref(f"fuel_visit_topic_{planned.topic}").id,
            "channel_id": self._ref(f"fuel_visit_channel_{planned.channel}").id,
            "planned_start": planned.start,
            "planned_duration": planned.hours,
            "is_planned": planned.is_planned,
            "currency_id": self.env.ref("base.USD").id,
            "verdict": planned.verdict,
            "is_checked_in": bool(planned.verdict),
        }
        if planned.state == "cancelled":
            values |= {
                "state": "cancelled",
                "cancel_reason": self._said(visitor, CANCEL_REASONS),
            }
        elif planned.state == "done":
            values |= self._prepare_outcome(planned, visitor, end)
        if planned.verdict:
            values |= {
                "verdict_reason": planned.failure,
                "distance": round(math.hypot(*planned.offset), 1),
            }
            if planned.state == "done":
                values["check_out_verdict"] = planned.verdict
        return {name: value for name, value in values.items() if value is not None}

    def _prepare_outcome(self, planned, visitor, end):
        supervisor = self._ref("user_demo_supervisor")
        values = {
            "state": "done",
            "actual_start": planned.start,
            "actual_end": end,
            "result_id": self._ref(f"fuel_visit_result_{planned.result}").id,
            "summary": self._said(visitor, SUMMARIES[planned.result]),
        }
        if planned.next_days:
            values |= {
                "next_step": self._said(visitor, NEXT_STEPS[planned.result]),
                "next_step_date": end.date() + timedelta(days=planned.next_days),
            }
        if planned.tonnes:
            need = {
                "grade_id": self._ref("grade_vlsfo_rmg380").id,
                "quantity_mt": planned.tonnes,
                "date": end.date() + timedelta(days=20),
            }
            values["need_ids"] = [Command.create(need)]
        if planned.competitor_price:
            competitor = f"competitor_{('huanhai', 'straits')[planned.number % 2]}"
            values |= {
                "competitor_id": self._ref(competitor).id,
                "competitor_price": planned.competitor_price,
            }
        if planned.is_reviewed:
            values |= {
                "reviewed_by_id": supervisor.id,
                "reviewed_at": end + timedelta(days=2),
            }
        return values

    def _prepare_positions(self, visit, planned):
        """Yield the check-in, and the check-out where the visit is over."""
        north, east = planned.offset
        customer = visit.customer_id
        latitude = customer.partner_latitude + north / METRES_PER_DEGREE
        metres = METRES_PER_DEGREE * math.cos(math.radians(latitude))
        kinds = {"in": planned.start}
        if planned.state == "done":
            kinds["out"] = planned.start + timedelta(hours=planned.hours)
        for kind, moment in kinds.items():
            values = {
                "visit_id": visit.id,
                "kind": kind,
                "key": f"demo-visit-{planned.number:05d}-{kind}",
                "verdict": planned.verdict,
                "reason": planned.failure,
                "made_at": moment,
                "received_at": moment + timedelta(seconds=2),
            }
            if not planned.failure:
                values |= {
                    "has_fix": True,
                    "latitude": latitude,
                    "longitude": customer.partner_longitude + east / metres,
                    "accuracy": planned.accuracy,
                    "distance": round(math.hypot(north, east), 1),
                }
            if planned.verdict == "off_site" and kind == "in":
                values["note"] = self._said(visit.user_id, OFF_SITE_NOTES)
            yield values

    def _said(self, user, texts):
        """Return a text as this person wrote it: in English or in Chinese."""
        return texts[(user.lang or "").startswith("zh")]
