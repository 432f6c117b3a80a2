from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_compare


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def write(self, vals):
        self._fuel_refuse_density_change(vals)
        return super().write(vals)

    def _fuel_refuse_density_change(self, vals):
        """Refuse another density where an issued note's tonnes come from it.

        :raises UserError: naming the note
        """
        if "fuel_density_15" not in vals or self.env.su:
            return
        field = self._fields["fuel_density_15"]
        density = field.convert_to_cache(vals["fuel_density_15"], self[:1]) or 0.0
        changed = self.filtered(
            lambda it: float_compare(it.fuel_density_15, density, precision_digits=6)
        )
        if not changed:
            return
        # sudo: whoever corrects an order is told of its note.
        moves = (
            self.env["stock.move"]
            .sudo()
            .search(
                Domain("sale_line_id", "in", changed.ids)
                & Domain("picking_id.fuel_bdn_state", "=", "issued")
            )
        )
        for move in moves:
            if move._fuel_is_by_volume():
                raise UserError(
                    self.env._(
                        "Density at 15 °C of %(line)s: bunker delivery note %(number)s "
                        "gives the tonnes by it and is issued. A supervisor can correct "
                        "the note, with a reason; then change the order.",
                        line=move.product_id.display_name,
                        number=move.picking_id.fuel_bdn_number,
                    )
                )
