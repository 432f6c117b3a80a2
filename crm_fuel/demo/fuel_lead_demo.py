"""Turns the plan of opportunities into records."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

from . import pipeline_plan

QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "mail_activity_quick_update": True,
}


class FuelDemo(models.AbstractModel):
    _inherit = "fuel.demo"

    @api.model
    def _load_leads(self):
        """Make the demonstration company's opportunities and campaign, once."""
        campaigns = self.env["utm.campaign"]
        if campaigns.search_count([("title", "=", pipeline_plan.CAMPAIGN)], limit=1):
            return
        self._read_in_inbox()
        self._make_leads()

    def _read_in_inbox(self):
        """The demonstration's people read what they are told here, not by e-mail: no
        message is ever sent to their addresses."""
        people = self.env["res.users"].search(
            [("login", "=like", "demo\\_%"), ("share", "=", False)]
        )
        people.notification_type = "inbox"

    def _make_leads(self):
        """:return: the opportunities, in the order of the plan"""
        campaign = self._make_campaign()
        leads = self.env["crm.lead"].with_context(**QUIET)
        made = leads.create(
            [
                self._prepare_lead(planned, campaign)
                for planned in pipeline_plan.OPPORTUNITIES
            ]
        )
        self.env.flush_all()
        now = fields.Datetime.now()
        for lead, planned in zip(made, pipeline_plan.OPPORTUNITIES, strict=True):
            if planned.outcome == "lost":
                lead.action_set_lost(
                    lost_reason_id=self.env.ref(f"crm.{planned.reason}").id
                )
            if planned.outcome:
                lead.date_closed = now - timedelta(days=planned.closed)
            self._backdate(lead, now - timedelta(days=planned.opened))
        self.env.flush_all()
        self._credit_campaign(made)
        # One colleague wants more than to read, another has read enough.
        carol = made[0].with_user(self._ref("user_demo_carol"))
        carol.action_ask_write()
        made[1].with_user(self._ref("user_demo_anna")).action_dismiss_share()
        return made

    def _make_campaign(self):
        customers = [
            self._ref(f"customer_{key}").id for key in pipeline_plan.CAMPAIGN_CUSTOMERS
        ]
        campaign = self.env["utm.campaign"].create(
            {
                "title": pipeline_plan.CAMPAIGN,
                "user_id": self._ref("user_demo_supervisor").id,
                "fuel_customer_ids": [Command.set(customers)],
            }
        )
        for customer in customers:
            # Written beneath the visits' own rules: which campaign a visit that is over
            # belonged to is only known here.
            self.env["fuel.visit"].with_context(**QUIET).search(
                [("customer_id", "=", customer), ("state", "=", "done")],
                order="planned_start desc",
                limit=pipeline_plan.CAMPAIGN_VISITS,
            ).campaign_id = campaign
        return campaign

    def _credit_campaign(self, leads):
        """The last order of who was won by the campaign came of it."""
        for lead in leads.filtered(
            lambda it: it.campaign_id and it.won_status == "won"
        ):
            order = self.env["sale.order"].with_context(**QUIET)
            order.search(
                [
                    ("partner_id", "child_of", lead.partner_id.ids),
                    ("state", "=", "sale"),
                ],
                order="date_order desc",
                limit=1,
            ).write({"campaign_id": lead.campaign_id.id, "opportunity_id": lead.id})

    def _prepare_lead(self, planned, campaign):
        customer = self._ref(f"customer_{planned.customer}")
        owner = customer.user_id
        today = fields.Date.context_today(self)
        first, last = (today + timedelta(days=day) for day in planned.window)
        values = {
            "type": "opportunity",
            "name": planned.name,
            "partner_id": customer.id,
            "user_id": owner.id,
            "team_id": owner.sale_team_id.id,
            "stage_id": self.env.ref(f"crm.{planned.stage}").id,
            "source_id": self._ref(planned.source).id,
            "description": planned.note,
            "fuel_contact_ids": [Command.set(customer.child_ids[:1].ids)],
            "fuel_vessel_ids": [Command.set(customer.fuel_vessel_ids[:2].ids)],
            "fuel_port_ids": [Command.set(self._ref(planned.port).ids)],
            "fuel_window_start": first,
            "fuel_window_end": last,
            "fuel_shared_user_ids": [
                Command.set([self._ref(key).id for key in planned.users])
            ],
            "fuel_shared_team_ids": [
                Command.set([self._ref(key).id for key in planned.teams])
            ],
            "expected_revenue": sum(
                line.tonnes * line.price * line.months for line in planned.lines
            ),
            "probability": planned.probability,
            "fuel_line_ids": [
                Command.create(self._prepare_lead_line(line)) for line in planned.lines
            ],
        }
        if planned.competitor:
            values["fuel_competitor_id"] = self._ref(planned.competitor).id
        if planned.campaign:
            values["campaign_id"] = campaign.id
        if not planned.closed:
            values["date_deadline"] = first - timedelta(days=2)
        return values

    def _prepare_lead_line(self, line):
        return {
            "grade_id": self._ref(line.grade).id,
            "quantity": line.tonnes,
            "uom_id": self.env.ref("uom.product_uom_ton").id,
            "frequency": "month" if line.months > 1 else "once",
            "months": line.months,
            "price_idea": line.price,
            "price_basis": line.basis,
        }

    def _backdate(self, records, moment):
        """Say that records were made at an earlier moment, which no method does."""
        records.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = %s WHERE id IN %s",
                SQL.identifier(records._table),
                moment,
                tuple(records.ids),
            )
        )
        records.invalidate_recordset(["create_date"])
