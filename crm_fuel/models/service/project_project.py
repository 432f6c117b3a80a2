from odoo import api, fields, models
from odoo.fields import Domain

from .fuel_complaint import OPEN


class ProjectProject(models.Model):
    """Complaints of a key account, beside its visits, opportunities and orders."""

    _inherit = "project.project"

    # === FIELDS === #

    fuel_complaint_ids = fields.One2many(
        comodel_name="fuel.complaint",
        inverse_name="fuel_project_id",
        string="Complaints",
        groups="crm_fuel.group_fuel_user",
    )
    fuel_complaint_count = fields.Integer(
        string="Number of complaints",
        compute="_compute_fuel_complaint_count",
        groups="crm_fuel.group_fuel_user",
        help="Of those that you may see.",
    )
    fuel_open_complaint_count = fields.Integer(
        string="Open complaints",
        compute="_compute_fuel_complaint_count",
        groups="crm_fuel.group_fuel_user",
        help="Of those that you may see.",
    )

    # === COMPUTE METHODS === #

    @api.depends("fuel_complaint_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fuel_complaint_count(self):
        counts = self._fuel_count("fuel.complaint")
        still_open = self._fuel_count("fuel.complaint", Domain("state", "in", OPEN))
        for project in self:
            project.fuel_complaint_count = counts.get(project._origin, 0)
            project.fuel_open_complaint_count = still_open.get(project._origin, 0)

    # === STATUS UPDATES === #

    def _fuel_update_figures(self):
        figures = super()._fuel_update_figures()
        return [
            *figures,
            (
                self.env._("Open complaints"),
                f"{self.fuel_open_complaint_count} / {self.fuel_complaint_count}",
            ),
        ]

    # === ACTIONS === #

    def action_fuel_open_complaints(self):
        """Open the complaints that belong to the project.

        :return: window action on ``fuel.complaint``
        :rtype: dict
        """
        return self._fuel_open(
            "crm_fuel.fuel_complaint_action",
            default_customer_id=self.fuel_customer_id.id,
        )
