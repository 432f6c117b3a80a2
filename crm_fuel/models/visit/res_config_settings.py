from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fuel_visit_interval = fields.Integer(
        related="company_id.fuel_visit_interval", readonly=False
    )
    fuel_on_site_radius = fields.Integer(
        related="company_id.fuel_on_site_radius", readonly=False
    )
    fuel_position_months = fields.Integer(
        related="company_id.fuel_position_months", readonly=False
    )
    fuel_tile_url = fields.Char(related="company_id.fuel_tile_url", readonly=False)
    fuel_tile_datum = fields.Selection(
        related="company_id.fuel_tile_datum", readonly=False
    )
    fuel_tile_attribution = fields.Char(
        related="company_id.fuel_tile_attribution", readonly=False
    )
    fuel_navigation_app = fields.Selection(
        related="company_id.fuel_navigation_app", readonly=False
    )
