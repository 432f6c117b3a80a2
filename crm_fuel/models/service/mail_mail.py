from datetime import timedelta

from odoo import fields, models

from ...tools.mail_failure import minutes_until_retry


class MailMail(models.Model):
    """Letters that invite to a survey: given to the mail server until it takes them.

    Odoo tries a letter once: while the server is down, all of them fail for good.
    """

    _inherit = "mail.mail"

    fuel_invitation_id = fields.Many2one(
        comodel_name="survey.user_input",
        string="Invitation to a survey",
        ondelete="cascade",
        index="btree_not_null",
        readonly=True,
    )
    fuel_tries = fields.Integer(string="Failed attempts", readonly=True)

    def _fuel_try_again(self):
        """Put letters back among the outgoing mail, each a little later than before."""
        now = fields.Datetime.now()
        invitations = self.env["survey.user_input"]
        for tries, mails in self.grouped("fuel_tries").items():
            when = now + timedelta(minutes=minutes_until_retry(tries))
            mails.write(
                {
                    "state": "outgoing",
                    "fuel_tries": tries + 1,
                    "scheduled_date": when,
                    "failure_type": False,
                    "failure_reason": False,
                }
            )
            invitations._fuel_start_mail_queue(when)
