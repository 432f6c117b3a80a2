from odoo import api, models
from odoo.tools import SQL

from .fuel_complaint import CLOSED


class FuelVisitDue(models.Model):
    """Customers with open complaints are visited sooner."""

    _inherit = "fuel.visit.due"
    _depends = {"fuel.complaint": ["customer_id", "company_id", "state"]}

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
