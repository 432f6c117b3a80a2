from odoo.fields import Command
from odoo.tests import tagged

from .common_survey_send import SurveySendCommon


@tagged("post_install", "-at_install")
class TestFuelSurveyAnswerCheck(SurveySendCommon):
    """Answers that the page does not offer are refused, each with its reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.survey.copy({"question_and_page_ids": [Command.clear()]})

    def question(self, kind, **values):
        return self.env["survey.question"].create(
            {"survey_id": self.own.id, "title": "?", "question_type": kind, **values}
        )

    def problem(self, question, answer, comment=None):
        return question.validate_question(answer, comment).get(question.id)

    def test_what_was_not_answered(self):
        """The controller makes an empty list of what the page did not send."""
        for kind in ("scale", "text_box", "char_box", "matrix", "numerical_box"):
            for nothing in ([], {}, "", None):
                with self.subTest(kind=kind, nothing=nothing):
                    self.assertFalse(self.problem(self.question(kind), nothing))

    def test_choices(self):
        question, other = (
            self.question(kind, suggested_answer_ids=[Command.create({"value": "Yes"})])
            for kind in ("simple_choice", "multiple_choice")
        )
        [own], [foreign] = question.suggested_answer_ids, other.suggested_answer_ids
        self.assertFalse(self.problem(question, str(own.id)))
        for answer in (str(foreign.id), "abc", "999999999", [{"x": 1}]):
            self.assertIn("that are offered", self.problem(question, answer), answer)

    def test_matrix(self):
        question = self.question(
            "matrix",
            suggested_answer_ids=[Command.create({"value": "Good"})],
            matrix_row_ids=[Command.create({"value": "Row"})],
        )
        row, column = question.matrix_row_ids.id, question.suggested_answer_ids.id
        self.assertFalse(self.problem(question, {str(row): [str(column)]}))
        for answer in (
            {str(column): [str(column)]},
            {str(row): [str(row)]},
            {str(row): str(column)},
            "text",
        ):
            self.assertIn("that are offered", self.problem(question, answer), answer)

    def test_numbers_and_dates(self):
        number = self.question("numerical_box")
        self.assertFalse(self.problem(number, "12.5"))
        for answer in ("nan", "inf", "1e400", "twelve"):
            self.assertIn("not a number", self.problem(number, answer), answer)
        date = self.question("date")
        self.assertFalse(self.problem(date, "2026-03-01"))
        self.assertIn("not an answer", self.problem(date, {"a": 1}))

    def test_other_surveys_stay_as_odoo_has_them(self):
        quiz = self.env["survey.survey"].create({"title": "Quiz"})
        question = self.env["survey.question"].create(
            {"survey_id": quiz.id, "title": "?", "question_type": "scale"}
        )
        self.assertFalse(self.problem(question, "99"))
