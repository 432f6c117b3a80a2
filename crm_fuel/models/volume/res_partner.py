from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    # === FIELDS === #

    # Figures are read with the reader's own rights: an account manager sees what
    # they sold, a supervisor what the company sold.
    fuel_volume_12m_mt = fields.Float(
        string="Last 12 months (MT)",
        digits=(16, 3),
        compute="_compute_fuel_volume_12m_mt",
        groups="crm_fuel.group_fuel_user",
        help="Tonnes delivered on orders of the last 12 months.",
    )
    fuel_volume_this_year_mt = fields.Float(
        string="This year (MT)",
        digits=(16, 3),
        compute="_compute_fuel_volume_years",
        groups="crm_fuel.group_fuel_user",
        help="Tonnes delivered on orders of this year until today.",
    )
    fuel_volume_last_year_mt = fields.Float(
        string="Last year (MT)",
        digits=(16, 3),
        compute="_compute_fuel_volume_years",
        groups="crm_fuel.group_fuel_user",
        help="Tonnes delivered on orders of the whole of last year.",
    )
    fuel_volume_growth = fields.Float(
        string="Growth (%)",
        digits=(16, 1),
        compute="_compute_fuel_volume_years",
        groups="crm_fuel.group_fuel_user",
        help="This year until today against the same days of last year, in percent; "
        "0 where there was nothing last year.",
    )
    fuel_last_order_date = fields.Date(
        string="Last fuel order",
        compute="_compute_fuel_last_order_date",
        groups="crm_fuel.group_fuel_user",
    )

    # === COMPUTE METHODS === #

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fuel_volume_12m_mt(self):
        today = fields.Date.context_today(self)
        tonnes = self._fuel_delivered(today - relativedelta(years=1, days=-1), today)
        for partner in self:
            partner.fuel_volume_12m_mt = tonnes.get(partner.commercial_partner_id, 0.0)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fuel_volume_years(self):
        today = fields.Date.context_today(self)
        start = today.replace(month=1, day=1)
        a_year = relativedelta(years=1)
        present = self._fuel_delivered(start, today)
        past = self._fuel_delivered(start - a_year, start - relativedelta(days=1))
        past_to_date = self._fuel_delivered(start - a_year, today - a_year)
        for partner in self:
            customer = partner.commercial_partner_id
            partner.fuel_volume_this_year_mt = present.get(customer, 0.0)
            partner.fuel_volume_last_year_mt = past.get(customer, 0.0)
            growth = self.env["fuel.volume"]._growth(
                partner.fuel_volume_this_year_mt, past_to_date.get(customer, 0.0)
            )
            partner.fuel_volume_growth = growth or 0.0

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fuel_last_order_date(self):
        dates = dict(
            self.env["fuel.volume"]._read_group(
                Domain("customer_id", "in", self.commercial_partner_id.ids),
                ["customer_id"],
                ["date:max"],
            )
        )
        for partner in self:
            partner.fuel_last_order_date = dates.get(partner.commercial_partner_id)

    def _fuel_delivered(self, first, last):
        """Sum what these customers took on orders between two dates, both included.

        :return: delivered MT by commercial entity; one query
        :rtype: dict
        """
        return dict(
            self.env["fuel.volume"]._read_group(
                Domain("customer_id", "in", self.commercial_partner_id.ids)
                & Domain("date", ">=", first)
                & Domain("date", "<=", last),
                ["customer_id"],
                ["delivered_mt:sum"],
            )
        )

    # === ACTIONS === #

    @api.readonly
    def fuel_volume_overview(self):
        """Tell this customer's volumes, this year against last.

        :return: see ``fuel.volume._overview``
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["fuel.volume"]._overview(
            Domain("customer_id", "=", self.commercial_partner_id.id)
        )

    def action_open_fuel_volume(self):
        """Open this customer's volumes.

        :return: window action on ``fuel.volume``
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_volume_action"
        )
        action["domain"] = [("customer_id", "=", self.commercial_partner_id.id)]
        action["context"] = {}
        return action
