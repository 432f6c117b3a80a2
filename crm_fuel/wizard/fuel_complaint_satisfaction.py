from odoo import fields, models

from ..models.service.fuel_complaint_mail import SATISFACTION


class FuelComplaintSatisfaction(models.TransientModel):
    """Takes down what the customer said of the outcome, by telephone for example."""

    _name = "fuel.complaint.satisfaction"
    _description = "Satisfaction with the outcome"

    complaint_id = fields.Many2one(
        comodel_name="fuel.complaint", required=True, ondelete="cascade"
    )
    score = fields.Selection(
        selection=SATISFACTION, string="The customer is", required=True
    )
    comment = fields.Text(string="Remark", help="In the customer's own words.")

    def action_apply(self):
        """Note the customer's answer.

        :raises UserError: where the complaint is not closed
        :raises AccessError: for who may not change the complaint
        """
        self.ensure_one()
        self.complaint_id.record_satisfaction(self.score, self.comment or "")
        return {"type": "ir.actions.act_window_close"}
