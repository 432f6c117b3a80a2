from odoo import api, fields, models
from odoo.exceptions import UserError

SATISFACTION = "fuel_satisfaction"
OCCASIONS = [
    ("delivery", "After a delivery"),
    ("yearly", "Yearly"),
]


class SurveySurvey(models.Model):
    """Questionnaires on customers' satisfaction."""

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[(SATISFACTION, "Customer satisfaction")],
        ondelete={SATISFACTION: "set default"},
    )
    fuel_occasion = fields.Selection(
        selection=OCCASIONS,
        string="Occasion",
        help="What customers are asked on: a single delivery, or the whole year.",
    )

    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        super()._compute_allowed_survey_types()
        if self.env.user.has_group("crm_fuel.group_fuel_manager"):
            self.allowed_survey_types = [
                *(self.allowed_survey_types or []),
                SATISFACTION,
            ]

    @api.onchange("survey_type")
    def _onchange_survey_type(self):
        result = super()._onchange_survey_type()
        if self.survey_type == SATISFACTION:
            self.update(self._fuel_satisfaction_settings())
        return result

    @api.model
    def _fuel_satisfaction_settings(self):
        """Return what suits such a questionnaire.

        Invited people only, each invitation once: a link that went round would otherwise
        vote as often as somebody likes.
        """
        return {
            "access_mode": "token",
            "users_login_required": False,
            "is_attempts_limited": True,
            "attempts_limit": 1,
            "is_time_limited": False,
            "certification": False,
            "scoring_type": "no_scoring",
            "questions_layout": "one_page",
            "questions_selection": "all",
            "users_can_go_back": False,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fuel_answered(self):
        """Answers are history: their questionnaire stays, archived."""
        asked = self.filtered(lambda survey: survey.survey_type == SATISFACTION)
        # sudo: to know of answers, not to read them.
        inputs = self.env["survey.user_input"].sudo()
        answered = inputs.search(
            [("survey_id", "in", asked.ids), ("test_entry", "=", False)], limit=1
        )
        if answered:
            raise UserError(
                self.env._(
                    "%(survey)s has been sent to customers: archive it instead of "
                    "deleting it, so that their answers stay.",
                    survey=answered.survey_id.display_name,
                )
            )
