from odoo import api, fields, models
from odoo.exceptions import UserError

from .fuel_complaint import CLOSED

# How long the question at the end can be answered by its link.
ANSWER_DAYS = 60
ANSWERS = [("accepted", "Agreed"), ("declined", "Not agreed")]


class FuelComplaint(models.Model):
    """What customers do to a complaint from their own pages, and by letter."""

    _inherit = "fuel.complaint"

    proposal_answer = fields.Selection(
        selection=ANSWERS,
        string="Customer's answer",
        readonly=True,
        copy=False,
        tracking=True,
        help="To the settlement that was proposed last.",
    )
    proposal_answered_at = fields.Datetime(
        string="Answered on", readonly=True, copy=False
    )

    # === HOOKS === #

    def _portal_path(self):
        self.ensure_one()
        return f"/my/fuel/complaints/{self._portal_ref()}"

    def _portal_answerers(self):
        return self.user_id or self._escalation_users()

    def _after_move(self, state):
        result = super()._after_move(state)
        if state == "proposed":
            # sudo: protected; another proposal is another question.
            self.sudo().write({"proposal_answer": False, "proposal_answered_at": False})
        return result

    def _after_customer_message(self, message):
        result = super()._after_customer_message(message)
        if self.state in CLOSED:
            self._call_owner_back()
        else:
            # It is our turn again.
            self._start_clocks()
        return result

    def _call_owner_back(self):
        """Give the owner a to-do: a closed complaint is in nobody's list any more."""
        self.ensure_one()
        if not self._owner_activities():
            for user in self._portal_answerers():
                self.with_context(lang=user.lang).activity_schedule(
                    "crm_fuel.mail_activity_type_complaint",
                    summary=self.with_context(lang=user.lang).env._(
                        "The customer wrote after the complaint was closed"
                    ),
                    user_id=user.id,
                )

    # === THE PROPOSED SETTLEMENT === #

    def _answer_proposal(self, partner, answer, text, key):
        """Note whether the customer agrees with what was proposed, and tell the owner.

        :raises UserError: where nothing is proposed, or was answered already
        """
        self.ensure_one()
        if answer not in dict(ANSWERS):
            raise UserError(
                self.env._("Your answer: choose whether you agree or do not agree.")
            )
        self._lock()
        if self.state != "proposed":
            raise UserError(self.env._("There is no proposal to answer at the moment."))
        if self.proposal_answer:
            raise UserError(self.env._("This proposal has been answered already."))
        if answer == "declined" and not text:
            raise UserError(
                self.env._("Remark: say what you would agree with instead.")
            )
        self.write(
            {
                "proposal_answer": answer,
                "proposal_answered_at": fields.Datetime.now(),
            }
        )
        said = (
            self.env._("We agree with the proposed settlement.")
            if answer == "accepted"
            else self.env._("We do not agree with the proposed settlement.")
        )
        self._portal_say(partner, "\n\n".join(filter(None, (said, text))), [], key)

    # === SATISFACTION === #

    def _may_tell_satisfaction(self):
        """Tell whether the customer can still say how content they are, once a close."""
        self.ensure_one()
        return self.state in CLOSED and (
            not self.satisfaction
            or not self.satisfaction_at
            or (bool(self.closed_at) and self.satisfaction_at < self.closed_at)
        )

    def _tell_satisfaction(self, score, comment):
        """Note what the customer says themselves: once, other than what we note.

        :raises UserError: for a bad score, a long comment, or the second time
        """
        self.ensure_one()
        self._lock()
        if self.state in CLOSED and not self._may_tell_satisfaction():
            raise UserError(
                self.env._("You have told us already how content you are. Thank you!")
            )
        self.record_satisfaction(score, comment)

    @api.model
    def _satisfaction_path(self, token):
        return f"/fuel/satisfaction/{token}"

    def _make_satisfaction_link(self):
        """Return the address at which the one who is asked answers without logging in.

        It is kept by nobody but the letter: what is stored is its hash.
        """
        self.ensure_one()
        partner = self._satisfaction_partner()
        # sudo: nobody has a right to tokens.
        token = self.env["fuel.portal.token"].sudo()._make(self, partner, ANSWER_DAYS)
        return self.get_base_url() + self._satisfaction_path(token)

    def action_ask_satisfaction(self):
        """Open the dialogue to note how content the customer is with the outcome.

        :return: window action on ``fuel.complaint.satisfaction``
        :rtype: dict
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Satisfaction with the outcome"),
            "res_model": "fuel.complaint.satisfaction",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def action_ask_wait(self):
        """Open the dialogue that asks what the customer has to do.

        :return: window action on ``fuel.complaint.wait``
        :rtype: dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Wait for the customer"),
            "res_model": "fuel.complaint.wait",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_complaint_ids": [(6, 0, self.ids)]},
        }
