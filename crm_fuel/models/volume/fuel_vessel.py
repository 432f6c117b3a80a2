from odoo import api, models
from odoo.fields import Domain


class FuelVessel(models.Model):
    _inherit = "fuel.vessel"

    @api.readonly
    def fuel_volume_overview(self):
        """Tell what this vessel took, this year against last.

        :return: see ``fuel.volume._overview``
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["fuel.volume"]._overview(Domain("vessel_id", "=", self.id))

    def action_open_fuel_volume(self):
        """Open this vessel's volumes.

        :return: window action on ``fuel.volume``
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_volume_action"
        )
        action["domain"] = [("vessel_id", "=", self.id)]
        action["context"] = {}
        return action
