from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    fuel_visit_id = fields.Many2one(
        comodel_name="fuel.visit",
        string="Visit",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The visit this opportunity came of.",
    )
