from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    fuel_visit_id = fields.Many2one(
        comodel_name="fuel.visit",
        string="Visit",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        # Customers may read their own orders, and not what was written of a visit.
        groups="base.group_user",
        help="The visit this order came of.",
    )
