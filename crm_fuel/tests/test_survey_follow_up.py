from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_survey import MOMENT, SurveyCommon


@tagged("-at_install", "post_install")
class TestSurveyFollowUp(SurveyCommon):
    """A low score is seen to, once, in the transaction of the answer."""

    def todos(self, answer):
        return answer.fuel_customer_id.activity_ids.filtered(
            lambda it: (
                it.activity_type_id
                == self.env.ref("crm_fuel.mail_activity_type_survey")
            )
        )

    @freeze_time(MOMENT)
    def test_a_low_rating_opens_a_complaint(self):
        order = self.delivered()
        answer = self.answer(
            self.invite(fuel_picking_id=order.picking_ids.id),
            overall=4,
            quantity=2,
            recommend=9,
            remark="Ten tonnes short",
        )
        self.assertEqual(answer.fuel_follow_up, "complaint")
        complaint = answer.fuel_complaint_ids
        self.assertRecordValues(
            complaint,
            [
                {
                    "source": "survey",
                    "state": "new",
                    "customer_id": self.customer.id,
                    "contact_id": self.buyer.id,
                    "order_id": order.id,
                    "picking_id": order.picking_ids.id,
                    "user_id": self.am_anna.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertIn(order.name, complaint.name)
        self.assertIn("Ten tonnes short", complaint.description)
        self.assertFalse(self.todos(answer))
        # Anna sees it, and what it came of.
        complaint = complaint.with_user(self.am_anna)
        self.assertEqual(complaint.user_input_id.fuel_overall, 4)

    def test_lukewarm_is_a_todo(self):
        for given in ({"overall": 3, "recommend": 9}, {"overall": 4, "recommend": 6}):
            with self.subTest(given=given):
                answer = self.answer(**given)
                self.assertEqual(answer.fuel_follow_up, "activity")
                self.assertFalse(answer.fuel_complaint_ids)
                activity = answer.fuel_activity_id
                self.assertEqual(activity.user_id, self.am_anna)
                self.assertEqual(activity.res_id, self.customer.id)

    def test_content_is_nothing(self):
        answer = self.answer(overall=4, quality=3, recommend=7)
        self.assertFalse(answer.fuel_follow_up)
        self.assertFalse(self.todos(answer))

    def test_thresholds_are_the_companys(self):
        self.company.write(
            {
                "fuel_survey_complaint_score": 0,
                "fuel_survey_activity_score": 1,
                "fuel_survey_activity_recommend": -1,
            }
        )
        self.assertFalse(self.answer(overall=2, recommend=0).fuel_follow_up)
        self.assertEqual(self.answer(overall=1, recommend=0).fuel_follow_up, "activity")

    def test_of_nobody_known_a_todo_on_the_answer(self):
        stranger = self.delivery._create_answer(email="who@knows.example")
        self.delivery.user_id = self.manager
        answer = self.answer(stranger, overall=1, recommend=0)
        self.assertEqual(answer.fuel_follow_up, "activity")
        self.assertFalse(answer.fuel_complaint_ids)
        self.assertEqual(answer.fuel_activity_id.user_id, self.manager)
        self.assertEqual(answer.fuel_activity_id.res_id, answer.id)

    def test_with_nobody_to_do_it_the_answer_stays(self):
        self.delivery.user_id = False
        stranger = self.delivery._create_answer(email="who@knows.example")
        answer = self.answer(stranger, overall=1, recommend=0, remark="Never again")
        self.assertEqual(answer.state, "done")
        self.assertEqual(answer.fuel_follow_up, "nobody")
        self.assertIn("Never again", answer.message_ids[0].body)

    def test_what_disagrees_with_the_customer_is_left_out(self):
        other = self.make_customer("Other Shipping", user_id=self.am_anna.id)
        order = self.delivered()
        visit = self.env["fuel.visit"].create(
            {
                "customer_id": self.customer.id,
                "user_id": self.am_anna.id,
                "topic_id": self.env["fuel.visit.topic"].search([], limit=1).id,
            }
        )
        answer = self.answer(
            self.invite(
                fuel_customer_id=other.id,
                fuel_picking_id=order.picking_ids.id,
                fuel_visit_id=visit.id,
            ),
            overall=1,
            recommend=0,
        )
        complaint = answer.fuel_complaint_ids
        self.assertEqual(complaint.customer_id, other)
        self.assertFalse(
            complaint.order_id
            or complaint.picking_id
            or complaint.contact_id
            or complaint.visit_id
        )

    def test_long_words_are_cut(self):
        self.question("overall").title = "How? " * 100
        answer = self.answer(overall=1, recommend=0, remark="x" * 30_000)
        complaint = answer.fuel_complaint_ids
        self.assertLessEqual(len(complaint.name), 200)
        self.assertLessEqual(len(complaint.description), 20_000)
        line = answer.user_input_line_ids.filtered("value_text_box")
        self.assertEqual(len(line.value_text_box), 30_000)

    def test_an_answer_is_never_lost_to_its_complaint(self):
        complaints = self.registry["fuel.complaint"]
        closed = "The books are closed."

        def refuse(_self, _values):
            raise UserError(closed)

        self.patch(complaints, "_open_from", refuse)
        answer = self.answer(overall=1, recommend=0)
        self.assertEqual(answer.state, "done")
        self.assertEqual(answer.fuel_overall, 1)
        self.assertEqual(answer.fuel_follow_up, "activity")
        self.assertIn("The books are closed.", answer.fuel_activity_id.note)

    def test_nor_to_what_only_the_database_refuses(self):
        # Someone made a complaint of this answer already: the index says so.
        answer = self.answer(overall=1, recommend=0, finish=False)
        self.env["fuel.complaint"].sudo()._open_from(
            {
                "name": "Early",
                "source": "survey",
                "customer_id": self.customer.id,
                "user_input_id": answer.id,
            }
        )
        with self.assertLogs("odoo.sql_db", "ERROR"):
            self.answer(answer)
        self.assertEqual(answer.state, "done")
        self.assertEqual(answer.fuel_follow_up, "activity")
        self.assertEqual(len(answer.fuel_complaint_ids), 1)

    def test_a_manager_who_has_left_gets_nothing(self):
        answer = self.invite()
        self.am_anna.active = False
        self.answer(answer, overall=3, recommend=9)
        self.assertEqual(answer.fuel_activity_id.user_id, self.leader)

    def test_in_the_language_of_who_reads_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.am_anna.lang = "zh_CN"
        self.question("overall").with_context(lang="zh_CN").title = "总体满意吗？"
        answer = self.answer(overall=1, recommend=0)
        self.assertIn("总体满意吗", answer.fuel_complaint_ids.name)
