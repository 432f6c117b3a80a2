from odoo import api, fields, models


class FuelVisit(models.Model):
    """Complaints that a visit brings home."""

    _inherit = "fuel.visit"

    complaint_ids = fields.One2many(
        comodel_name="fuel.complaint", inverse_name="visit_id", string="Complaints"
    )
    complaint_count = fields.Integer(
        string="Number of complaints", compute="_compute_complaint_count"
    )
    lacks_complaint = fields.Boolean(
        compute="_compute_lacks_complaint",
        help="Its result is a complaint, and none has been raised.",
    )

    @api.depends("complaint_ids")
    def _compute_complaint_count(self):
        counts = dict(
            self.env["fuel.complaint"]._read_group(
                [("visit_id", "in", self.ids)], ["visit_id"], ["__count"]
            )
        )
        for visit in self:
            visit.complaint_count = counts.get(visit._origin, 0)

    @api.depends("complaint_ids", "result_id")
    def _compute_lacks_complaint(self):
        for visit in self:
            visit.lacks_complaint = (
                visit.result_id.code == "complaint" and not visit.complaint_count
            )

    def action_open_complaints(self):
        """Open the complaints that were raised at the visit.

        :return: window action on ``fuel.complaint``
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_complaint_action"
        )
        action["domain"] = [("visit_id", "=", self.id)]
        action["context"] = self._complaint_context()
        return action

    def action_new_complaint(self):
        """Open a new complaint with what the visit already knows.

        :return: window action on ``fuel.complaint``
        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "fuel.complaint",
            "views": [(False, "form")],
            "context": self._complaint_context(),
        }

    def _complaint_context(self):
        """Return the defaults of a complaint that this visit brings home."""
        # Who has left a project still sees their visits, and may not link to it.
        project = self.fuel_project_id._filtered_access("read")
        return {
            "default_source": "visit",
            "default_visit_id": self.id,
            "default_customer_id": self.customer_id.id,
            "default_contact_id": self.contact_ids[:1].id,
            "default_vessel_id": self.vessel_id.id,
            "default_port_id": self.port_id.id,
            "default_description": self.summary,
            "default_fuel_project_id": project.id,
            "default_company_id": self.company_id.id,
        }
