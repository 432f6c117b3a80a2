from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import plaintext2html


class FuelComplaintWait(models.TransientModel):
    """Asks what the customer has to do, before the clocks stop."""

    _name = "fuel.complaint.wait"
    _description = "Wait for the customer"

    complaint_ids = fields.Many2many(
        comodel_name="fuel.complaint", string="Complaints", required=True
    )
    reason = fields.Text(
        string="What the customer has to do",
        required=True,
        help="Also kept with the clocks that stand.",
    )
    tell_customer = fields.Boolean(
        string="Send this to the customer",
        default=True,
        help="As a message to the contact, who reads it on their page as well.",
    )

    def action_apply(self):
        """Stop the clocks; write to the customers where that is wanted.

        :raises UserError: where there is nobody to write to, or a complaint is closed
            or waits already
        """
        self.ensure_one()
        self.complaint_ids.wait_for_customer(self.reason)
        if self.tell_customer:
            for complaint in self.complaint_ids:
                partner = complaint._satisfaction_partner()
                if not partner:
                    raise UserError(
                        self.env._(
                            "%(complaint)s: there is nobody to write to. Choose the "
                            "customer, or do not send this.",
                            complaint=complaint.display_name,
                        )
                    )
                complaint.message_post(
                    body=plaintext2html(self.reason.strip()),
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                    partner_ids=partner.ids,
                )
        return {"type": "ir.actions.act_window_close"}
