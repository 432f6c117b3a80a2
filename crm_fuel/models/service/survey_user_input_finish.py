import pytz

from odoo import fields, models

from ...tools.local_time import to_local
from ...tools.satisfaction import csat, nps_category
from ...tools.text import storable
from .survey_question import SCALES
from .survey_survey import SATISFACTION


class SurveyUserInput(models.Model):
    """How an answer comes in, and what it comes to when it is finished."""

    _inherit = "survey.user_input"

    # === WHAT IS SENT === #

    def _save_lines(self, question, answer, comment=None, overwrite_existing=True):
        # Where one answer of a page is refused, the others are stored already and come
        # again: until it is finished, a page may be sent as often as it takes.
        if self._fuel_is_satisfaction() and self.state != "done":
            overwrite_existing = True
        return super()._save_lines(question, answer, comment, overwrite_existing)

    def _get_line_answer_values(self, question, answer, answer_type):
        if self._fuel_is_satisfaction():
            if isinstance(answer, str):
                answer = storable(answer)
            elif answer_type == "scale" and type(answer) is int:
                # A zero is an answer, too.
                answer = str(answer)
        return super()._get_line_answer_values(question, answer, answer_type)

    def _get_line_comment_values(self, question, comment):
        if self._fuel_is_satisfaction():
            comment = storable(comment)
        return super()._get_line_comment_values(question, comment)

    def _fuel_is_satisfaction(self):
        return self.survey_id.survey_type == SATISFACTION

    # === WHEN IT IS FINISHED === #

    def _mark_done(self):
        asked = self.filtered(lambda it: it._fuel_is_satisfaction())
        if not asked:
            return super()._mark_done()
        # One after the other: of two requests that finish the same answer, the second
        # sees what the first has done.
        asked._lock()
        asked.invalidate_recordset(["state"])
        finished = asked.filtered(lambda it: it.state == "done")
        result = super(SurveyUserInput, self - finished)._mark_done()
        # sudo: whoever answers has no rights; the figures are the server's.
        trials = asked.filtered("test_entry")
        (asked - finished - trials).sudo()._fuel_finish()
        return result

    def _fuel_finish(self):
        """Fix what answers come to, and have low scores seen to."""
        ratings = self._fuel_fix_ratings()
        # Nothing of it is tracked: looking for that is most of what writing takes.
        quick = self.with_context(tracking_disable=True)
        for answer, plain in zip(quick, self, strict=True):
            answer.write(answer._fuel_figures(ratings.get(plain, ())))
            plain._fuel_see_to_it()

    def _fuel_fix_ratings(self):
        """Copy to each rating what it counts as.

        :return: the lines that count, one for each question, by answer
        :rtype: dict
        """
        found = {}
        for line in self.user_input_line_ids.sorted("id"):
            scale = SCALES.get(line.question_id.fuel_measure)
            if scale and line.answer_type == "scale" and line.value_scale in scale:
                found[line.user_input_id, line.question_id] = line
        by_question, by_answer = {}, {}
        for (answer, question), line in found.items():
            by_question.setdefault(question, []).append(line.id)
            by_answer.setdefault(answer, []).append(line)
        for question, ids in by_question.items():
            self.env["survey.user_input.line"].browse(ids).write(
                {
                    "fuel_measure": question.fuel_measure,
                    "fuel_dimension_id": question.fuel_dimension_id.id,
                }
            )
        return by_answer

    def _fuel_figures(self, ratings):
        """Return the figures of the answer; what was not answered is left out."""
        scores = {
            line.fuel_measure: line.value_scale
            for line in ratings
            if line.fuel_measure != "dimension"
        }
        values = {"fuel_answered_on": self._fuel_day()}
        satisfied = csat(
            line.value_scale for line in ratings if line.fuel_measure != "recommend"
        )
        if satisfied is not False:
            values["fuel_csat"] = satisfied
        if "overall" in scores:
            values["fuel_overall"] = scores["overall"]
        if "recommend" in scores:
            values["fuel_recommend"] = scores["recommend"]
            values["fuel_nps_category"] = nps_category(scores["recommend"])
        return values

    def _fuel_day(self):
        zone = pytz.timezone(self.fuel_company_id.fuel_tz or "UTC")
        return to_local(self.end_datetime or fields.Datetime.now(), zone).date()

    # === HOW IT IS SHOWN === #

    def get_formview_id(self, access_uid=None):
        if len(self) == 1 and self._fuel_is_satisfaction():
            return self.env.ref("crm_fuel.survey_user_input_view_form").id
        return super().get_formview_id(access_uid=access_uid)
