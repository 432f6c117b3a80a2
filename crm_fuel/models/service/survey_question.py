from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.satisfaction import RATINGS, RECOMMENDATIONS
from .survey_survey import SATISFACTION

MEASURES = [
    ("dimension", "Dimension"),
    ("overall", "Overall satisfaction"),
    ("recommend", "Likelihood to recommend"),
]
SCALES = {
    "dimension": RATINGS,
    "overall": RATINGS,
    "recommend": RECOMMENDATIONS,
}
LONGEST_REMARK = 10_000
# What given answers mean hangs on these.
MEANING = ("fuel_measure", "question_type", "scale_min", "scale_max", "survey_id")


class SurveyQuestion(models.Model):
    """What a question of a satisfaction questionnaire counts as.

    Answers keep what they were asked: the dimension is copied to each of them, so that
    another one chosen later counts from then on; a question that was answered keeps its
    type and scale, and is not deleted.
    """

    _inherit = "survey.question"

    # === FIELDS === #

    fuel_measure = fields.Selection(
        selection=MEASURES,
        string="Counts as",
        help="Ratings from 1 to 5 count as the overall satisfaction or as a dimension, "
        "from 0 to 10 as the likelihood to recommend. Empty: a question without figures.",
    )
    fuel_dimension_id = fields.Many2one(
        comodel_name="fuel.survey.dimension",
        string="Dimension",
        index="btree_not_null",
        ondelete="restrict",
        help="Another one counts for answers that are still to come.",
    )
    fuel_survey_type = fields.Selection(
        related="survey_id.survey_type", string="Type of its survey"
    )

    # === CONSTRAINTS AND INDEXES === #

    _fuel_measure_scale = models.Constraint(
        "CHECK (fuel_measure IS NULL OR question_type = 'scale' AND CASE fuel_measure"
        " WHEN 'recommend' THEN scale_min = 0 AND scale_max = 10"
        " ELSE scale_min = 1 AND scale_max = 5 END)",
        "Counts as: ratings need a scale from 1 to 5, the likelihood to recommend one "
        "from 0 to 10.",
    )
    _fuel_measure_dimension = models.Constraint(
        "CHECK ((COALESCE(fuel_measure, '') = 'dimension')"
        " = (fuel_dimension_id IS NOT NULL))",
        "Dimension: choose one for a question that counts as a dimension, and for no "
        "other.",
    )
    _fuel_measure_once = models.UniqueIndex(
        "(survey_id, fuel_measure) WHERE fuel_measure IN ('overall', 'recommend')",
        "Counts as: a questionnaire asks once for the overall satisfaction and once for "
        "the likelihood to recommend.",
    )

    @api.onchange("fuel_measure")
    def _onchange_fuel_measure(self):
        scale = SCALES.get(self.fuel_measure)
        if scale:
            self.question_type = "scale"
            self.scale_min, self.scale_max = scale[0], scale[-1]
        if self.fuel_measure != "dimension":
            self.fuel_dimension_id = False

    # === CRUD METHODS === #

    def copy_data(self, default=None):
        """A question duplicated within its questionnaire counts as nothing yet.

        With the whole questionnaire, its meaning is copied along.
        """
        vals_list = super().copy_data(default)
        if self.env.context.get("fuel_copies_survey"):
            return vals_list
        for question, vals in zip(self, vals_list, strict=True):
            if question.fuel_measure in ("overall", "recommend"):
                vals["fuel_measure"] = False
        return vals_list

    def write(self, vals):
        self._fuel_refuse_other_meaning(vals)
        return super().write(vals)

    def _fuel_refuse_other_meaning(self, vals):
        """Refuse to change what given answers mean.

        :raises UserError: naming the question and the field
        """
        names = [name for name in MEANING if name in vals]
        if not names:
            return
        for question in self._fuel_answered():
            for name in names:
                field = self._fields[name]
                given = field.convert_to_cache(vals[name], question)
                if given != field.convert_to_cache(question[name], question):
                    raise UserError(
                        self.env._(
                            "%(question)s has been answered: %(field)s stays as it is. "
                            "Duplicate the questionnaire, change the copy and archive "
                            "this one.",
                            question=question.title,
                            field=field._description_string(self.env),
                        )
                    )

    def _fuel_answered(self):
        """Return those that customers have answered."""
        asked = self.filtered(lambda it: it.survey_id.survey_type == SATISFACTION)
        if not asked:
            return asked
        # sudo: to know that there are answers, not to read them.
        groups = (
            self.env["survey.user_input.line"]
            .sudo()
            ._read_group(
                [
                    ("question_id", "in", asked.ids),
                    ("user_input_id.test_entry", "=", False),
                ],
                ["question_id"],
            )
        )
        ids = {question.id for (question,) in groups}
        return asked.filtered(lambda it: it.id in ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fuel_answered(self):
        answered = self._fuel_answered()
        if answered:
            raise UserError(
                self.env._(
                    "%(question)s has been answered and cannot be deleted. Duplicate "
                    "the questionnaire, delete the question from the copy and archive "
                    "this one.",
                    question=answered[0].title,
                )
            )

    # === VALIDATION === #

    def validate_question(self, answer, comment=None):
        """Also refuse what a form would not send: see the ones of Odoo."""
        if self.survey_id.survey_type == SATISFACTION:
            error = self._fuel_answer_error(answer, comment)
            if error:
                return {self.id: error}
            if self.question_type == "scale" and type(answer) is int:
                answer = str(answer)
        return super().validate_question(answer, comment)

    def _fuel_answer_error(self, answer, comment):
        """Say what is wrong with an answer, or nothing."""
        for text in (answer, comment):
            if isinstance(text, str) and len(text) > LONGEST_REMARK:
                return self.env._(
                    "Your text has %(length)s characters; there is room for %(most)s. "
                    "Please shorten it.",
                    length=f"{len(text):,}",
                    most=f"{LONGEST_REMARK:,}",
                )
        # The page makes an empty list of what is left out. Zero is a recommendation.
        if not answer and type(answer) is not int:
            return None
        if self.question_type == "scale":
            lowest, highest = self.scale_min, self.scale_max
            text = str(answer).strip() if isinstance(answer, str | int) else ""
            usable = text.isascii() and text.isdigit() and len(text) <= 2
            if not usable or not lowest <= int(text) <= highest:
                return self.env._(
                    "Please choose a number from %(lowest)s to %(highest)s.",
                    lowest=str(lowest),
                    highest=str(highest),
                )
        elif self.question_type in ("text_box", "char_box") and not isinstance(
            answer, str
        ):
            return self.env._("Please answer in words.")
        return None


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fuel_answered(self):
        """A choice that customers have made stays; so does the row it was made in."""
        questions = self.question_id | self.matrix_question_id
        asked = questions.filtered(lambda it: it.survey_id.survey_type == SATISFACTION)
        if not asked:
            return
        # sudo: to know that there are answers, not to read them.
        lines = self.env["survey.user_input.line"].sudo()
        line = lines.search(
            [
                ("question_id", "in", asked.ids),
                ("user_input_id.test_entry", "=", False),
                "|",
                ("suggested_answer_id", "in", self.ids),
                ("matrix_row_id", "in", self.ids),
            ],
            limit=1,
        )
        if line:
            chosen = line.suggested_answer_id & self or line.matrix_row_id
            raise UserError(
                self.env._(
                    "%(answer)s has been chosen by customers and cannot be deleted. "
                    "Duplicate the questionnaire, delete it from the copy and archive "
                    "this one.",
                    answer=chosen.display_name,
                )
            )
