from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 1_000
# What is left of a position: the verdict, the distance, when it was and why.
BLANK = {
    "latitude": 0.0,
    "longitude": 0.0,
    "accuracy": 0.0,
    "has_fix": False,
    "is_blanked": True,
}


class FuelVisitPosition(models.Model):
    _inherit = "fuel.visit.position"

    @api.model
    def _cron_blank_old(self):
        """Blank the coordinates that a company has kept for as long as it wanted to.

        In batches that are committed one by one: a job that is killed has lost nothing,
        and the next one goes on where it stopped.
        """
        domain = self._domain_to_blank()
        remaining = self.search_count(domain)
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=remaining)
        while positions := self.search(domain, limit=BATCH, order="made_at"):
            positions.write(BLANK)
            remaining = max(0, remaining - len(positions))
            if not progress(len(positions), remaining=remaining):
                # Odoo has no time left for this job now, and calls it again at once.
                break

    @api.model
    def _domain_to_blank(self):
        """Return which positions are older than their company keeps them."""
        now = fields.Datetime.now()
        companies = self.env["res.company"].search([("fuel_position_months", ">", 0)])
        return Domain("has_fix", "=", True) & Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("made_at", "<", now - relativedelta(months=months))
            for company in companies
            # A million months ago is before the calendar began.
            for months in [min(company.fuel_position_months, 12 * 1_000)]
        )
