from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_work import FuelWorkCommon


@tagged("-at_install", "post_install")
class TestFuelWorkTask(FuelWorkCommon):
    """Assignments of tasks in plans, figures and the digest."""

    def assignment(self, user=None):
        # As the superuser: issuing is the task's own tests' matter.
        task = self.env["fuel.task"].create(
            {"name": "Ask for demand", "deadline": "2026-03-06 09:00:00"}
        )
        task.write({"state": "issued", "issued_at": "2026-03-01 09:00:00"})
        return self.env["fuel.task.assignment"].create(
            {
                "task_id": task.id,
                "user_id": (user or self.am_anna).id,
                "company_id": self.company.id,
                "deadline": task.deadline,
            }
        )

    def test_open_tasks_are_taken_once_and_done_when_handed_in(self):
        assignment = self.assignment()
        theirs = self.assignment(self.am_bo)
        plan = self.plan()
        plan.action_take_tasks()
        plan.action_take_tasks()
        self.assertEqual(plan.line_ids.assignment_id, assignment)
        self.assertFalse(plan.line_ids.done)
        self.assertFalse(plan.line_ids._is_tickable())
        assignment.write(
            {
                "state": "submitted",
                "submitted_at": "2026-03-04 09:00:00",
                "submitted_on": "2026-03-04",
            }
        )
        self.assertTrue(plan.line_ids.done)
        with self.assertRaisesRegex(ValidationError, "another person's"):
            plan.line_ids.assignment_id = theirs
        figures = self.summaries._fuel_figures(
            self.am_anna, plan.date_from, plan.date_to
        )[self.am_anna.id]
        self.assertEqual((figures["tasks_done"], figures["tasks_on_time"]), (1, 1))
        counts = self.env["digest.digest"]._fuel_overdue_tasks(
            self.company, theirs.deadline.replace(hour=10)
        )
        self.assertEqual(counts, {self.company.id: 1})
