from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _fuel_refresh_volume(self):
        """Deliveries of a product become fuel deliveries with it, and cease with it."""
        result = super()._fuel_refresh_volume()
        self.env["stock.picking"]._fuel_fill_deliveries(self)
        return result
