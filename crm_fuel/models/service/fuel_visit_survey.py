from odoo import models


class FuelVisit(models.Model):
    """A visit may end with asking how satisfied the customer is."""

    _inherit = "fuel.visit"

    def action_fuel_send_survey(self):
        """Open the dialogue that sends a survey to those who were met at a visit.

        :return: window action on ``fuel.survey.send``
        :rtype: dict
        """
        self.ensure_one()
        return self.env["fuel.survey.send"]._open(
            contact_ids=(self.contact_ids or self.customer_id).ids, visit_id=self.id
        )

    def _fuel_survey_facts(self):
        """Return what an invitation after this visit knows."""
        self.ensure_one()
        return {
            "fuel_visit_id": self.id,
            "fuel_vessel_id": self.vessel_id.id,
            "fuel_port_id": self.port_id.id,
            # sudo: whose customer it is.
            "fuel_manager_id": self.customer_id.sudo().user_id.id or self.user_id.id,
            "fuel_team_id": self.team_id.id,
        }
