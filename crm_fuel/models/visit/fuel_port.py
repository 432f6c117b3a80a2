from odoo import fields, models


class FuelPort(models.Model):
    _inherit = "fuel.port"

    on_site_radius = fields.Integer(
        string="On-site radius (m)",
        help="Within this many metres a check-in is at the port. 0: the company's "
        "radius.",
    )

    _on_site_radius_range = models.Constraint(
        "CHECK (on_site_radius BETWEEN 0 AND 50000)",
        "An on-site radius lies between 0 and 50 km.",
    )
