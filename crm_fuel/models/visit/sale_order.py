from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    fuel_visit_id = fields.Many2one(
        comodel_name="fuel.visit",
        string="Visit",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The visit this order came of.",
    )
