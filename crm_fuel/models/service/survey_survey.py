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
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("crm_fuel.group_fuel_manager"):
            self.allowed_survey_types = [
                *(self.allowed_survey_types or []),
                SATISFACTION,
            ]
        return result

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

    # === ACTIONS === #

    def action_survey_user_input_completed(self):
        return self._fuel_answers_shown(super().action_survey_user_input_completed())

    def action_survey_user_input(self):
        return self._fuel_answers_shown(super().action_survey_user_input())

    def _fuel_answers_shown(self, action):
        """Let Odoo's action show the answers of a satisfaction questionnaire."""
        if self.survey_type == SATISFACTION:
            action["domain"] = [("survey_id.survey_type", "=", SATISFACTION)]
        return action

    # === CRUD METHODS === #

    def copy(self, default=None):
        copies = super(SurveySurvey, self.with_context(fuel_copies_survey=True)).copy(
            default
        )
        return copies.with_env(self.env)

    def write(self, vals):
        other = self.filtered(
            lambda survey: (
                survey.survey_type == SATISFACTION
                and vals.get("survey_type", SATISFACTION) != SATISFACTION
            )
        )
        # Its answers would stay without anybody who may read them.
        other._fuel_refuse_answered(
            self.env._("leave its type as it is, or begin another one.")
        )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fuel_answered(self):
        """Answers are history: their questionnaire stays, archived."""
        self.filtered(
            lambda survey: survey.survey_type == SATISFACTION
        )._fuel_refuse_answered(
            self.env._("archive it instead of deleting it, so that its answers stay.")
        )

    def _fuel_refuse_answered(self, instead):
        """Refuse what must not be done once customers were asked.

        :param str instead: what to do instead
        :raises UserError: naming the questionnaire
        """
        if not self:
            return
        # sudo: to know that customers were asked, not to read answers.
        asked = self.env["survey.user_input"].sudo()
        asked = asked.search(
            [("survey_id", "in", self.ids), ("test_entry", "=", False)], limit=1
        )
        if asked:
            raise UserError(
                self.env._(
                    "%(survey)s has been sent to customers: %(instead)s",
                    survey=asked.survey_id.display_name,
                    instead=instead,
                )
            )
