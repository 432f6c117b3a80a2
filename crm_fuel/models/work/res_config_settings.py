from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fuel_task_remind_days = fields.Integer(
        related="company_id.fuel_task_remind_days", readonly=False
    )
    fuel_task_chase_days = fields.Integer(
        related="company_id.fuel_task_chase_days", readonly=False
    )
