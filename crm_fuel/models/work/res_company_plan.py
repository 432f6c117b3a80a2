from odoo import api, fields, models

ASKED = [
    ("none", "Not asked for"),
    ("week", "Every week"),
    ("month", "Every month"),
]
# What is asked for, and since when: nobody is chased for the time before.
SINCE = {
    "fuel_plan_period": "fuel_plan_since",
    "fuel_summary_period": "fuel_summary_since",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    fuel_plan_period = fields.Selection(
        selection=ASKED,
        string="Work plans",
        required=True,
        default="none",
        help="For which period account managers hand in a plan. Who has none is listed "
        "and reminded.",
    )
    fuel_plan_days_before = fields.Integer(
        string="Days before it begins",
        default=0,
        help="By when a plan is handed in: 0 is the first day of the week or month, 3 the "
        "third day before it.",
    )
    fuel_plan_since = fields.Date(string="Plans asked for since", readonly=True)
    fuel_summary_period = fields.Selection(
        selection=ASKED,
        string="Work summaries",
        required=True,
        default="none",
        help="For which period account managers hand in a summary. Who has none is "
        "listed and reminded.",
    )
    fuel_summary_days_after = fields.Integer(
        string="Days after it ends",
        default=1,
        help="By when a summary is handed in: 0 is the last day of the week or month, 1 "
        "the day after.",
    )
    fuel_summary_since = fields.Date(string="Summaries asked for since", readonly=True)

    _fuel_plan_days_range = models.Constraint(
        "CHECK (fuel_plan_days_before BETWEEN 0 AND 14)",
        "A plan is due 0 to 14 days before its period begins.",
    )
    _fuel_summary_days_range = models.Constraint(
        "CHECK (fuel_summary_days_after BETWEEN 0 AND 14)",
        "A summary is due 0 to 14 days after its period ends.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._fuel_ask_from_today()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if SINCE.keys() & vals.keys():
            self._fuel_ask_from_today()
        return result

    def _fuel_ask_from_today(self):
        """Remember since when something is asked for; forget it where it is no more."""
        for company in self:
            for name, since in SINCE.items():
                if company[name] == "none":
                    if company[since]:
                        company[since] = False
                elif not company[since]:
                    company[since] = company._fuel_today()
