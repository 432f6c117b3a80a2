from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fuel_survey_automatic = fields.Boolean(
        related="company_id.fuel_survey_automatic", readonly=False
    )
    fuel_survey_id = fields.Many2one(
        related="company_id.fuel_survey_id",
        readonly=False,
        domain=[("survey_type", "=", "fuel_satisfaction")],
    )
    fuel_survey_hours = fields.Integer(
        related="company_id.fuel_survey_hours", readonly=False
    )
    fuel_survey_days = fields.Integer(
        related="company_id.fuel_survey_days", readonly=False
    )
    fuel_survey_deadline_days = fields.Integer(
        related="company_id.fuel_survey_deadline_days", readonly=False
    )
    fuel_survey_reminder_days = fields.Integer(
        related="company_id.fuel_survey_reminder_days", readonly=False
    )
