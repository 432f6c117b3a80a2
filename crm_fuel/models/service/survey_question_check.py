from odoo import models

from .survey_survey import SATISFACTION

# A hundred kilobytes of plain text: more than anybody types.
MOST_TEXT = 102_400
# Of an answer in one line.
MOST_LINE = 1_000


class SurveyQuestion(models.Model):
    """Answers that the questionnaire's page does not offer are refused with a reason."""

    _inherit = "survey.question"

    def validate_question(self, answer, comment=None):
        if self.survey_id.survey_type == SATISFACTION:
            problem = self._fuel_answer_problem(answer, comment)
            if problem:
                return {self.id: problem}
        return super().validate_question(answer, comment)

    def _fuel_answer_problem(self, answer, comment):
        """Return why an answer cannot be taken; nothing where it can."""
        self.ensure_one()
        problem = self._fuel_text_problem(comment or "")
        if problem or not answer:
            return problem
        if self.question_type == "scale":
            return self._fuel_scale_problem(answer)
        if self.question_type in ("char_box", "text_box"):
            return self._fuel_text_problem(answer)
        if self.question_type in ("simple_choice", "multiple_choice"):
            given = answer if isinstance(answer, list) else [answer]
            return self._fuel_choice_problem(given, self.suggested_answer_ids)
        if self.question_type == "matrix":
            return self._fuel_matrix_problem(answer)
        if not isinstance(answer, str) or len(answer) > MOST_LINE:
            return self.env._("This is not an answer to the question.")
        if self.question_type == "numerical_box" and not self._fuel_is_number(answer):
            return self.env._("This is not a number.")
        return None

    def _fuel_scale_problem(self, answer):
        offered = range(self.scale_min, self.scale_max + 1)
        if str(answer) not in map(str, offered):
            return self.env._(
                "Choose a number from %(least)s to %(most)s.",
                least=self.scale_min,
                most=self.scale_max,
            )
        return None

    def _fuel_text_problem(self, text):
        most = MOST_LINE if self.question_type == "char_box" else MOST_TEXT
        if not isinstance(text, str):
            return self.env._("This is not a text.")
        if len(text) > most:
            return self.env._(
                "This text has %(length)s characters; at most %(most)s can be taken. "
                "Please shorten it.",
                length=f"{len(text):,}",
                most=f"{most:,}",
            )
        # What no keyboard types, and PostgreSQL does not store.
        if "\0" in text or any("\ud800" <= it <= "\udfff" for it in text):
            return self.env._("This text has characters that cannot be stored.")
        return None

    def _fuel_choice_problem(self, given, offered):
        known = set(map(str, offered.ids))
        if not all(isinstance(it, str | int) and str(it) in known for it in given):
            return self.env._("Choose one of the answers that are offered.")
        return None

    def _fuel_matrix_problem(self, answer):
        rows = set(map(str, self.matrix_row_ids.ids))
        if not isinstance(answer, dict) or not set(map(str, answer)) <= rows:
            return self.env._("Choose one of the answers that are offered.")
        for given in answer.values():
            if not isinstance(given, list):
                return self.env._("Choose one of the answers that are offered.")
            problem = self._fuel_choice_problem(given, self.suggested_answer_ids)
            if problem:
                return problem
        return None

    def _fuel_is_number(self, answer):
        try:
            value = float(answer)
        except ValueError:
            return False
        return abs(value) < 1e15  # neither infinite nor "not a number"
