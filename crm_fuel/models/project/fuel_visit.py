from odoo import models


class FuelVisit(models.Model):
    _name = "fuel.visit"
    _inherit = ["fuel.visit", "fuel.project.link"]

    def _lead_context(self):
        return {
            **super()._lead_context(),
            "default_fuel_project_id": self.fuel_project_id.id,
        }
