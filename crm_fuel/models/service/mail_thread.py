from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """An invitation that comes back was not received: it is not counted as sent."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        ids = message_dict.get("bounced_msg_ids")
        if ids:
            # sudo: mail comes in as nobody in particular.
            self.env["survey.user_input"].sudo().search(
                [
                    ("fuel_message_id", "in", ids),
                    ("fuel_mail_state", "in", ("queued", "sent")),
                    ("state", "!=", "done"),
                ]
            ).write(
                {
                    "fuel_mail_state": "bounced",
                    "fuel_mail_note": self.env._("The letter came back."),
                }
            )
        return result
