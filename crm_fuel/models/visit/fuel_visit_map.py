from odoo import api, fields, models


class FuelVisit(models.Model):
    """Where the map shows a visit: at the customer's place, never the visitor's."""

    _inherit = "fuel.visit"

    map_latitude = fields.Float(
        string="Latitude of the place",
        digits=(9, 6),
        compute="_compute_map_position",
        help="Degrees north, WGS-84: the customer's, else the port's. 0/0: unknown.",
    )
    map_longitude = fields.Float(
        string="Longitude of the place",
        digits=(9, 6),
        compute="_compute_map_position",
        help="Degrees east, WGS-84: the customer's, else the port's. 0/0: unknown.",
    )

    @api.depends(
        "customer_id.partner_latitude",
        "customer_id.partner_longitude",
        "port_id.latitude",
        "port_id.longitude",
    )
    def _compute_map_position(self):
        for visit in self:
            customer, port = visit.customer_id, visit.port_id
            if customer.partner_latitude or customer.partner_longitude:
                visit.map_latitude = customer.partner_latitude
                visit.map_longitude = customer.partner_longitude
            else:
                visit.map_latitude = port.latitude
                visit.map_longitude = port.longitude
