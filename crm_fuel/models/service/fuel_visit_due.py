from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.satisfaction import SATISFIED
from .fuel_complaint import CLOSED


class FuelVisitDue(models.Model):
    """Customers with open complaints, and dissatisfied ones, are visited sooner."""

    _inherit = "fuel.visit.due"
    _depends = {
        "fuel.complaint": ["customer_id", "company_id", "state"],
        "survey.user_input": [
            "fuel_answered_on",
            "fuel_company_id",
            "fuel_customer_id",
            "fuel_overall",
        ],
    }

    @api.model
    def _open_complaints_sql(self):
        # Written as the partial index is.
        return SQL(
            """(
                SELECT COUNT(*)
                  FROM fuel_complaint
                 WHERE fuel_complaint.customer_id = customer.id
                   AND fuel_complaint.company_id = company.id
                   AND fuel_complaint.state NOT IN %s
            )""",
            CLOSED,
        )

    @api.model
    def _satisfaction_sql(self):
        # Satisfied overall ratings of the last 12 months / all of them x 100: the CSAT.
        return SQL(
            """(
                SELECT AVG(
                           CASE WHEN answer.fuel_overall >= %(satisfied)s
                                THEN 100 ELSE 0
                            END
                       )::float8
                  FROM survey_user_input AS answer
                 WHERE answer.fuel_customer_id = customer.id
                   AND answer.fuel_company_id = company.id
                   AND answer.fuel_answered_on > %(since)s
                   AND answer.fuel_overall > 0
            )""",
            satisfied=SATISFIED[0],
            since=fields.Date.context_today(self) - relativedelta(years=1),
        )
