from odoo import fields, models

from ..models.work.fuel_work_summary import MARKS


class FuelWorkReview(models.TransientModel):
    """Asks a reviewer for a reason, or for a mark and a comment."""

    _name = "fuel.work.review"
    _description = "Review of plans and summaries"

    purpose = fields.Selection(
        selection=[("return", "Return plans"), ("review", "Review summaries")],
        required=True,
        default="review",
    )
    plan_ids = fields.Many2many(comodel_name="fuel.work.plan", string="Plans")
    summary_ids = fields.Many2many(comodel_name="fuel.work.summary", string="Summaries")
    mark = fields.Selection(selection=MARKS)
    text = fields.Text(string="Comment")

    def action_apply(self):
        """Do to the plans or summaries what was asked for."""
        self.ensure_one()
        if self.purpose == "return":
            self.plan_ids.return_plan(self.text)
        else:
            self.summary_ids.review(self.mark, self.text)
        return {"type": "ir.actions.act_window_close"}
