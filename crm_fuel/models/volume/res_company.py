from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.base.models.res_partner import _tz_get


class ResCompany(models.Model):
    _inherit = "res.company"

    fuel_tz = fields.Selection(
        selection=_tz_get,
        string="Time zone of sales",
        required=True,
        default=lambda self: self._default_fuel_tz(),
        help="The time zone in which the date of a sale is told: an order at 02:00 on "
        "1 January in Shanghai belongs to January, whatever the date in UTC.",
    )

    @api.model
    def _default_fuel_tz(self):
        return (
            self.env.company.partner_id.tz
            or self.env.company.resource_calendar_id.tz
            or self.env.user.tz
            or "UTC"
        )

    def write(self, vals):
        changed = self.filtered(
            lambda company: "fuel_tz" in vals and company.fuel_tz != vals["fuel_tz"]
        )
        result = super().write(vals)
        if changed:
            # Every sale of the company may change its date: one statement, where
            # a dependency of the stored column would recompute row by row.
            self.env["fuel.volume"]._rebuild(
                SQL("sale_order.company_id IN %s", tuple(changed.ids))
            )
        return result
