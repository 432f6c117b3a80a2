from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class FuelVesselMerge(models.TransientModel):
    _name = "fuel.vessel.merge"
    _description = "Merge vessels"

    vessel_ids = fields.Many2many(
        comodel_name="fuel.vessel",
        string="Vessels",
        required=True,
        context={"active_test": False},
    )
    vessel_id = fields.Many2one(
        comodel_name="fuel.vessel",
        string="Vessel to keep",
        required=True,
        domain="[('id', 'in', vessel_ids)]",
        context={"active_test": False},
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "fuel.vessel":
            vessels = self.env["fuel.vessel"].browse(self.env.context["active_ids"])
            if "vessel_ids" in fields:
                values["vessel_ids"] = [Command.set(vessels.ids)]
            if "vessel_id" in fields:
                # The one with an IMO number, then the oldest record, is the best known.
                best = vessels.sorted(
                    lambda it: (not it.imo_number, not it.active, it.id)
                )
                values["vessel_id"] = best[:1].id
        return values

    def action_merge(self):
        """Merge the vessels into the one to keep, and open it."""
        self.ensure_one()
        if self.vessel_id not in self.vessel_ids:
            raise UserError(
                self.env._("The vessel to keep must be one of those to merge.")
            )
        self.vessel_id._merge(self.vessel_ids)
        return {
            "type": "ir.actions.act_window",
            "res_model": "fuel.vessel",
            "res_id": self.vessel_id.id,
            "views": [(False, "form")],
        }
