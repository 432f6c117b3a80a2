from odoo import api, fields, models


class FuelVessel(models.Model):
    _inherit = "fuel.vessel"

    fuel_bdn_count = fields.Integer(
        string="Bunker delivery notes",
        compute="_compute_fuel_bdn_count",
        groups="crm_fuel.group_fuel_user",
        help="Deliveries of fuel to this vessel, of those that you may see.",
    )

    @api.depends_context("uid")
    def _compute_fuel_bdn_count(self):
        counts = self.env["stock.picking"]._fuel_bdn_counts(self, "fuel_vessel_id")
        for vessel in self:
            vessel.fuel_bdn_count = counts.get(vessel._origin, 0)

    def action_open_fuel_bdns(self):
        """Open the bunker delivery notes of this vessel.

        :return: window action on ``stock.picking``
        :rtype: dict
        """
        self.ensure_one()
        return self.env["stock.picking"]._fuel_bdn_action("fuel_vessel_id", self)

    def _merge_write(self, records, field_name, value):
        if records._name == "stock.picking":
            # sudo: what an issued note says stays, whichever record the hull has.
            records = records.sudo()
        return super()._merge_write(records, field_name, value)
