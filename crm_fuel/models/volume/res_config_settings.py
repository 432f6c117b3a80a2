from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fuel_tz = fields.Selection(related="company_id.fuel_tz", readonly=False)
