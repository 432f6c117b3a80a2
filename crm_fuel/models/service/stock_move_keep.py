from odoo import api, models
from odoo.exceptions import UserError

# What a note says of a grade.
FACTS = frozenset(
    {
        "fuel_density",
        "fuel_sulphur",
        "fuel_flashpoint",
        "fuel_flashpoint_above_70",
        "fuel_sulphur_limit",
        "fuel_sulphur_limit_value",
    }
)
# What its tonnes come from.
SOURCES = frozenset(
    {"quantity", "product_uom", "product_id", "picking_id", "sale_line_id"}
)


class StockMove(models.Model):
    """What has been issued as delivered stays; what comes back is a return."""

    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._fuel_refuse_issued()
        return moves

    def write(self, vals):
        self._fuel_refuse_fact_change(vals)
        return super().write(vals)

    def _fuel_refuse_fact_change(self, vals):
        """Refuse to change what an issued note says, or what its tonnes come from.

        :raises AccessError: for who may not write notes
        :raises UserError: naming the field and the note
        """
        named = sorted((FACTS | SOURCES) & vals.keys())
        if self.env.su or not named:
            return
        fuel = self.filtered("picking_id.fuel_is_fuel")
        for name in named:
            field = self._fields[name]
            for move in fuel:
                given = field.convert_to_cache(vals[name], move)
                if given == field.convert_to_cache(move[name], move):
                    continue
                if name in FACTS:
                    self.env["stock.picking"]._fuel_bdn_check_issuer()
                move._fuel_refuse_issued(field)

    def _fuel_refuse_issued(self, field=None):
        """Refuse a change to a grade of an issued note.

        :raises UserError: naming the delivery and its note
        """
        if self.env.su:
            return
        for move in self:
            picking = move.picking_id
            if picking.fuel_bdn_state == "issued" and move.fuel_grade_id:
                raise UserError(
                    self.env._(
                        "%(field)s of %(product)s: bunker delivery note %(number)s of "
                        "%(delivery)s is issued. A supervisor can correct it, with a "
                        "reason; fuel that comes back is a return.",
                        field=(field or self._fields["quantity"])._description_string(
                            self.env
                        ),
                        product=move.product_id.display_name,
                        number=picking.fuel_bdn_number,
                        delivery=picking.name,
                    )
                )


class StockMoveLine(models.Model):
    """The quantities that a move adds up."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.move_id._fuel_refuse_issued()
        return lines

    def write(self, vals):
        if not {"quantity", "product_uom_id", "move_id", "picking_id"}.isdisjoint(vals):
            self.move_id._fuel_refuse_issued()
        return super().write(vals)
