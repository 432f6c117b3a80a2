from odoo import fields, models


class ProjectProjectStage(models.Model):
    _inherit = "project.project.stage"

    fuel_is_key_account = fields.Boolean(
        string="Key-account stage",
        help="A stage of the development of key accounts: other projects do not go "
        "through it.",
    )
