from odoo import api, models
from odoo.fields import Domain


class FuelWorkSummary(models.Model):
    """What customers complained of is part of a person's week or month."""

    _inherit = "fuel.work.summary"

    @api.model
    def _fuel_complaints(self, users, first, last):
        counts = super()._fuel_complaints(users, first, last)
        begin, end = self._figures_moments(first, last)
        groups = self.env["fuel.complaint"]._read_group(
            Domain("manager_id", "in", users.ids)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("create_date", ">=", begin)
            & Domain("create_date", "<", end),
            ["manager_id"],
            ["__count"],
        )
        return counts | {user.id: count for user, count in groups}
