from odoo import fields, models


class FuelVisitDue(models.Model):
    _inherit = "fuel.visit.due"

    def _workbench_values(self):
        """Return what the Workbench shows of a customer."""
        self.ensure_one()
        return {
            "id": self.customer_id.id,
            "name": self.customer_id.display_name,
            "status": self.status,
            "days_overdue": self.days_overdue,
            "due_date": fields.Date.to_string(self.due_date) or False,
            "next_visit_date": fields.Date.to_string(self.next_visit_date) or False,
            "growth": self.growth,
            "mt": self.volume_12m_mt,
            "mt_before": self.volume_previous_12m_mt,
            "open_complaints": self.open_complaints,
            "score": self.score,
        }
