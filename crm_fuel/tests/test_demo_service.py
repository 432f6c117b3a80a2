from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..demo import fuel_survey_demo
from .common_demo import DemoCommon


@tagged("-at_install", "post_install")
class TestDemoService(DemoCommon):
    def test_answers_were_asked_for_and_some_are_awaited(self):
        inputs = self.env["survey.user_input"]
        inputs.search([]).unlink()
        # Of this small company not every order is to be answered.
        with patch.multiple(fuel_survey_demo, NUMBER=5, YEARLY=1):
            self.demo._load_answers()
        made = inputs.search([])
        answered = made.filtered("fuel_answered_on")
        self.assertEqual(set(made.mapped("fuel_mail_state")), {"sent"})
        self.assertTrue(all(it.fuel_sent_at < it.end_datetime for it in answered))
        silent = made - answered
        self.assertIn(len(silent), range(1, fuel_survey_demo.SILENT + 1))
        self.assertEqual(
            len(silent.fuel_customer_id), len(silent), "Each is asked once"
        )
        self.assertFalse(silent.fuel_order_id & answered.fuel_order_id)
        now = fields.Datetime.now()
        for invitation in silent:
            days = timedelta(days=invitation.fuel_company_id.fuel_survey_deadline_days)
            self.assertEqual(invitation.deadline, invitation.fuel_sent_at + days)
        self.assertTrue(
            all(it.fuel_reminded_at <= now for it in silent),
            "The demo sends no letters to invented addresses",
        )
        self.demo._load_answers()
        self.assertEqual(inputs.search_count([]), len(made), "Once")

    def test_suggestions_wait_for_those_who_look_after_the_customers(self):
        suggestions = self.env["fuel.suggestion"]
        suggestions.search([]).unlink()
        self.demo._load_suggestions()
        made = suggestions.search([])
        self.assertEqual(len(made), 2)
        for suggestion in made:
            self.assertEqual(suggestion.user_id, suggestion.customer_id.user_id)
            self.assertEqual(suggestion.contact_id.parent_id, suggestion.customer_id)
            self.assertEqual(suggestion.activity_ids.user_id, suggestion.user_id)
        self.demo._load_suggestions()
        self.assertEqual(suggestions.search_count([]), 2, "Once")
