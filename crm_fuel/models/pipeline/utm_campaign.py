from odoo import api, fields, models

FIGURES = (
    "fuel_visit_count",
    "fuel_visited_count",
    "fuel_lead_mt",
    "fuel_won_mt",
    "fuel_order_count",
    "fuel_ordered_mt",
    "fuel_delivered_mt",
)


class UtmCampaign(models.Model):
    """What came of a campaign: visits, opportunities, orders, tonnes."""

    _inherit = "utm.campaign"

    # === FIELDS === #

    fuel_customer_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="utm_campaign_fuel_customer_rel",
        string="Customers targeted",
        domain="[('fuel_customer', '=', True)]",
    )
    fuel_customer_count = fields.Integer(
        string="Number of customers", compute="_compute_fuel_customer_count"
    )
    fuel_visit_count = fields.Integer(
        string="Number of visits", compute="_compute_fuel_figures"
    )
    fuel_visited_count = fields.Integer(
        string="Customers visited",
        compute="_compute_fuel_figures",
        help="How many of the customers targeted have been visited.",
    )
    fuel_lead_mt = fields.Float(
        string="Opportunities (MT)",
        compute="_compute_fuel_figures",
        digits=(16, 3),
        help="Expected metric tonnes of its opportunities, won and lost ones included.",
    )
    fuel_won_mt = fields.Float(
        string="Won (MT)", compute="_compute_fuel_figures", digits=(16, 3)
    )
    fuel_order_count = fields.Integer(
        string="Number of orders", compute="_compute_fuel_figures"
    )
    fuel_ordered_mt = fields.Float(
        string="Ordered (MT)", compute="_compute_fuel_figures", digits=(16, 3)
    )
    fuel_delivered_mt = fields.Float(
        string="Delivered (MT)", compute="_compute_fuel_figures", digits=(16, 3)
    )

    # === COMPUTE METHODS === #

    @api.depends("fuel_customer_ids")
    def _compute_fuel_customer_count(self):
        for campaign in self:
            campaign.fuel_customer_count = len(campaign.fuel_customer_ids)

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("fuel_customer_ids")
    def _compute_fuel_figures(self):
        """One query a figure's source, for any number of campaigns; each user counts
        what they may see."""
        if not self.env["fuel.visit"].has_access("read"):
            for name in FIGURES:
                self[name] = 0
            return
        visits, leads, won, orders, visited = self._fuel_results()
        for campaign in self:
            key = campaign._origin.id
            lead_mt = leads.get(key, (0.0,))
            order_count, ordered, delivered = orders.get(key, (0, 0.0, 0.0))
            campaign.fuel_visit_count = visits.get(key, (0,))[0]
            campaign.fuel_visited_count = len(
                visited.get(key, self.env["res.partner"])
                & campaign.fuel_customer_ids._origin
            )
            campaign.fuel_lead_mt = lead_mt[0]
            campaign.fuel_won_mt = won.get(key, (0.0,))[0]
            campaign.fuel_order_count = order_count
            campaign.fuel_ordered_mt = ordered
            campaign.fuel_delivered_mt = delivered

    def _fuel_results(self):
        def figures(model, path, aggregates, domain=()):
            rows = (
                self.env[model]
                .with_context(active_test=False)
                ._read_group([(path, "in", self.ids), *domain], [path], aggregates)
            )
            return {campaign.id: values for campaign, *values in rows}

        visits = figures(
            "fuel.visit",
            "campaign_id",
            ["__count"],
            [("state", "!=", "cancelled")],
        )
        visited = figures(
            "fuel.visit",
            "campaign_id",
            ["customer_id:recordset"],
            [("state", "=", "done")],
        )
        return (
            visits,
            figures("crm.lead", "campaign_id", ["fuel_expected_mt:sum"]),
            figures(
                "crm.lead",
                "campaign_id",
                ["fuel_expected_mt:sum"],
                [("won_status", "=", "won")],
            ),
            figures(
                "fuel.volume",
                "order_id.campaign_id",
                ["order_id:count_distinct", "ordered_mt:sum", "delivered_mt:sum"],
            ),
            {key: values[0] for key, values in visited.items()},
        )

    # === ACTIONS === #

    def action_open_fuel_visits(self):
        """Open the visits of the campaign.

        :return: window action on ``fuel.visit``
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_visit_action"
        )
        action["domain"] = [("campaign_id", "=", self.id)]
        action["context"] = {"default_campaign_id": self.id}
        return action

    def action_open_fuel_orders(self):
        """Open the fuel orders that came of the campaign.

        :return: window action on ``sale.order``
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_volume_order_action"
        )
        action["domain"] = [("campaign_id", "=", self.id)]
        action["context"] = {"default_campaign_id": self.id}
        return action

    def action_plan_fuel_visits(self):
        """Open a new visit of the campaign, to the first customer not visited yet.

        :return: window action on ``fuel.visit``
        :rtype: dict
        """
        self.ensure_one()
        rows = self.env["fuel.visit"]._read_group(
            [("campaign_id", "=", self.id), ("state", "!=", "cancelled")],
            ["customer_id"],
        )
        known = self.env["res.partner"].union(*(customer for [customer] in rows))
        return {
            "type": "ir.actions.act_window",
            "res_model": "fuel.visit",
            "views": [(False, "form")],
            "context": {
                "default_campaign_id": self.id,
                "default_customer_id": (self.fuel_customer_ids - known)[:1].id,
            },
        }
