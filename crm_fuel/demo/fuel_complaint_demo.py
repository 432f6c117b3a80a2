"""Complaints and suggestions of the demonstration company's customers."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

# Kind, severity, state, days ago, tonnes claimed, subject and description by language.
STORIES = (
    {
        "type": "quantity",
        "severity": "2",
        "state": "new",
        "days": 0.2,
        "tonnes": 4.2,
        "texts": (
            (
                "4.2 MT short by ship's figures",
                "The chief engineer sounded the tanks twice. Letter of protest on board.",
            ),
            ("船方计量短少4.2吨", "轮机长两次测量油舱，已在船上出具抗议书。"),
        ),
    },
    {
        "type": "quality",
        "severity": "3",
        "state": "investigating",
        "days": 6,
        "tonnes": 0,
        "texts": (
            (
                "Sediment above the limit, separators clogged",
                "The ship's sample shows 0.14 % sediment. They burn other fuel now.",
            ),
            ("沉淀物超标，分油机堵塞", "船方样品沉淀物0.14%，现改用其他燃油。"),
        ),
    },
    {
        "type": "delay",
        "severity": "1",
        "state": "proposed",
        "days": 12,
        "tonnes": 0,
        "amount": 9_600,
        "settlement": 4_800,
        "cause": "barge",
        "texts": (
            ("Eight hours waiting for the barge", "Demurrage of eight hours claimed."),
            ("等候加油船八小时", "索赔八小时滞期费。"),
        ),
        "proposals": (
            "Half of the demurrage as a credit note.",
            "以贷项通知单承担一半滞期费。",
        ),
    },
    {
        "type": "documents",
        "severity": "0",
        "state": "settled",
        "days": 25,
        "closed": 21,
        "tonnes": 0,
        "cause": "paperwork",
        "texts": (
            ("Wrong IMO number on the BDN", "Port state control asked for a new one."),
            ("供油单上IMO编号有误", "港口国检查要求更正。"),
        ),
        "proposals": (
            "A corrected delivery note, signed by both sides.",
            "重新出具双方签字的供油单。",
        ),
        "actions": (
            "The barge now prints the number from the order.",
            "加油船改为直接打印订单中的编号。",
        ),
        "satisfaction": "4",
    },
)
# Customer, and what they would like, by language.
SUGGESTIONS = (
    (
        "qiongying",
        (
            "Send the delivery note by e-mail on the same day.",
            "希望供油单当天通过电子邮件发送。",
        ),
    ),
    (
        "haolan",
        (
            "Tell us the barge's name and time of arrival the day before.",
            "希望提前一天告知加油船船名和到达时间。",
        ),
    ),
)
AWAITED = ("Answer to the proposed settlement", "等待客户对方案的答复")


class FuelDemo(models.AbstractModel):
    _inherit = "fuel.demo"

    @api.model
    def _load_complaints(self):
        """Make the demonstration company's complaints, once."""
        if self.env["fuel.complaint"].search_count([], limit=1):
            return
        complaints = self.env["fuel.complaint"].with_context(
            tracking_disable=True, mail_create_nosubscribe=True, mail_notrack=True
        )
        for story, order in zip(STORIES, self._complained_orders(), strict=False):
            complaint = complaints.create(self._prepare_complaint(story, order))
            if story["state"] == "proposed":
                complaint._stop_clocks(self._said(complaint.user_id, AWAITED))
        self.env.flush_all()

    @api.model
    def _load_suggestions(self):
        """Make two customers' suggestions, once."""
        suggestions = self.env["fuel.suggestion"]
        if suggestions.search_count([], limit=1):
            return
        for key, texts in SUGGESTIONS:
            customer = self._ref(f"customer_{key}")
            suggestions.create(
                {
                    "customer_id": customer.id,
                    "contact_id": customer.child_ids.sorted("id")[:1].id,
                    "text": self._said(customer.user_id, texts),
                }
            )

    @api.model
    def _complained_orders(self):
        """Return the last delivered order of as many customers as there are stories.

        The second one is a key account's, so that its project shows a complaint.
        """
        rows = self.env["fuel.volume"].search(
            [("delivered_mt", ">", 50), ("vessel_id", "!=", False)],
            order="date desc, id desc",
            limit=200,
        )
        orders = {}
        for row in rows:
            orders.setdefault(row.customer_id, row.order_id)
        found = self.env["sale.order"].concat(*orders.values())
        of_project = found.filtered("fuel_project_id")[:1]
        others = found - of_project
        return (others[:1] + of_project + others[1:])[: len(STORIES)]

    def _prepare_complaint(self, story, order):
        customer = order.partner_id.commercial_partner_id
        received = fields.Datetime.now() - timedelta(days=story["days"])
        owner = customer.user_id
        name, description = self._said(owner, story["texts"])
        contact = customer.child_ids.sorted("id")[:1]
        values = {
            "name": name,
            "description": description,
            "type_id": self._ref(f"fuel_complaint_type_{story['type']}").id,
            "severity": story["severity"],
            "state": story["state"],
            "customer_id": customer.id,
            "contact_id": contact.id,
            "order_id": order.id,
            "fuel_project_id": order.fuel_project_id.id,
            "picking_id": order.picking_ids.filtered(
                lambda it: it.state == "done" and it.fuel_is_fuel
            )[:1].id,
            "user_id": owner.id,
            "received_at": received,
            "delivered_at": received - timedelta(hours=5),
            "claimed_mt": story["tonnes"],
            "claimed_amount": story.get("amount", 0),
            "company_id": order.company_id.id,
            "helper_ids": [Command.set([])],
        }
        if story["state"] != "new":
            values["first_reply_at"] = received + timedelta(hours=3)
        if "proposals" in story:
            values |= {
                "cause_id": self._ref(f"fuel_complaint_cause_{story['cause']}").id,
                "proposal": self._said(owner, story["proposals"]),
                "settlement_amount": story.get("settlement", 0),
                "proposed_at": received + timedelta(days=2),
            }
        if story["state"] == "settled":
            values |= {
                "corrective_action": self._said(owner, story["actions"]),
                "closed_at": fields.Datetime.now() - timedelta(days=story["closed"]),
                "satisfaction": story["satisfaction"],
            }
        return values
