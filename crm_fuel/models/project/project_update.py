from odoo import api, models


class ProjectUpdate(models.Model):
    _inherit = "project.update"

    @api.model
    def default_get(self, fields):
        """Return native defaults, the progress towards the goal among them."""
        result = super().default_get(fields)
        project = self.env["project.project"].browse(result.get("project_id") or [])
        if project.fuel_is_key_account and "progress" in fields:
            result["progress"] = min(100, round(project.fuel_progress))
        return result

    @api.model
    def _get_template_values(self, project):
        values = super()._get_template_values(project)
        values["fuel_figures"] = (
            project._fuel_update_figures() if project.fuel_is_key_account else []
        )
        return values
