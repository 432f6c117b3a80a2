from datetime import timedelta

from odoo import fields

from ..demo import pipeline_plan, project_plan, visit_plan
from .common_demo import DemoCommon


class TestDemoPipeline(DemoCommon):
    """Opportunities, projects and questions of the demonstration company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.demo._make_visits(visit_plan.make_plan(cls.plan.now))
        cls.mails = cls.env["mail.mail"].search_count([])
        cls.demo._read_in_inbox()
        cls.leads = cls.demo._make_leads()
        cls.projects = cls.demo._make_projects()
        cls.questions = cls.projects.fuel_question_ids
        cls.env.flush_all()

    def test_opportunities_are_as_planned(self):
        for lead, planned in zip(self.leads, pipeline_plan.OPPORTUNITIES, strict=True):
            tonnes = sum(line.tonnes * line.months for line in planned.lines)
            self.assertEqual(lead.fuel_expected_mt, tonnes, lead.name)
            self.assertAlmostEqual(
                lead.fuel_weighted_mt, tonnes * planned.probability / 100, 2
            )
            self.assertEqual(lead.won_status, planned.outcome or "pending", lead.name)
            self.assertEqual(lead.user_id, lead.partner_id.user_id)
            opened = fields.Datetime.now() - timedelta(days=planned.opened)
            self.assertLess(abs(lead.create_date - opened), timedelta(hours=1))

    def test_sharing(self):
        first, second = self.leads[:2]
        carol = first.fuel_share_ids
        self.assertEqual(carol.user_id, self.demo._ref("user_demo_carol"))
        self.assertTrue(carol.wants_write)
        self.assertTrue(first.activity_ids, "the owner is asked")
        self.assertGreater(len(second.fuel_share_ids), 2, "a team and a colleague")
        self.assertEqual(
            second.fuel_share_ids.filtered("dismissed_at").user_id,
            self.demo._ref("user_demo_anna"),
        )

    def test_campaign_has_figures(self):
        campaign = self.leads.campaign_id
        self.assertEqual(campaign.fuel_customer_count, 6)
        self.assertGreater(campaign.fuel_visit_count, 4)
        self.assertEqual(campaign.fuel_won_mt, 350)
        self.assertGreater(campaign.fuel_lead_mt, campaign.fuel_won_mt)
        won = self.leads.filtered(lambda it: it.campaign_id and it.won_status == "won")
        self.assertEqual(len(won.order_ids), 1)
        self.assertEqual(won.order_ids.campaign_id, campaign)

    def test_projects(self):
        for project, planned in zip(self.projects, project_plan.PROJECTS, strict=True):
            self.assertEqual(len(project.milestone_ids), len(planned.milestones))
            self.assertEqual(len(project.update_ids), len(planned.updates))
            self.assertTrue(project.fuel_visit_ids, project.name)
            self.assertTrue(project.fuel_lead_ids, project.name)
            for update in project.update_ids:
                self.assertIn(" MT", update.description, "the figures are in it")

    def test_questions_in_every_state(self):
        planned = [it for project in project_plan.PROJECTS for it in project.questions]
        self.assertEqual(len(self.questions), len(planned))
        self.assertEqual(
            set(self.questions.mapped("state")),
            {"open", "answered", "solved", "reopened", "withdrawn"},
        )
        self.assertGreaterEqual(len(self.questions.filtered("is_overdue")), 2)
        plan = {it.name: it for it in planned}
        for question in self.questions:
            it = plan[question.name]
            self.assertEqual(question.asker_id, self.demo._user(it.asker))
            if it.answers:
                self.assertAlmostEqual(
                    question.hours_to_answer, it.answers[0].hours, 1, question.name
                )
            if it.solved_hours:
                self.assertAlmostEqual(question.hours_to_solve, it.solved_hours, 1)

    def test_nobody_gets_an_email(self):
        self.assertEqual(self.env["mail.mail"].search_count([]), self.mails)

    def test_loading_again_changes_nothing(self):
        before = len(self.env["crm.lead"].search([])), len(self.questions)
        self.demo._load_leads()
        self.demo._load_projects()
        self.assertEqual(
            (
                len(self.env["crm.lead"].search([])),
                self.env["fuel.project.question"].search_count(
                    [("project_id", "in", self.projects.ids)]
                ),
            ),
            before,
        )
