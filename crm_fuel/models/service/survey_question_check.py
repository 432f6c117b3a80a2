from odoo import models

from .survey_survey import SATISFACTION

MOST_CHARACTERS = 100


class SurveyQuestion(models.Model):
    """Choices, numbers and days that the questionnaire's page does not offer.

    Odoo stores the choice of another question, and stumbles over what is none.
    """

    _inherit = "survey.question"

    def validate_question(self, answer, comment=None):
        if self.survey_id.survey_type == SATISFACTION and answer:
            problem = self._fuel_choice_problem(answer)
            if problem:
                return {self.id: problem}
        return super().validate_question(answer, comment)

    def _fuel_choice_problem(self, answer):
        """Return why an answer cannot be taken; nothing where it can."""
        self.ensure_one()
        if self.question_type in ("simple_choice", "multiple_choice"):
            given = answer if isinstance(answer, list) else [answer]
            if not self._fuel_all_offered(given):
                return self.env._("Choose one of the answers that are offered.")
        elif self.question_type == "matrix":
            if not self._fuel_matrix_offered(answer):
                return self.env._("Choose one of the answers that are offered.")
        elif self.question_type in ("numerical_box", "date", "datetime"):
            if not isinstance(answer, str) or len(answer) > MOST_CHARACTERS:
                return self.env._("This is not an answer to the question.")
            if self.question_type == "numerical_box" and not is_number(answer):
                return self.env._("This is not a number.")
        return None

    def _fuel_all_offered(self, given):
        offered = set(map(str, self.suggested_answer_ids.ids))
        return all(isinstance(it, str | int) and str(it) in offered for it in given)

    def _fuel_matrix_offered(self, answer):
        rows = set(map(str, self.matrix_row_ids.ids))
        return (
            isinstance(answer, dict)
            and set(map(str, answer)) <= rows
            and all(
                isinstance(given, list) and self._fuel_all_offered(given)
                for given in answer.values()
            )
        )


def is_number(text):
    """Tell whether a text is a number that can be counted with."""
    try:
        value = float(text)
    except ValueError:
        return False
    return abs(value) < 1e15  # neither infinite nor "not a number"
