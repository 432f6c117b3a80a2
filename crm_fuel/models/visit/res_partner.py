from odoo import api, fields, models
from odoo.fields import Command, Domain

from .fuel_visit_due import STATUSES

LONGEST_INTERVAL = 3650


class ResPartner(models.Model):
    _inherit = "res.partner"

    # === FIELDS === #

    fuel_visit_interval = fields.Integer(
        string="Days between visits",
        groups="crm_fuel.group_fuel_user",
        help="How often this customer is visited. 0: as their tier, else the company, "
        "says.",
    )
    # The row of fuel.visit.due, with its rights: empty for account managers whose
    # customer it is not.
    fuel_last_visit_date = fields.Date(
        string="Last visit",
        compute="_compute_fuel_visit_due",
        groups="crm_fuel.group_fuel_user",
        help="The last visit at which somebody was met, whoever went.",
    )
    fuel_next_visit_date = fields.Date(
        string="Next visit",
        compute="_compute_fuel_visit_due",
        groups="crm_fuel.group_fuel_user",
        help="The next visit that is planned, by whomever.",
    )
    fuel_visit_due_date = fields.Date(
        string="Visit due on",
        compute="_compute_fuel_visit_due",
        groups="crm_fuel.group_fuel_user",
        help="The last visit and the days between visits added; who was never visited "
        "is due since the day they were entered.",
    )
    fuel_visit_status = fields.Selection(
        selection=STATUSES,
        string="Visit status",
        compute="_compute_fuel_visit_due",
        search="_search_fuel_visit_status",
        groups="crm_fuel.group_fuel_user",
    )
    fuel_visit_count = fields.Integer(
        string="Number of visits",
        compute="_compute_fuel_visit_count",
        groups="crm_fuel.group_fuel_user",
    )

    _fuel_visit_interval_range = models.Constraint(
        f"CHECK (fuel_visit_interval BETWEEN 0 AND {LONGEST_INTERVAL})",
        "Days between visits lie between 0 and 3650 (ten years).",
    )

    # === COMPUTE AND SEARCH METHODS === #

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fuel_visit_due(self):
        rows = self._fuel_visit_due_rows(
            "last_visit_date", "next_visit_date", "due_date", "status"
        )
        nothing = (None,) * 4
        for partner in self:
            last, planned, due, status = rows.get(
                partner.commercial_partner_id._origin.id, nothing
            )
            partner.fuel_last_visit_date = last
            partner.fuel_next_visit_date = planned
            partner.fuel_visit_due_date = due
            partner.fuel_visit_status = status

    def _fuel_visit_due_rows(self, *names):
        """Read columns of ``fuel.visit.due``, as far as the reader may see the rows.

        Past the cache, which knows nothing of visits made meanwhile.

        :return: dict of the id of a commercial entity to a tuple; one query
        :rtype: dict
        """
        due = self.env["fuel.visit.due"]
        query = due._search([("id", "in", self.commercial_partner_id.ids)])
        columns = [due._field_to_sql(due._table, name, query) for name in names]
        key = due._field_to_sql(due._table, "id", query)
        return {
            row[0]: row[1:]
            for row in self.env.execute_query(query.select(key, *columns))
        }

    @api.model
    def _search_fuel_visit_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = self.env["fuel.visit.due"]

        def companies_with(domain):
            return Domain("commercial_partner_id", "in", due._search(domain))

        found = companies_with(
            Domain("status", "in", [status for status in value if status])
        )
        if False in value:
            found |= ~companies_with(Domain.TRUE)
        return found

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fuel_visit_count(self):
        counts = dict(
            self.env["fuel.visit"]._read_group(
                [("customer_id", "in", self.commercial_partner_id.ids)],
                ["customer_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.fuel_visit_count = counts.get(partner.commercial_partner_id, 0)

    # === INTERVALS === #

    def _fuel_visit_intervals(self):
        """Tell how many days lie between visits to these customers.

        :return: days by partner; 0: no visits are due
        :rtype: dict
        """
        intervals = {}
        for partner in self:
            # sudo: a setting of the company, for those who do not see its account.
            company = (
                partner.company_id
                or partner.sudo().user_id.company_id
                or self.env.company
            )
            intervals[partner] = (
                partner.fuel_visit_interval
                or partner._fuel_tier_visit_interval()
                or company.sudo().fuel_visit_interval
            )
        return intervals

    def _fuel_tier_visit_interval(self):
        """Hook: days between visits that the customer's tier asks for, 0 without one.

        The twin of ``fuel.visit.due._tier_interval_sql``: override both.
        """
        self.ensure_one()
        return 0

    # === ACTIONS === #

    def action_open_fuel_visits(self):
        """Open the visits to this customer.

        :return: window action on ``fuel.visit``
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_visit_action"
        )
        customer = self.commercial_partner_id
        action["domain"] = [("customer_id", "=", customer.id)]
        action["context"] = {"default_customer_id": customer.id}
        return action

    def action_log_visit(self):
        """Open a new visit, done just now, to be completed with its result.

        :return: window action on ``fuel.visit``
        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log a visit"),
            "res_model": "fuel.visit",
            "views": [(False, "form")],
            "context": self._fuel_new_visit_context()
            | {"default_state": "done", "default_is_planned": False},
        }

    def action_plan_visits(self):
        """Plan visits to these customers.

        :return: window action: the dialogue that plans visits
        :rtype: dict
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_visit_plan_action"
        )
        customers = self.commercial_partner_id
        action["context"] = {
            "default_customer_ids": [Command.set(customers.ids)],
            "active_model": self._name,
            "active_ids": customers.ids,
        }
        return action

    def _fuel_new_visit_context(self):
        """Return the defaults of a visit to this customer by the current user."""
        customer = self.commercial_partner_id
        last = self.env["fuel.visit"].search(
            [("customer_id", "=", customer.id), ("user_id", "=", self.env.uid)],
            order="date desc, id desc",
            limit=1,
        )
        context = {"default_customer_id": customer.id}
        if self != customer:
            context["default_contact_ids"] = [Command.set(self.ids)]
        for name in ("topic_id", "channel_id"):
            if last[name].active:
                context[f"default_{name}"] = last[name].id
        return context
