from odoo import api, models

# Days without a change of stage after which Odoo shows an opportunity as stale.
ROTTING_DAYS = {"crm.stage_lead1": 14, "crm.stage_lead2": 21, "crm.stage_lead3": 30}


class CrmStage(models.Model):
    _inherit = "crm.stage"

    @api.model
    def _fuel_seed_rotting(self):
        """Give Odoo's own stages a threshold, where nobody has set one."""
        for xml_id, days in ROTTING_DAYS.items():
            stage = self.env.ref(xml_id, raise_if_not_found=False)
            if stage and not stage.rotting_threshold_days:
                stage.rotting_threshold_days = days
