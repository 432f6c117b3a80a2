from odoo import fields, models


class FuelBdnCorrect(models.TransientModel):
    """Asks why, before an issued bunker delivery note is opened again."""

    _name = "fuel.bdn.correct"
    _description = "Correction of a bunker delivery note"

    picking_id = fields.Many2one(
        comodel_name="stock.picking", string="Delivery", required=True
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        """Open the note for correction."""
        self.ensure_one()
        self.picking_id.fuel_correct_bdn(self.reason)
        return {"type": "ir.actions.act_window_close"}
