from odoo import api, fields, models
from odoo.fields import Domain


class FuelComplaint(models.Model):
    """When what is complained of was delivered, and how much it was."""

    _inherit = "fuel.complaint"

    # === FIELDS === #

    delivered_at = fields.Datetime(
        string="Delivered on",
        compute="_compute_delivered_at",
        store=True,
        readonly=False,
        precompute=True,
        help="What the time bar counts from.",
    )
    delivered_mt = fields.Float(
        string="Delivered (MT)",
        digits=(12, 3),
        compute="_compute_delivered_mt",
        compute_sudo=True,
        help="Tonnes of the delivery, else of the order line, else of the order.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "picking_id.date_done",
        "picking_id.fuel_bdn_state",
        "picking_id.fuel_bdn_commenced_at",
        "order_line_id",
        "order_id",
    )
    def _compute_delivered_at(self):
        for complaint in self:
            # sudo: when it was delivered is no secret to who may name the order.
            self_sudo = complaint.sudo()
            if self_sudo.picking_id:
                complaint.delivered_at = self_sudo.picking_id._fuel_delivered_at()
                continue
            moves = (
                self_sudo.order_line_id or self_sudo.order_id.order_line
            ).move_ids.filtered(
                lambda it: it.state == "done" and it.picking_code == "outgoing"
            )
            complaint.delivered_at = (
                max(moves.mapped("date"), default=False) or complaint.delivered_at
            )

    @api.depends("order_id", "order_line_id", "picking_id")
    def _compute_delivered_mt(self):
        for complaint in self:
            complaint.delivered_mt = complaint._get_delivered_mt()

    def _get_delivered_mt(self):
        """Return the tonnes that were delivered of what is complained of."""
        self.ensure_one()
        line = self.order_line_id._origin
        if self.picking_id:
            moves = self.picking_id._origin.move_ids.filtered(
                lambda it: (
                    it.state == "done"
                    and it.sale_line_id
                    and it.sale_line_id._is_fuel()
                    and (not line or it.sale_line_id == line)
                )
            )
            return sum(moves.mapped("fuel_mt"))
        order = self.order_id._origin
        if not line and not order:
            return 0.0
        domain = (
            Domain("line_id", "=", line.id)
            if line
            else Domain("order_id", "=", order.id)
        )
        [[tonnes]] = self.env["fuel.volume"]._read_group(
            domain, [], ["delivered_mt:sum"]
        )
        return tonnes or 0.0
