from odoo import api, fields, models

DELIVERY_MODES = [
    ("barge", "Barge"),
    ("truck", "Truck"),
    ("pipeline", "Pipeline"),
    ("ex_wharf", "Ex-wharf"),
]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === FIELDS === #

    fuel_vessel_id = fields.Many2one(
        comodel_name="fuel.vessel",
        string="Vessel",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        help="Vessel that takes the fuel.",
    )
    fuel_port_id = fields.Many2one(
        comodel_name="fuel.port",
        string="Delivery port",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    fuel_delivery_mode = fields.Selection(
        selection=DELIVERY_MODES,
        string="Delivery mode",
    )
    fuel_eta = fields.Datetime(
        string="ETA",
        help="When the vessel is expected at the port.",
    )
    fuel_window_start = fields.Datetime(string="Delivery window from")
    fuel_window_end = fields.Datetime(string="Delivery window to")

    # === CONSTRAINTS === #

    _fuel_window_order = models.Constraint(
        "CHECK (fuel_window_end >= fuel_window_start)",
        "The delivery window cannot end before it begins.",
    )

    @api.constrains("state")
    def _check_fuel_lines(self):
        self.order_line._check_fuel_convertible()

    # === CRUD METHODS === #

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self.order_line._fuel_sync_volume()
        return result

    # === ACTIONS === #

    def action_confirm(self):
        self.order_line._fuel_take_reference_density()
        return super().action_confirm()

    # === BUSINESS METHODS === #

    def _confirmation_error_message(self):
        problems = [line._fuel_conversion_problem() for line in self.order_line]
        return super()._confirmation_error_message() or "\n".join(
            filter(None, problems)
        )
