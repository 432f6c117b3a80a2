import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.base.models.res_partner import _tz_get

from ...tools.local_time import to_local


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

    # === CLOCK === #

    def _fuel_zone(self):
        """Return the company's time zone, for ``tools.local_time``; UTC for none."""
        # sudo: the clock of a company, whoever asks
        return pytz.timezone(self.sudo().fuel_tz or "UTC")

    def _fuel_day(self, moment):
        """Return which day it is at a moment where the company is."""
        return to_local(moment, self._fuel_zone()).date()

    def _fuel_today(self):
        """Return which day it is where the company is."""
        return self._fuel_day(fields.Datetime.now())
