from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_survey import MOMENT, SurveyCommon


@tagged("-at_install", "post_install")
class TestSurveyFacts(SurveyCommon):
    """What an answer knows, and who may not write it."""

    def test_of_a_contact_the_company_and_its_manager(self):
        grade = self.env["res.partner.grade"].create({"name": "Gold"})
        self.customer.grade_id = grade
        answer = self.invite()
        self.assertRecordValues(
            answer,
            [
                {
                    "partner_id": self.buyer.id,
                    "fuel_customer_id": self.customer.id,
                    "fuel_tier_id": grade.id,
                    "fuel_manager_id": self.am_anna.id,
                    "fuel_team_id": self.team_north.id,
                    "fuel_company_id": self.company.id,
                }
            ],
        )

    def test_a_delivery_brings_its_order_vessel_and_port(self):
        vessel = self.make_vessel()
        port = self.make_port("ZZSVA")
        order = self.delivered(fuel_vessel_id=vessel.id, fuel_port_id=port.id)
        answer = self.invite(fuel_picking_id=order.picking_ids.id)
        self.assertRecordValues(
            answer,
            [
                {
                    "fuel_order_id": order.id,
                    "fuel_vessel_id": vessel.id,
                    "fuel_port_id": port.id,
                    "fuel_customer_id": self.customer.id,
                }
            ],
        )

    def test_an_agent_answers_for_the_customer_of_the_order(self):
        agent = self.make_customer("Port Agent")
        order = self.delivered()
        answer = self.invite(partner=agent, fuel_order_id=order.id)
        self.assertEqual(answer.fuel_customer_id, self.customer)
        self.assertEqual(answer.partner_id, agent)

    def test_a_contact_given_as_customer_is_their_company(self):
        answer = self.invite(fuel_customer_id=self.buyer.id)
        self.assertEqual(answer.fuel_customer_id, self.customer)

    def test_facts_stay_when_the_customer_moves_on(self):
        answer = self.answer(overall=4, recommend=9)
        self.customer.user_id = self.am_bo
        self.assertEqual(answer.fuel_manager_id, self.am_anna)

    def test_managers_invite_but_forge_nothing(self):
        inputs = self.inputs.with_user(self.manager)
        answer = inputs.create(
            {"survey_id": self.delivery.id, "partner_id": self.buyer.id}
        )
        self.assertEqual(answer.sudo().fuel_customer_id, self.customer)
        with self.refused(AccessError, "Customer"):
            inputs.create(
                {"survey_id": self.delivery.id, "fuel_customer_id": self.customer.id}
            )
        with self.refused(AccessError, "Overall"):
            inputs.with_context(default_fuel_overall=5).create(
                {"survey_id": self.delivery.id, "partner_id": self.buyer.id}
            )
        with self.refused(AccessError, ""):
            answer.write({"deadline": False})
        with self.refused(AccessError, "NPS category"):
            answer.write({"fuel_nps_category": "promoter"})

    def test_other_surveys_know_nothing(self):
        other = self.env["survey.survey"].create({"title": "Staff"})
        answer = other._create_answer(partner=self.buyer)
        answer._mark_done()
        self.assertFalse(answer.fuel_customer_id)
        self.assertFalse(answer.fuel_answered_on)


