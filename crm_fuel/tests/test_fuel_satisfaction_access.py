from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_survey import SurveyCommon


@tagged("-at_install", "post_install")
class TestSatisfactionAccess(SurveyCommon):
    """Who sees which answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.given = cls.answer(
            overall=4, timeliness=2, quality=5, recommend=9, remark="Late, but friendly"
        )
        cls.env.flush_all()

    def sees(self, user):
        answer = self.inputs.with_user(user).search([("id", "=", self.given.id)])
        lines = self.env["survey.user_input.line"].with_user(user)
        rows = self.env["fuel.satisfaction"].with_user(user)
        found = {
            bool(answer),
            bool(lines.search([("user_input_id", "=", self.given.id)])),
            bool(rows.search([("user_input_id", "=", self.given.id)])),
        }
        self.assertEqual(len(found), 1, "All of it or nothing")
        return found.pop()

    def test_who_sees_it(self):
        self.assertTrue(self.sees(self.am_anna))
        self.assertTrue(self.sees(self.leader))
        self.assertTrue(self.sees(self.supervisor))
        self.assertTrue(self.sees(self.manager))
        self.assertFalse(self.sees(self.am_bo))
        for user in (self.plain, self.portal):
            with self.refused(AccessError, ""):
                self.sees(user)

    def test_a_new_manager_sees_what_was_answered_before(self):
        self.customer.user_id = self.am_bo
        self.assertTrue(self.sees(self.am_bo))
        self.assertTrue(self.sees(self.am_anna))

    def test_companies(self):
        abroad = new_test_user(
            self.env,
            login="fuel_abroad",
            groups="crm_fuel.group_fuel_supervisor",
            company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )
        self.assertFalse(self.sees(abroad))

    def test_survey_officers_see_no_answers(self):
        officer = new_test_user(
            self.env, login="survey_officer", groups="survey.group_survey_user"
        )
        answers = self.inputs.with_user(officer)
        self.assertFalse(answers.search([("id", "=", self.given.id)]))
        # Odoo shows them every questionnaire that is not restricted to somebody.
        with self.refused(UserError, "archive it"):
            self.delivery.with_user(officer).unlink()

    def test_who_reads_cannot_answer(self):
        answer = self.given.with_user(self.am_anna)
        with self.refused(AccessError, "access_token"):
            answer.read(["access_token"])
        self.assertNotIn("access_token", answer.fields_get())
        for values in ({"state": "new"}, {"fuel_overall": 5}):
            with self.refused(AccessError, ""):
                answer.write(values)
        with self.refused(AccessError, ""):
            answer.user_input_line_ids[0].value_scale = 5
        with self.refused(AccessError, ""):
            answer.unlink()

    def test_nobody_writes_the_analysis(self):
        row = self.env["fuel.satisfaction"].with_user(self.manager).search([], limit=1)
        with self.refused(AccessError, ""):
            row.write({"nps": 100})

    def test_a_row_opens_its_answer(self):
        row = self.env["fuel.satisfaction"].with_user(self.am_anna)
        row = row.search([("user_input_id", "=", self.given.id)], limit=1)
        action = row.action_open_answer()
        self.assertEqual(action["res_id"], self.given.id)
        view = self.env.ref("crm_fuel.survey_user_input_view_form")
        self.assertEqual(action["views"], [(view.id, "form")])
