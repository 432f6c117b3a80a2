from collections import Counter

from odoo import fields
from odoo.tests import tagged

from ..demo import visit_plan
from .common_demo import DemoCommon


@tagged("-at_install", "post_install")
class TestDemoTasks(DemoCommon):
    def test_tasks_are_under_way(self):
        now = fields.Datetime.now()
        self.env["fuel.visit"].search([]).unlink()
        self.demo._make_visits(visit_plan.make_plan(now))
        papers, activity = self.demo._make_tasks(now)
        self.assertEqual((papers.kind, activity.kind), ("task", "marketing"))
        states = Counter(papers.assignment_ids.mapped("state"))
        self.assertEqual(
            states,
            {"accepted": 1, "submitted": 1, "returned": 1, "in_progress": 1, "todo": 2},
        )
        people = activity.assignment_ids
        self.assertGreater(len(people), 3)
        self.assertTrue(all(people.mapped("customer_count")))
        self.assertTrue(people.filtered("visited_count"), "Some have been visited")
        for assignment in people:
            visits = assignment.line_ids.visit_id
            self.assertEqual(len(visits), assignment.visited_count)
            self.assertLessEqual(visits.user_id, assignment.user_id)
