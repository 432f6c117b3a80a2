from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fuel_plan_period = fields.Selection(
        related="company_id.fuel_plan_period", readonly=False
    )
    fuel_plan_days_before = fields.Integer(
        related="company_id.fuel_plan_days_before", readonly=False
    )
    fuel_summary_period = fields.Selection(
        related="company_id.fuel_summary_period", readonly=False
    )
    fuel_summary_days_after = fields.Integer(
        related="company_id.fuel_summary_days_after", readonly=False
    )
