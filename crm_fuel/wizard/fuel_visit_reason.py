from odoo import fields, models


class FuelVisitReason(models.TransientModel):
    """Asks why, before something is done to visits that others should understand."""

    _name = "fuel.visit.reason"
    _description = "Reason for a visit's change"

    visit_ids = fields.Many2many(
        comodel_name="fuel.visit", string="Visits", required=True
    )
    purpose = fields.Selection(
        selection=[("cancel", "Cancel"), ("force", "End for the visitor")],
        required=True,
        default="cancel",
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        """Do to the visits what was asked for."""
        self.ensure_one()
        if self.purpose == "cancel":
            self.visit_ids.cancel(self.reason)
        else:
            self.visit_ids.force_check_out(self.reason)
        return {"type": "ir.actions.act_window_close"}
