from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.satisfaction import SATISFIED, share


class FuelWorkSummary(models.Model):
    """What customers complained of, and how content they are, is part of a person's week or month."""

    _inherit = "fuel.work.summary"

    csat = fields.Float(
        string="CSAT (%)",
        digits=(5, 1),
        copy=False,
        readonly=True,
        aggregator=None,
        help="Of the overall ratings by the person's customers, how many were satisfied "
        "(4 and 5 of 5).",
    )
    survey_answers = fields.Integer(
        string="Survey answers",
        copy=False,
        readonly=True,
        help="How many overall ratings this is.",
    )

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

    @api.model
    def _fuel_satisfaction(self, users, first, last):
        satisfaction = super()._fuel_satisfaction(users, first, last)
        groups = self.env["survey.user_input"]._read_group(
            Domain("fuel_manager_id", "in", users.ids)
            & Domain("fuel_company_id", "=", self.env.company.id)
            & Domain("fuel_answered_on", ">=", first)
            & Domain("fuel_answered_on", "<=", last)
            & Domain("fuel_overall", ">", 0),
            ["fuel_manager_id", "fuel_overall"],
            ["__count"],
        )
        counts = {user.id: [0, 0] for user, _overall, _count in groups}
        for user, overall, count in groups:
            counts[user.id][0] += count if overall in SATISFIED else 0
            counts[user.id][1] += count
        return satisfaction | {
            user_id: (share(satisfied, answers), answers)
            for user_id, (satisfied, answers) in counts.items()
        }
