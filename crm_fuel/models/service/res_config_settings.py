from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # The native alias record; its own checks refuse what is taken or no address.
    fuel_complaint_alias_id = fields.Many2one(
        comodel_name="mail.alias",
        compute="_compute_fuel_complaint_alias_id",
        string="Alias of complaints",
    )
    fuel_complaint_alias_name = fields.Char(
        string="Address of complaints",
        related="fuel_complaint_alias_id.alias_name",
        readonly=False,
    )
    fuel_complaint_alias_domain = fields.Char(
        string="Domain of complaints", compute="_compute_fuel_complaint_alias_id"
    )

    fuel_survey_complaint_score = fields.Integer(
        related="company_id.fuel_survey_complaint_score", readonly=False
    )
    fuel_survey_activity_score = fields.Integer(
        related="company_id.fuel_survey_activity_score", readonly=False
    )
    fuel_survey_activity_recommend = fields.Integer(
        related="company_id.fuel_survey_activity_recommend", readonly=False
    )

    @api.depends("company_id")
    def _compute_fuel_complaint_alias_id(self):
        alias = self.env.ref("crm_fuel.mail_alias_complaint", False)
        for settings in self:
            settings.fuel_complaint_alias_id = alias
            settings.fuel_complaint_alias_domain = (
                alias and alias.alias_domain_id.name
            ) or ""

    @api.constrains("fuel_complaint_alias_name")
    def _check_fuel_complaint_alias_name(self):
        for settings in self:
            if (
                settings.fuel_complaint_alias_name
                and not settings.fuel_complaint_alias_id
            ):
                raise ValidationError(
                    self.env._(
                        "Address of complaints: its alias has been deleted. Update the "
                        "addon to get it back."
                    )
                )
