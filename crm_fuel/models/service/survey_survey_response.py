from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .survey_survey import SATISFACTION


class SurveySurvey(models.Model):
    """How many of those who were asked have answered."""

    _inherit = "survey.survey"

    fuel_sent_count = fields.Integer(
        string="Invitations sent",
        compute="_compute_fuel_response",
        help="Of those that you may see. What did not reach its contact, came back or was "
        "withdrawn without an answer is not counted.",
    )
    fuel_answer_count = fields.Integer(
        string="Invitations answered", compute="_compute_fuel_response"
    )
    fuel_response_rate = fields.Float(
        string="Response rate (%)",
        digits=(5, 1),
        compute="_compute_fuel_response",
        help="Invitations answered of those sent. Answers that nobody was invited to by "
        "mail are not counted; who opted out without answering was asked all the same.",
    )

    @api.depends("user_input_ids.state", "user_input_ids.fuel_mail_state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fuel_response(self):
        inputs = self.env["survey.user_input"]
        sent, answered = {}, {}
        for survey, state, count in inputs._read_group(
            Domain("survey_id", "in", self.ids) & inputs._fuel_asked_domain(),
            ["survey_id", "state"],
            ["__count"],
        ):
            sent[survey.id] = sent.get(survey.id, 0) + count
            if state == "done":
                answered[survey.id] = count
        for survey in self:
            asked = sent.get(survey.id, 0)
            survey.fuel_sent_count = asked
            survey.fuel_answer_count = answered.get(survey.id, 0)
            survey.fuel_response_rate = (
                100.0 * survey.fuel_answer_count / asked if asked else 0.0
            )

    def action_open_fuel_invitations(self):
        """Open the invitations to a questionnaire.

        :return: window action on ``survey.user_input``
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_fuel.fuel_invitation_action"
        )
        action["domain"] = [
            ("survey_id", "=", self.id),
            ("fuel_mail_state", "!=", False),
        ]
        action["context"] = {}
        return action

    def action_send_survey(self):
        """Open our own dialogue, which leaves out who does not want to be asked."""
        if len(self) == 1 and self.survey_type == SATISFACTION:
            contacts = self.env.context.get("default_partner_ids") or []
            return self.env["fuel.survey.send"]._open(
                contact_ids=contacts, survey_id=self.id
            )
        return super().action_send_survey()


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    fuel_response_rate = fields.Float(
        string="Response rate (%)",
        compute="_compute_fuel_response_rate",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="Of a group: invitations answered of those sent.",
    )

    @api.depends("state", "fuel_mail_state")
    def _compute_fuel_response_rate(self):
        for answer in self:
            answered = answer.fuel_mail_state == "sent" and answer.state == "done"
            answer.fuel_response_rate = 100.0 if answered else 0.0

    @api.model
    def _fuel_asked_domain(self):
        """Return the domain of what the response rate is counted over."""
        return (
            Domain("fuel_mail_state", "=", "sent")
            & Domain("test_entry", "=", False)
            & (Domain("fuel_revoked_at", "=", False) | Domain("state", "=", "done"))
        )

    def _read_group_select(self, aggregate_spec, query):
        """A group's rate is its answers by its letters, whatever else is in it."""
        if aggregate_spec != "fuel_response_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        columns = {
            name: self._field_to_sql(self._table, name, query)
            for name in ("fuel_mail_state", "fuel_revoked_at", "state", "test_entry")
        }
        return SQL(
            """100.0 * count(*) FILTER (WHERE %(asked)s AND %(state)s = 'done')
            / NULLIF(count(*) FILTER (WHERE %(asked)s), 0)""",
            asked=SQL(
                """%(fuel_mail_state)s = 'sent' AND %(test_entry)s IS NOT TRUE
                AND (%(fuel_revoked_at)s IS NULL OR %(state)s = 'done')""",
                **columns,
            ),
            state=columns["state"],
        )
