from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    fuel_bdn_count = fields.Integer(
        string="Bunker delivery notes",
        compute="_compute_fuel_bdn_count",
        groups="crm_fuel.group_fuel_user,stock.group_stock_user",
        help="Deliveries of fuel of this order, of those that you may see.",
    )

    @api.depends("picking_ids.state")
    def _compute_fuel_bdn_count(self):
        counts = self.env["stock.picking"]._fuel_bdn_counts(self, "sale_id")
        for order in self:
            order.fuel_bdn_count = counts.get(order._origin, 0)

    def action_open_fuel_bdns(self):
        """Open the bunker delivery notes of this order.

        :return: window action on ``stock.picking``
        :rtype: dict
        """
        self.ensure_one()
        return self.env["stock.picking"]._fuel_bdn_action("sale_id", self)