@tagged("-at_install", "post_install")
class TestSurveyFigures(SurveyCommon):
    """What an answer comes to when it is finished."""

    @freeze_time(MOMENT)
    def test_figures(self):
        answer = self.answer(
            overall=4, timeliness=5, quantity=3, quality=4, recommend=9, remark="Good"
        )
        self.assertEqual(answer.state, "done")
        self.assertEqual(answer.fuel_overall, 4)
        self.assertEqual(answer.fuel_csat, 75)
        self.assertEqual(answer.fuel_recommend, 9)
        self.assertEqual(answer.fuel_nps_category, "promoter")
        self.assertEqual(str(answer.fuel_answered_on), "2026-03-02")

    @freeze_time("2026-03-02 17:00:00")
    def test_the_day_is_the_companys(self):
        answer = self.answer(overall=4, recommend=9)
        self.assertEqual(str(answer.fuel_answered_on), "2026-03-03")

    def test_nothing_is_fixed_before_the_end(self):
        answer = self.answer(overall=1, finish=False)
        self.assertFalse(answer.fuel_overall)
        self.assertFalse(answer.user_input_line_ids.filtered("fuel_measure"))
        self.assertFalse(answer.fuel_follow_up)

    def test_zero_is_a_recommendation(self):
        answer = self.answer(overall=4, recommend=0)
        self.assertEqual(answer.fuel_nps_category, "detractor")
        other = self.invite()
        other._mark_in_progress()
        other._save_lines(self.question("recommend"), 0)
        other._mark_done()
        self.assertEqual(other.fuel_nps_category, "detractor")

    def test_not_answered_is_not_zero(self):
        answer = self.answer(remark="No time")
        self.assertFalse(answer.fuel_nps_category)
        self.assertFalse(answer.fuel_follow_up)
        self.env.flush_all()
        self.cr.execute(
            "SELECT fuel_overall, fuel_csat, fuel_recommend FROM survey_user_input"
            " WHERE id = %s",
            [answer.id],
        )
        self.assertEqual(self.cr.fetchone(), (None, None, None))

    def test_trials_count_nowhere(self):
        answer = self.delivery.with_user(self.manager)._create_answer(
            user=self.manager, test_entry=True
        )
        self.answer(answer.sudo(), overall=1, recommend=0)
        self.assertFalse(answer.sudo().fuel_answered_on)
        self.assertFalse(
            self.env["fuel.satisfaction"].search([("user_input_id", "=", answer.id)])
        )

    def test_what_was_sent_twice_counts_once(self):
        answer = self.answer(overall=2, finish=False)
        # Two requests at once may each have stored a line.
        answer.user_input_line_ids.copy({"value_scale": 5})
        answer._mark_done()
        self.assertEqual(answer.fuel_overall, 5)
        self.assertEqual(len(answer.user_input_line_ids.filtered("fuel_measure")), 1)

    def test_finishing_again_changes_nothing(self):
        answer = self.answer(overall=1, recommend=1)
        before = answer.fuel_complaint_ids, answer.end_datetime
        with freeze_time("2030-01-01"):
            answer._mark_done()
        self.assertEqual((answer.fuel_complaint_ids, answer.end_datetime), before)
        self.assertEqual(len(answer.fuel_complaint_ids), 1)

    def test_a_page_that_was_refused_may_be_sent_again(self):
        answer = self.answer(overall=2, finish=False)
        answer._save_lines(self.question("overall"), "4", overwrite_existing=False)
        answer._mark_done()
        self.assertEqual(answer.fuel_overall, 4)
        with self.refused(UserError, "overwritten"):
            answer._save_lines(self.question("overall"), "1", overwrite_existing=False)


@tagged("-at_install", "post_install")
class TestSurveyInput(SurveyCommon):
    """What the page does not send, and others might."""

    def error(self, name, answer):
        question = self.question(name)
        return question.validate_question(answer).get(question.id)

    def test_scale(self):
        for value in (
            "6",
            "0",
            "-1",
            "4.0",
            "١",
            "abc",
            "1e0",
            [4],
            {"a": 1},
            99**9,
            True,
        ):
            with self.subTest(value=value):
                self.assertIn("from 1 to 5", self.error("overall", value) or "")
        for value in ("1", "5", 3, " 4 "):
            with self.subTest(value=value):
                self.assertFalse(self.error("overall", value))
        self.assertFalse(self.error("recommend", 0))
        self.assertIn("from 0 to 10", self.error("recommend", "11"))

    def test_what_must_be_answered(self):
        self.assertIn("requires", self.error("overall", ""))
        for nothing in ("", [], None, False):
            self.assertFalse(self.error("quality", nothing))
            self.assertFalse(self.error("remark", nothing))
            self.assertIn("requires", self.error("overall", nothing))

    def test_long_texts(self):
        self.assertFalse(self.error("remark", "😀" * 10_000))
        self.assertIn("100,000 characters", self.error("remark", "x" * 100_000))
        self.assertIn("in words", self.error("remark", ["a"]))

    def test_emoji_and_what_cannot_be_stored(self):
        answer = self.answer(
            overall=5,
            recommend=10,
            remark="Top \U0001f6a2" + chr(0) + chr(0xD800) + "!",
        )
        self.env.flush_all()
        line = answer.user_input_line_ids.filtered("value_text_box")
        self.assertEqual(line.value_text_box, "Top \U0001f6a2!")


