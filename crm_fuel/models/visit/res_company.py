import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# A server or a path, and the parts of an address that the map fills in.
TILE_ADDRESS = re.compile(r"(https?://[^/\s]+/|/(?!/))\S*")
TILE_PARTS = {"z", "x", "y", "-y", "r"}


class ResCompany(models.Model):
    _inherit = "res.company"

    fuel_visit_interval = fields.Integer(
        string="Days between visits",
        default=30,
        help="How often a customer is visited who has no interval of their own. 0: no "
        "visits are due.",
    )
    fuel_on_site_radius = fields.Integer(
        string="On-site radius (m)",
        default=500,
        help="A check-in within this many metres of the customer or port, its accuracy "
        "taken off, is on site. Ports and customers may have a radius of their own.",
    )
    fuel_position_months = fields.Integer(
        string="Keep positions (months)",
        default=12,
        help="Coordinates of check-ins are blanked after this many months; verdicts and "
        "distances stay. 0: kept for ever.",
    )
    fuel_tile_url = fields.Char(
        string="Map tiles",
        # The address may hold a key, and customers may read the company.
        groups="base.group_user",
        help="Address of the tiles, with {z}, {x} and {y}. Empty: the map shows "
        "positions without a background, and asks no other server for anything.",
    )
    fuel_tile_datum = fields.Selection(
        selection=[("wgs84", "WGS-84"), ("gcj02", "GCJ-02 (Chinese services)")],
        string="Datum of the tiles",
        required=True,
        default="wgs84",
        help="Chinese map services draw in GCJ-02, 100 to 700 m off. Positions are "
        "stored in WGS-84 and shifted for display.",
    )
    fuel_tile_attribution = fields.Char(
        string="Map notice", help="The notice that the provider of the tiles asks for."
    )
    fuel_navigation_app = fields.Selection(
        selection=[
            ("geo", "The phone's own (geo: link)"),
            ("amap", "Amap (高德)"),
            ("google", "Google Maps"),
            ("apple", "Apple Maps"),
        ],
        string="Navigation app",
        required=True,
        default="geo",
        help="What opens when somebody wants to be led to a visit.",
    )

    _fuel_visit_interval_positive = models.Constraint(
        "CHECK (fuel_visit_interval >= 0)", "Days between visits cannot be negative."
    )
    _fuel_on_site_radius_range = models.Constraint(
        "CHECK (fuel_on_site_radius BETWEEN 10 AND 50000)",
        "An on-site radius lies between 10 m and 50 km.",
    )
    _fuel_position_months_positive = models.Constraint(
        "CHECK (fuel_position_months >= 0)",
        "The months that positions are kept cannot be negative.",
    )

    @api.constrains("fuel_tile_url")
    def _check_fuel_tile_url(self):
        for company in self:
            url = company.fuel_tile_url
            if not url:
                continue
            parts = set(re.findall(r"\{([^{}]*)\}", url))
            if (
                not TILE_ADDRESS.fullmatch(url)
                or not parts <= TILE_PARTS
                or not {"z", "x"} <= parts
                or not {"y", "-y"} & parts
            ):
                raise ValidationError(
                    self.env._(
                        "Map tiles: %(url)s cannot be used. Give an address that begins "
                        "with https:// and holds {z}, {x} and {y}, such as "
                        "https://tiles.example.com/{z}/{x}/{y}.png, or leave it empty.",
                        url=url,
                    )
                )

    @api.model
    @api.readonly
    def fuel_map_settings(self):
        """Return what the map needs to know of the current company.

        :return: dict with ``tile_url`` (``False``: no background), ``tile_datum``
            (``"wgs84"`` or ``"gcj02"``), ``tile_attribution`` and ``navigation_app``
        """
        company = self.env.company
        return {
            "tile_url": company.fuel_tile_url,
            "tile_datum": company.fuel_tile_datum,
            "tile_attribution": company.fuel_tile_attribution,
            "navigation_app": company.fuel_navigation_app,
        }
