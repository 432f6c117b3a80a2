from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..controllers.portal_survey import LIST
from .common_portal_form import PortalCommon


@tagged("-at_install", "post_install")
class TestPortalSurvey(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create(
            {"title": "How did we do?", "access_mode": "token"}
        )
        cls.colleague = new_test_user(
            cls.env,
            login="fuel_colleague",
            email="colleague@fuel.example",
            groups="base.group_portal",
            lang="en_US",
        )
        cls.colleague.partner_id.parent_id = cls.customer

    def invite(self, partner=None, title=None, **values):
        survey = self.survey.copy() if title else self.survey
        survey.title = title or survey.title
        return self.env["survey.user_input"].create(
            {
                "survey_id": survey.id,
                "partner_id": (partner or self.contact).id,
                **values,
            }
        )

    def test_own_invitations_alone(self):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        yesterday = tomorrow - timedelta(days=2)
        waiting = self.invite(deadline=tomorrow)
        answered = self.invite(title="Last year", state="done")
        expired = self.invite(title="Too late", deadline=yesterday)
        colleague = self.invite(self.colleague.partner_id, title="For a colleague")
        archived = self.invite(title="Given up")
        archived.survey_id.active = False
        trial = self.invite(title="A trial", test_entry=True)
        self.log_in(self.portal)
        page = self.url_open(LIST).text
        self.assertIn(waiting.access_token, page)
        self.assertIn("Last year", page)
        self.assertNotIn(answered.access_token, page)
        for hidden in (expired, colleague, archived, trial):
            self.assertNotIn(hidden.access_token, page)
            self.assertNotIn(hidden.survey_id.title, page)
        self.log_in(self.colleague)
        page = self.url_open(LIST).text
        self.assertIn(colleague.access_token, page)
        self.assertNotIn(waiting.access_token, page)

    def test_link_opens_the_questionnaire(self):
        waiting = self.invite()
        self.log_in(self.portal)
        self.assertIn(waiting.get_start_url(), self.url_open(LIST).text)

    def test_nobody_but_customers(self):
        self.log_in(self.supervisor)
        self.assertEqual(self.url_open(LIST).status_code, 404)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(LIST).url)
