from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.translate import code_translations

from ...tools.mail_failure import is_temporary
from .survey_user_input_invite import BATCH

NOTE_LENGTH = 300
HUNG_UP = (
    "Error without exception. Probably due to sending an email without computed "
    "recipients."
)


class SurveyUserInput(models.Model):
    """The job that keeps invitations going."""

    _inherit = "survey.user_input"

    @api.model
    def _cron_fuel_surveys(self):
        """Ask after deliveries, send what waits, try again what failed, remind.

        Each batch is one transaction with the marks that keep it from being done again:
        killed in the middle or run twice, nobody is asked twice, nobody is forgotten.
        """
        steps = (
            self.env["sale.order"]._fuel_ask_after_deliveries,
            self._fuel_collect_mails,
            self._fuel_send_waiting,
            self._fuel_send_reminders,
        )
        for step in steps:
            if not step():
                return

    @api.model
    def _fuel_in_batches(self, ids, handle):
        """Do something to many records, some at a time, each time in a transaction.

        :param list ids: of the records
        :param handle: a function of some of the ids
        :return: whether there is time for more
        """
        for start in range(0, len(ids), BATCH):
            handle(ids[start : start + BATCH])
            done = min(start + BATCH, len(ids))
            left = self.env["ir.cron"]._commit_progress(
                done - start, remaining=len(ids) - done
            )
            # What has been dealt with is not needed any more.
            self.env.invalidate_all()
            if not left:
                return False
        return True

    # === WHAT BECAME OF THE LETTERS === #

    @api.model
    def _fuel_collect_mails(self):
        """Note what the outgoing mail has done, and give it again what it could not.

        The outgoing mail itself writes nothing on invitations: a customer who answers
        meanwhile could make its transaction fail after the server took the letter, and
        it would be sent a second time.
        """
        # sudo: letters and invitations are the job's to write, here and below.
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("fuel_invitation_id", "!=", False),
                    ("state", "in", ("sent", "exception", "cancel")),
                ],
                order="id",
            )
        )
        return self._fuel_in_batches(mails.ids, self._fuel_collect_batch)

    @api.model
    def _fuel_collect_batch(self, mail_ids):
        # sudo: as above.
        mails = self.env["mail.mail"].sudo().browse(mail_ids).try_lock_for_update()
        held = mails.fuel_invitation_id.try_lock_for_update(allow_referencing=True)
        mails = mails.filtered(lambda it: it.fuel_invitation_id in held)
        states = mails.grouped("state")
        none = mails.browse()
        sent = states.get("sent", none)
        for mail in sent:
            mail.fuel_invitation_id._fuel_note_sent(mail.write_date)
        failed = states.get("exception", none)
        over = failed.filtered(lambda it: it.fuel_invitation_id._fuel_is_over())
        hung_up = self._fuel_hung_up_texts()
        again = (failed - over).filtered(
            lambda it: is_temporary(it.failure_type, it.failure_reason, hung_up)
        )
        again._fuel_try_again()
        for mail in failed - over - again:
            mail.fuel_invitation_id._fuel_note_failure(mail.failure_reason)
        given_up = states.get("cancel", none) | over
        for mail in given_up:
            mail.fuel_invitation_id._fuel_note_failure(
                mail.failure_reason or self.env._("The letter was cancelled.")
            )
        (mails - again).unlink()

    @api.model
    def _fuel_hung_up_texts(self):
        """Return what Odoo writes on a letter before it is sent, in each language.

        It stays where the mail server hung up before it had taken the letter.
        """
        texts = {HUNG_UP}
        for lang, _name in self.env["res.lang"].get_installed():
            known = code_translations.get_python_translations("mail", lang)
            texts.add(known.get(HUNG_UP, HUNG_UP))
        return texts

    def _fuel_is_over(self):
        """Tell whether it is no use any more to send a letter."""
        self.ensure_one()
        return (
            self.state == "done"
            or self.fuel_revoked_at
            or (self.deadline and self.deadline <= fields.Datetime.now())
            or not self.partner_id.active
            or self.partner_id.fuel_survey_opt_out
        )

    def _fuel_note_sent(self, when):
        # A reminder changes nothing: it was sent before.
        if self.fuel_mail_state in ("waiting", "queued", "failed"):
            self.write(
                {
                    "fuel_mail_state": "sent",
                    "fuel_mail_note": False,
                    "fuel_sent_at": self.fuel_sent_at or when,
                }
            )

    def _fuel_note_failure(self, reason):
        if self.fuel_mail_state == "queued":
            note = (reason or self.env._("The letter was refused.")).strip()
            self.write(
                {"fuel_mail_state": "failed", "fuel_mail_note": note[:NOTE_LENGTH]}
            )

    # === WHAT WAITS === #

    @api.model
    def _fuel_send_waiting(self):
        # sudo: everybody's invitations.
        waiting = self.sudo()._read_group(
            [("fuel_mail_state", "=", "waiting")], ["fuel_company_id"], ["id:array_agg"]
        )
        # Those that cannot be sent are told once, and then only counted.
        ids = []
        for company, found in waiting:
            if company._fuel_survey_sender():
                ids.extend(found)
            else:
                # sudo: written by the server alone.
                self.sudo().browse(found)._fuel_wait_for_sender(company)
        return self._fuel_in_batches(sorted(ids), self._fuel_send_batch)

    @api.model
    def _fuel_send_batch(self, ids):
        # sudo: everybody's invitations.
        held = self.sudo().browse(ids).try_lock_for_update(allow_referencing=True)
        held.filtered(lambda it: it.fuel_mail_state == "waiting")._fuel_queue_mails()

    # === REMINDERS === #

    @api.model
    def _fuel_send_reminders(self):
        # sudo: the job's own, for all companies.
        companies = (
            self.env["res.company"]
            .sudo()
            .search([("fuel_survey_reminder_days", ">", 0)])
        )
        ids = []
        for company in companies:
            # sudo: everybody's invitations.
            ids.extend(self.sudo()._search(self._fuel_reminder_domain(company)))
        return self._fuel_in_batches(sorted(ids), self._fuel_remind_batch)

    @api.model
    def _fuel_reminder_domain(self, company):
        now = fields.Datetime.now()
        days = company.fuel_survey_reminder_days
        return (
            Domain("fuel_company_id", "=", company.id)
            & Domain("fuel_mail_state", "=", "sent")
            & Domain("fuel_sent_at", "<=", now - timedelta(days=days))
            & Domain("fuel_reminded_at", "=", False)
            & Domain("fuel_revoked_at", "=", False)
            & Domain("state", "!=", "done")
            & Domain("deadline", ">", now)
            & Domain("survey_id.active", "=", True)
            & Domain("partner_id.fuel_survey_opt_out", "=", False)
        )

    @api.model
    def _fuel_remind_batch(self, ids):
        # sudo: everybody's invitations.
        held = self.sudo().browse(ids).try_lock_for_update(allow_referencing=True)
        for company, those in held.grouped("fuel_company_id").items():
            due = those.filtered_domain(self._fuel_reminder_domain(company))
            reasons = due.partner_id._fuel_survey_left_out(company)
            due.filtered(
                # To have been asked is why they are reminded.
                lambda it, reasons=reasons: (
                    reasons.get(it.partner_id, "recent") == "recent"
                )
            )._fuel_queue_mails(reminder=True)
