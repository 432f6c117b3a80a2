from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import html2plaintext

from .fuel_complaint import CLOSED, LONGEST_TEXT

LONGEST_NAME = 200
SATISFACTION = [
    ("1", "Very dissatisfied"),
    ("2", "Dissatisfied"),
    ("3", "Neither"),
    ("4", "Satisfied"),
    ("5", "Very satisfied"),
]


class FuelComplaint(models.Model):
    """Letters: complaints that come by e-mail, replies, the question at the end."""

    _inherit = "fuel.complaint"

    satisfaction_asked_at = fields.Datetime(
        string="Satisfaction asked on", readonly=True, copy=False
    )
    satisfaction = fields.Selection(
        selection=SATISFACTION,
        string="Satisfaction with the outcome",
        readonly=True,
        copy=False,
        tracking=True,
    )
    satisfaction_comment = fields.Text(readonly=True, copy=False)
    satisfaction_at = fields.Datetime(
        string="Satisfaction told on", readonly=True, copy=False
    )

    # === WHO SEES TO IT === #

    def _after_create(self):
        result = super()._after_create()
        self._ask_owner()
        return result

    def _before_write(self, vals):
        before = super()._before_write(vals)
        # A customer brings their account manager along.
        if {"user_id", "customer_id"} & vals.keys():
            before["owners"] = {complaint: complaint.user_id for complaint in self}
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        changed = self.browse(
            complaint.id
            for complaint, owner in before.get("owners", {}).items()
            if complaint.user_id != owner
        )
        changed._owner_activities().unlink()
        changed.filtered(lambda it: it.state not in CLOSED)._ask_owner()
        return result

    def _after_move(self, state):
        result = super()._after_move(state)
        if state in CLOSED:
            self._owner_activities().action_done()
        elif state == "reopened":
            self._ask_owner()
        return result

    def _ask_owner(self):
        """Give the owner a to-do; supervisors, where nobody owns the complaint."""
        # sudo: an activity of another's.
        for complaint in self.sudo():
            users = complaint.user_id or complaint._escalation_users()
            summary = (
                self.env._("Handle the complaint")
                if complaint.user_id
                else self.env._("Complaint without an owner: assign it")
            )
            deadline = complaint.next_deadline or complaint.solution_deadline
            for user in users:
                complaint.activity_schedule(
                    "crm_fuel.mail_activity_type_complaint",
                    summary=summary,
                    user_id=user.id,
                    date_deadline=deadline
                    and fields.Datetime.context_timestamp(
                        complaint.with_context(tz=user.tz), deadline
                    ).date()
                    or fields.Date.context_today(complaint),
                )

    def _owner_activities(self):
        kind = self.env.ref("crm_fuel.mail_activity_type_complaint", False)
        # sudo: activities of others.
        return self.sudo().activity_ids.filtered(lambda it: it.activity_type_id == kind)

    # === IN === #

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a complaint of an e-mail.

        A contact we know brings their company and its account manager; of anybody else
        it waits for a supervisor to say whose it is. The files stay with the message.
        """
        author = self.env["res.partner"].browse(msg_dict.get("author_id") or [])
        customer = author.commercial_partner_id
        subject = (msg_dict.get("subject") or "").strip()
        values = {
            "name": subject[:LONGEST_NAME] or self.env._("E-mail without a subject"),
            "description": html2plaintext(msg_dict.get("body") or "")[:LONGEST_TEXT],
            "source": "email",
            "email_from": msg_dict.get("email_from"),
            "type_id": self._default_type().id,
            **(custom_values or {}),
        }
        # Colleagues forward what customers wrote: they are not the ones who complain.
        if customer.fuel_customer and not author.user_ids.filtered(
            lambda user: not user.share
        ):
            values.update(
                customer_id=customer.id,
                contact_id=author.id,
                company_id=customer.company_id.id
                or values.get("company_id")
                or customer.user_id.company_id.id
                or self.env.company.id,
            )
        return super().message_new(msg_dict, values)

    @api.model
    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["contact_id", "customer_id"]

    # === OUT === #

    def _message_post_after_hook(self, message, msg_values):
        self._recognise_reply(message)
        return super()._message_post_after_hook(message, msg_values)

    def _recognise_reply(self, message):
        """A message of ours that the customer gets is a reply."""
        self.ensure_one()
        if self._reaches_customer(message):
            self._note_first_reply()

    def _ask_satisfaction(self):
        """Hook: ask the customer whether they are content with how it ended.

        Here by a letter in the contact's language; a survey may take its place. Who
        has no address, or wants no letters, is asked by the account manager, who
        notes the answer.
        """
        template = self.env.ref(
            "crm_fuel.mail_template_complaint_closed", raise_if_not_found=False
        )
        # sudo: protected; called by what closes complaints.
        asked = self.sudo().filtered(lambda it: it._satisfaction_partner().email)
        if template:
            for complaint in asked:
                # sudo: as above; the letter alone knows the link.
                template.sudo().with_context(
                    fuel_satisfaction_link=complaint._make_satisfaction_link()
                ).send_mail(complaint.id, force_send=False)
            asked.write({"satisfaction_asked_at": fields.Datetime.now()})

    def _satisfaction_partner(self):
        self.ensure_one()
        return self.contact_id or self.customer_id

    def record_satisfaction(self, score, comment=""):
        """Note how content the customer is with the outcome.

        :param score: whole number from 1 (very dissatisfied) to 5 (very satisfied)
        :param str comment: their remark, at most 20,000 characters
        :raises UserError: for another score, or where a complaint is not closed
        :raises AccessError: for who may not change the complaint
        """
        self.check_access("write")
        if isinstance(score, bool) or str(score) not in dict(SATISFACTION):
            raise UserError(
                self.env._("Satisfaction: give a whole number from 1 to 5.")
            )
        if comment and (not isinstance(comment, str) or len(comment) > LONGEST_TEXT):
            raise UserError(
                self.env._("Comment: give a text of at most 20,000 characters.")
            )
        for complaint in self:
            if complaint.state not in CLOSED:
                raise UserError(
                    self.env._(
                        "%(complaint)s is not closed yet: ask once it is.",
                        complaint=complaint.display_name,
                    )
                )
        # sudo: protected; checked above.
        self.sudo().write(
            {
                "satisfaction": str(score),
                "satisfaction_comment": comment,
                "satisfaction_at": fields.Datetime.now(),
            }
        )
        return True
