import logging

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import plaintext2html

from .fuel_complaint import LONGEST_TEXT
from .fuel_complaint_mail import LONGEST_NAME

_logger = logging.getLogger(__name__)

FOLLOW_UPS = [
    ("complaint", "Complaint"),
    ("activity", "Activity"),
    ("nobody", "Nobody to follow it up"),
]


class SurveyUserInput(models.Model):
    """Who sees to a low score.

    A rating as low as the company's threshold for complaints opens a complaint; an
    overall rating or a recommendation that is merely lukewarm, a to-do of the account
    manager. Both in the transaction that finishes the answer, and one of them only. The
    answer comes first: where no complaint can be made of it, there is a to-do that says
    why, and where there is nobody to do it, the answer's own log.
    """

    _inherit = "survey.user_input"

    fuel_follow_up = fields.Selection(
        selection=FOLLOW_UPS,
        string="Followed up by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What a low score has opened. Empty: it was not low.",
    )
    fuel_complaint_ids = fields.One2many(
        comodel_name="fuel.complaint",
        inverse_name="user_input_id",
        string="Complaints",
        readonly=True,
        copy=False,
    )
    fuel_activity_id = fields.Many2one(
        comodel_name="mail.activity",
        string="To-do",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _fuel_see_to_it(self):
        """Open what a low score calls for."""
        self.ensure_one()
        # Already seen to, in this transaction or before.
        if self.fuel_follow_up:
            return
        lowness = self._fuel_lowness()
        if not lowness:
            return
        # Not as whoever answers: they would be the author of it, and seen as it.
        answer = self.with_user(SUPERUSER_ID).with_company(self.fuel_company_id)
        answer = answer.with_context(lang=answer._fuel_follower().lang)
        trouble = None
        if lowness == "complaint" and answer.fuel_customer_id:
            complaint, trouble = answer._fuel_open_complaint()
            if complaint:
                answer.fuel_follow_up = "complaint"
                return
        answer._fuel_open_activity(trouble)

    def _fuel_lowness(self):
        """Say what the company's thresholds call for: a complaint, an activity, nothing.

        :rtype: str or None
        """
        company = self.fuel_company_id
        ratings = [
            line.value_scale
            for line in self.user_input_line_ids
            if line.fuel_measure in ("overall", "dimension")
        ]
        if ratings and min(ratings) <= company.fuel_survey_complaint_score:
            return "complaint"
        lukewarm = [
            line
            for line in self.user_input_line_ids
            if line.fuel_measure == "overall"
            and line.value_scale <= company.fuel_survey_activity_score
            or line.fuel_measure == "recommend"
            and line.value_scale <= company.fuel_survey_activity_recommend
        ]
        return "activity" if lukewarm else None

    # === COMPLAINT === #

    def _fuel_open_complaint(self):
        """Try to open a complaint.

        :return: the complaint (empty where it was refused), and the reason it was
        """
        complaint = self.env["fuel.complaint"]
        reason = None
        try:
            with self.env.cr.savepoint():
                complaint = complaint._open_from(self._fuel_complaint_values())
                self.env.flush_all()
        except UserError as error:
            reason = str(error)
        except IntegrityError as error:
            # What only the database refuses.
            reason = error.diag.message_primary or str(error)
        if reason is None:
            return complaint, None
        _logger.info("No complaint of survey answer %s: %s", self.id, reason)
        self.env.invalidate_all(flush=False)
        return complaint.browse(), reason

    def _fuel_complaint_values(self):
        """Return a complaint of the answer, without what disagrees with its customer."""
        customer = self.fuel_customer_id
        order, visit, contact = (
            self.fuel_order_id,
            self.fuel_visit_id,
            self.partner_id,
        )
        if order.partner_id.commercial_partner_id != customer:
            order = order.browse()
        picking = self.fuel_picking_id
        if not order or picking.sale_id != order:
            picking = picking.browse()
        vessel = self.fuel_vessel_id
        if order.fuel_vessel_id:
            vessel = order.fuel_vessel_id
        if contact.commercial_partner_id != customer:
            contact = contact.browse()
        if visit.customer_id.commercial_partner_id != customer:
            visit = visit.browse()
        owner = self._fuel_follower()
        return {
            "name": self._fuel_subject()[:LONGEST_NAME],
            "description": self._fuel_report()[:LONGEST_TEXT],
            "source": "survey",
            "user_input_id": self.id,
            "customer_id": customer.id,
            "contact_id": contact.id,
            "order_id": order.id,
            "picking_id": picking.id,
            "vessel_id": vessel.id,
            "port_id": (order.fuel_port_id or self.fuel_port_id).id,
            "visit_id": visit.id,
            "user_id": owner.id,
            "company_id": self.fuel_company_id.id,
        }

    def _fuel_subject(self):
        about = (
            self.fuel_order_id.name
            or self.fuel_visit_id.display_name
            or self.survey_id.title
        )
        lows = [
            f"{line.question_id.title} {line.value_scale}"
            for line in self._fuel_low_lines()
        ]
        return self.env._(
            "Low score (%(about)s): %(lows)s",
            about=about,
            lows=", ".join(lows),
        )

    def _fuel_low_lines(self):
        """Return what was rated low, the lowest first."""
        company = self.fuel_company_id
        most = max(
            company.fuel_survey_complaint_score, company.fuel_survey_activity_score
        )
        return self.user_input_line_ids.filtered(
            lambda line: (
                line.value_scale <= company.fuel_survey_activity_recommend
                if line.fuel_measure == "recommend"
                else line.fuel_measure and line.value_scale <= most
            )
        ).sorted(lambda line: (line.fuel_measure == "recommend", line.value_scale))

    def _fuel_report(self):
        """Return the whole answer as text: what was asked and what was said."""
        return "\n".join(
            f"{line.question_id.title}: {line._get_answer_value()}"
            for line in self.user_input_line_ids
            if not line.skipped
        )

    # === ACTIVITY === #

    def _fuel_follower(self):
        """Return who follows a low score up, if anybody can."""
        company = self.fuel_company_id

        def fits(user):
            return user.active and not user.share and company in user.company_ids

        candidates = (
            self.fuel_customer_id.user_id
            | self.fuel_manager_id
            | self.fuel_team_id.user_id
            | self.survey_id.user_id
        )
        return candidates.filtered(fits)[:1]

    def _fuel_open_activity(self, trouble=None):
        """Give a to-do to the account manager, on the customer where one is known.

        :param str trouble: why no complaint could be made
        """
        user = self._fuel_follower()
        note = self._fuel_report()
        if trouble:
            note = "\n".join(
                [
                    self.env._(
                        "No complaint could be opened: %(reason)s", reason=trouble
                    ),
                    note,
                ]
            )
        if not user:
            self.fuel_follow_up = "nobody"
            self._message_log(body=plaintext2html(note))
            return
        about = self.fuel_customer_id or self
        self.fuel_activity_id = about.activity_schedule(
            "crm_fuel.mail_activity_type_survey",
            summary=self._fuel_subject()[:LONGEST_NAME],
            note=plaintext2html(note),
            user_id=user.id,
            date_deadline=fields.Date.context_today(self.with_context(tz=user.tz)),
        )
        self.fuel_follow_up = "activity"
