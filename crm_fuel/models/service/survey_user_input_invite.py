import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .survey_user_input import SurveyUserInput as Answer

# As many are one transaction.
BATCH = 200
MAIL_STATES = [
    ("waiting", "Waiting"),
    ("queued", "Being sent"),
    ("sent", "Sent"),
    ("failed", "Not sent"),
    ("bounced", "Came back"),
]
# What became of an invitation is written by the server alone.
SENDING = {
    "fuel_automatic",
    "fuel_mail_note",
    "fuel_mail_state",
    "fuel_message_id",
    "fuel_reminded_at",
    "fuel_revoked_at",
    "fuel_sent_at",
}
QUIET = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "tracking_disable": True,
}


class SurveyUserInput(models.Model):
    """A contact is invited to answer, by one letter in the contact's language."""

    _inherit = "survey.user_input"
    _fuel_protected = Answer._fuel_protected | SENDING

    # === FIELDS === #

    fuel_mail_state = fields.Selection(
        selection=MAIL_STATES,
        string="Invitation",
        readonly=True,
        copy=False,
        help="Waiting: no letter has been made yet. Being sent: it is in the outgoing "
        "mail. Empty: not invited by mail.",
    )
    fuel_mail_note = fields.Char(
        string="Note on sending",
        readonly=True,
        copy=False,
        help="Why the letter waits, or did not reach the contact.",
    )
    fuel_message_id = fields.Char(
        string="Message-Id of the invitation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_system",
    )
    fuel_sent_at = fields.Datetime(string="Sent on", readonly=True, copy=False)
    fuel_reminded_at = fields.Datetime(string="Reminded on", readonly=True, copy=False)
    fuel_revoked_at = fields.Datetime(string="Withdrawn on", readonly=True, copy=False)
    fuel_automatic = fields.Boolean(
        string="Sent automatically", readonly=True, copy=False
    )

    # === CONSTRAINTS AND INDEXES === #

    _fuel_order_once = models.UniqueIndex(
        "(fuel_order_id, survey_id) WHERE fuel_automatic",
        "This order has been asked about already.",
    )
    _fuel_waiting_idx = models.Index("(id) WHERE fuel_mail_state = 'waiting'")
    _fuel_open_idx = models.Index(
        "(fuel_sent_at) WHERE fuel_mail_state = 'sent' AND fuel_reminded_at IS NULL"
        " AND fuel_revoked_at IS NULL AND state != 'done'"
    )

    # === INVITING === #

    @api.model
    def _fuel_invite(self, survey, company, requests):
        """Make out invitations; their letters follow with ``_fuel_queue_mails``.

        Each contact is asked once, whoever else asks at the same time: what is written on
        the contact makes a second transaction start again and see the first one's.

        :param survey: the questionnaire
        :param company: who asks
        :param list requests: one dict each: ``contact`` (a partner, or none), and the
            invitation's facts as values of fields
        :return: a key of ``LEFT_OUT`` or ``asked``, one for each request; and the
            invitations
        :rtype: tuple(list, survey.user_input)
        """
        partners = self.env["res.partner"]
        contacts = partners.union(*(it["contact"] for it in requests))
        # sudo: to hold the rows; who may see them was checked by who gives them.
        free = contacts.sudo().try_lock_for_update(allow_referencing=True)
        reasons = free._fuel_survey_left_out(company)
        outcomes, values, asked = [], [], set()
        now = fields.Datetime.now()
        common = self._fuel_invitation_values(survey, company, now)
        for request in requests:
            # sudo: address, language and refusal of whom the caller may name.
            contact = request["contact"].sudo()
            if not contact:
                outcome = "no_contact"
            elif contact not in free:
                outcome = "busy"
            elif contact.id in asked and company.fuel_survey_days:
                outcome = "recent"
            else:
                outcome = reasons.get(contact, "asked")
            if outcome == "asked":
                asked.add(contact.id)
                values.append(
                    {
                        **common,
                        **self._fuel_contact_values(survey, contact),
                        **{k: v for k, v in request.items() if k != "contact"},
                    }
                )
            outcomes.append(outcome)
        # sudo: invitations are made by this method alone, see the rules of answers.
        made = self.sudo().with_context(**QUIET).create(values)
        partners.sudo().with_context(**QUIET).browse(asked).write(
            {"fuel_survey_asked_at": now}
        )
        return outcomes, made

    @api.model
    def _fuel_invitation_values(self, survey, company, now):
        # sudo: the questions, as Odoo's own invitations take them.
        predefined = survey.sudo()._prepare_user_input_predefined_questions()
        return {
            "survey_id": survey.id,
            "deadline": now + timedelta(days=company.fuel_survey_deadline_days),
            "fuel_company_id": company.id,
            "fuel_mail_state": "waiting",
            "predefined_question_ids": [fields.Command.set(predefined.ids)],
        }

    @api.model
    def _fuel_contact_values(self, survey, contact):
        languages = self.env["res.lang"]
        lang = contact.lang or self.env.lang
        # sudo: the languages of the questionnaire.
        supported = survey.sudo().lang_ids.mapped("code")
        known = lang and (not supported or lang in supported)
        return {
            "partner_id": contact.id,
            "email": contact.email,
            "nickname": contact.name,
            "lang_id": languages._lang_get(lang).id if known else False,
            # A pool of one attempt of its own.
            "invite_token": str(uuid.uuid4()),
            "fuel_customer_id": contact.commercial_partner_id.id,
        }

    # === LETTERS === #

    def _fuel_queue_mails(self, reminder=False):
        """Put one letter each into the outgoing mail, which sends it.

        Where the company has no address to send from, its invitations wait, and say so.
        """
        now = fields.Datetime.now()
        late = self.filtered(lambda it: it.deadline and it.deadline <= now)
        if late and not reminder:
            late._fuel_give_up(
                self.env._("Its time to answer passed before it could be sent.")
            )
        # sudo: the letter, as its managers have worded it.
        template = self.env.ref(
            "crm_fuel.mail_template_survey_reminder"
            if reminder
            else "crm_fuel.mail_template_survey_invitation"
        ).sudo()
        queued = self.browse()
        for company, invitations in (self - late).grouped("fuel_company_id").items():
            sender = company._fuel_survey_sender()
            if sender:
                invitations._fuel_make_mails(template, company, sender)
                queued |= invitations
            elif not reminder:
                invitations._fuel_wait_for_sender(company)
        if queued:
            if reminder:
                queued.write({"fuel_reminded_at": now})
            else:
                queued.write({"fuel_mail_state": "queued", "fuel_mail_note": False})
            self._fuel_start_mail_queue()
        return queued

    def _fuel_wait_for_sender(self, company):
        note = self.env._(
            "%(company)s has no e-mail address to send from. Enter one on the company: "
            "the invitation is sent then.",
            company=company.name,
        )
        self.filtered(lambda it: it.fuel_mail_note != note).write(
            {"fuel_mail_note": note}
        )

    def _fuel_make_mails(self, template, company, sender):
        mails = template.with_company(company).send_mail_batch(
            self.ids,
            email_values={
                "email_from": sender,
                "author_id": company.partner_id.id,
                "auto_delete": False,
                # In no chatter: its link would let its readers answer.
                "model": False,
                "res_id": False,
            },
        )
        for invitation, mail in zip(self, mails, strict=True):
            url = invitation._fuel_opt_out_url("one-click/")
            mail.write(
                {
                    "fuel_invitation_id": invitation.id,
                    "headers": repr(
                        {
                            "List-Unsubscribe": f"<{url}>",
                            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                        }
                    ),
                }
            )
            invitation.fuel_message_id = mail.message_id

    @api.model
    def _fuel_start_mail_queue(self, at=None):
        cron = self.env.ref(
            "mail.ir_cron_mail_scheduler_action", raise_if_not_found=False
        )
        if cron:
            # sudo: only to have the outgoing mail looked at sooner.
            cron.sudo()._trigger(at)

    def _fuel_opt_out_url(self, way=""):
        self.ensure_one()
        base = self.fuel_company_id.get_base_url()
        return f"{base}/fuel/survey/opt-out/{way}{self.access_token}"

    def _fuel_give_up(self, note):
        """These invitations are not sent any more; their letters are taken back."""
        # sudo: outgoing mail is nobody's but the system's.
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("fuel_invitation_id", "in", self.ids),
                    ("state", "in", ("outgoing", "exception")),
                ]
            )
        )
        mails.write({"state": "cancel"})
        # sudo: written by the server alone.
        self.sudo().filtered(
            lambda it: it.fuel_mail_state in ("waiting", "queued")
        ).write({"fuel_mail_state": "failed", "fuel_mail_note": note})

    # === ACTIONS === #

    def action_fuel_withdraw(self):
        """Withdraw invitations: their links stop working, their letters do not leave.

        :return: True
        :raises UserError: for one that has been answered
        :raises AccessError: for who may not see them
        """
        self._fuel_check_invitations()
        answered = self.filtered(lambda it: it.state == "done")
        if answered:
            raise UserError(
                self.env._(
                    "%(contact)s has answered: there is nothing to withdraw.",
                    # sudo: the name, for the message.
                    contact=answered[0].partner_id.sudo().name,
                )
            )
        # sudo: people of Fuel CRM only read answers; this is what they may change.
        invitations = self.sudo()
        invitations._fuel_give_up(self.env._("The invitation was withdrawn."))
        invitations.filtered(lambda it: not it.fuel_revoked_at).write(
            {"fuel_revoked_at": fields.Datetime.now()}
        )
        return True

    def action_fuel_send_again(self):
        """Send invitations again that did not reach their contact.

        :return: True
        :raises UserError: for one that was sent, or must not be
        :raises AccessError: for who may not see them
        """
        self._fuel_check_invitations()
        # sudo: as in withdrawing.
        invitations = self.sudo()
        wrong = invitations.filtered(
            lambda it: (
                it.fuel_mail_state not in ("failed", "bounced")
                or it.fuel_revoked_at
                or it.state == "done"
            )
        )
        if wrong:
            raise UserError(
                self.env._(
                    "%(contact)s: only an invitation that did not reach its contact is "
                    "sent again.",
                    contact=wrong[0].partner_id.name,
                )
            )
        for company, those in invitations.grouped("fuel_company_id").items():
            contacts = those.partner_id
            reasons = contacts._fuel_survey_left_out(company)
            for contact in contacts:
                if reasons.get(contact, "recent") != "recent":
                    self._fuel_refuse_contact(contact, reasons[contact])
            days = company.fuel_survey_deadline_days
            those.write(
                {
                    "fuel_mail_state": "waiting",
                    "fuel_mail_note": False,
                    "deadline": fields.Datetime.now() + timedelta(days=days),
                }
            )
        # What is left of the first letter must not follow the second.
        # sudo: letters are the server's.
        self.env["mail.mail"].sudo().search(
            [("fuel_invitation_id", "in", invitations.ids)]
        ).unlink()
        for invitation in invitations:
            invitation.email = invitation.partner_id.email
        invitations._fuel_queue_mails()
        return True

    def _fuel_refuse_contact(self, contact, reason):
        labels = dict(
            self.env["fuel.survey.send.line"]
            ._fields["outcome"]
            ._description_selection(self.env)
        )
        raise UserError(
            self.env._(
                "%(contact)s: %(reason)s. Change the contact first.",
                contact=contact.name,
                reason=labels[reason],
            )
        )

    def _fuel_check_invitations(self):
        self.check_access("read")
        others = self.filtered(lambda it: not it.fuel_mail_state)
        if others:
            raise UserError(
                self.env._(
                    "%(survey)s: this answer was not asked for by mail.",
                    survey=others[0].survey_id.display_name,
                )
            )