@tagged("-at_install", "post_install")
class TestQuestionnaire(SurveyCommon):
    """Questionnaires: shipped ones, and what may be changed while people answer."""

    def test_shipped(self):
        for survey, measures in (
            (self.delivery, {"overall": 1, "recommend": 1, "dimension": 3}),
            (self.yearly, {"overall": 1, "recommend": 1, "dimension": 6}),
        ):
            with self.subTest(survey=survey.title):
                questions = survey.question_ids
                for measure, number in measures.items():
                    found = questions.filtered(
                        lambda it, m=measure: it.fuel_measure == m
                    )
                    self.assertEqual(len(found), number)
                self.assertRecordValues(
                    survey,
                    [
                        {
                            "access_mode": "token",
                            "scoring_type": "no_scoring",
                            "is_attempts_limited": True,
                            "attempts_limit": 1,
                            "questions_layout": "one_page",
                        }
                    ],
                )

    def test_managers_make_questionnaires_others_do_not(self):
        values = {"title": "Mine", "survey_type": "fuel_satisfaction"}
        survey = self.env["survey.survey"].with_user(self.manager).create(values)
        self.assertIn("fuel_satisfaction", survey.allowed_survey_types)
        with self.refused(AccessError, ""):
            self.env["survey.survey"].with_user(self.am_anna).create(values)
        with self.refused(AccessError, ""):
            self.delivery.with_user(self.supervisor).title = "Other"
        self.assertTrue(self.delivery.with_user(self.am_anna).title)

    def test_what_a_question_counts_as_fits_its_scale(self):
        question = self.question("quality")
        copy = self.delivery.copy().question_ids[0]
        for values, constraint in (
            ({"scale_max": 10}, "fuel_measure_scale"),
            ({"question_type": "text_box"}, "fuel_measure_scale"),
            ({"fuel_measure": "dimension"}, "fuel_measure_dimension"),
            ({"fuel_measure": "recommend"}, "fuel_measure_scale"),
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.refused(IntegrityError, constraint),
            ):
                copy.write(values)
                copy.flush_recordset()
        self.assertEqual(question.fuel_dimension_id, self.quality)

    def test_a_copy_means_the_same_a_duplicated_question_nothing_yet(self):
        copy = self.yearly.copy()
        self.assertEqual(
            copy.question_ids.sorted("sequence").mapped("fuel_measure"),
            self.yearly.question_ids.sorted("sequence").mapped("fuel_measure"),
        )
        twice = self.question("overall").copy()
        self.assertFalse(twice.fuel_measure)

    def test_answers_keep_what_they_were_asked(self):
        answer = self.answer(overall=4, quality=2, recommend=9)
        price = self.env.ref("crm_fuel.fuel_survey_dimension_price")
        self.question("quality").fuel_dimension_id = price
        later = self.answer(overall=4, quality=3, recommend=9)
        rows = self.env["fuel.satisfaction"].search(
            [
                ("user_input_id", "in", (answer + later).ids),
                ("measure", "=", "dimension"),
            ]
        )
        self.assertEqual(
            {row.user_input_id: row.dimension_id for row in rows},
            {answer: self.quality, later: price},
        )

    def test_what_was_answered_stays(self):
        self.answer(overall=4, quality=4, recommend=9)
        question = self.question("quality").with_user(self.manager)
        with self.refused(UserError, "answered and cannot be deleted"):
            question.unlink()
        with self.refused(UserError, "Scale Maximum Value stays"):
            question.scale_max = 10
        with self.refused(UserError, "Counts as stays"):
            question.fuel_measure = False
        with self.refused(UserError, "archive it"):
            self.delivery.with_user(self.manager).unlink()
        with self.refused(UserError, "leave its type"):
            self.delivery.with_user(self.manager).survey_type = "custom"
        question.title = "Was the fuel good?"
        self.delivery.with_user(self.manager).action_archive()

    def test_a_choice_that_was_made_stays(self):
        survey = self.delivery.copy()
        survey.question_and_page_ids = [
            (
                0,
                0,
                {
                    "title": "Which port?",
                    "question_type": "simple_choice",
                    "sequence": 99,
                    "suggested_answer_ids": [
                        (0, 0, {"value": "Zhoushan"}),
                        (0, 0, {"value": "Ningbo"}),
                    ],
                },
            )
        ]
        question = survey.question_ids.filtered("suggested_answer_ids")
        chosen, other = question.suggested_answer_ids
        answer = self.invite(survey)
        answer._save_lines(question, str(chosen.id))
        with self.refused(UserError, "Zhoushan"):
            chosen.with_user(self.manager).unlink()
        other.with_user(self.manager).unlink()

    def test_ten_answer_while_the_questionnaire_is_edited(self):
        answers = [self.answer(overall=4, finish=False) for _index in range(10)]
        self.question("timeliness").with_user(self.manager).title = "On time?"
        self.question("remark").with_user(self.manager).unlink()
        self.delivery.with_user(self.manager).question_and_page_ids = [
            (0, 0, {"title": "And?", "question_type": "char_box", "sequence": 5})
        ]
        for answer in answers:
            self.answer(answer, overall=5, timeliness=4, recommend=9)
        self.assertEqual({answer.fuel_overall for answer in answers}, {5})
        self.assertEqual({answer.fuel_csat for answer in answers}, {100})
