from odoo import api, fields, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "fuel.project.link"]

    fuel_project_id = fields.Many2one(
        compute="_compute_fuel_project_id",
        store=True,
        readonly=False,
        precompute=True,
        # Customers may read their own orders, and not what we call our plans for them.
        groups="base.group_user",
    )

    @api.depends("opportunity_id")
    def _compute_fuel_project_id(self):
        # An opportunity's quotation belongs where the opportunity does.
        for order in self:
            order.fuel_project_id = (
                order.fuel_project_id or order.opportunity_id.fuel_project_id
            )
