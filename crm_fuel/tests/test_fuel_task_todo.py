import itertools

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common_task import FuelTaskCommon


@tagged("-at_install", "post_install")
class TestFuelTaskTodo(FuelTaskCommon):
    def test_todos(self):
        todos = self.env["fuel.task.assignment"].with_user(self.am_anna)
        self.assertEqual(todos._fuel_todos(5), {"count": 0, "items": []})
        with freeze_time("2026-06-01 02:00:00"):
            far = self.issue_visits(name="Far", deadline="2026-07-01 16:30:00")
            near = self.issue(name="Near", deadline="2026-06-03 02:00:00", priority="1")
            self.issue(name="Gone", deadline="2026-06-04 02:00:00").action_close()
            found = todos._fuel_todos(5)
        self.assertEqual(found["count"], 2)
        self.company.fuel_tz = "Asia/Shanghai"
        first, second = todos._fuel_todos(5)["items"]
        self.assertEqual(
            first,
            {
                "model": "fuel.task.assignment",
                "id": self.of(near, self.am_anna).id,
                "title": "Near",
                "detail": "Supervisor",
                "deadline": "2026-06-03",
                "priority": True,
                "action": {"method": "action_submit", "label": "Submit"},
            },
        )
        # In the company's time zone.
        self.assertEqual(second["deadline"], "2026-07-02")
        self.assertEqual(second["detail"], "0 of 2 customers")
        self.assertFalse(second["action"], "Visits are missing")
        limited = todos._fuel_todos(1)
        self.assertEqual((limited["count"], len(limited["items"])), (2, 1))
        self.of(near, self.am_anna).action_submit()
        self.assertEqual(
            [it["id"] for it in todos._fuel_todos(5)["items"]],
            [self.of(far, self.am_anna).id],
        )

    def test_team_status_and_done_counts(self):
        assignments = self.env["fuel.task.assignment"]
        self.company.fuel_tz = "Asia/Shanghai"
        with freeze_time("2026-06-01 02:00:00"):
            tasks = [
                self.issue(deadline="2026-06-03 02:00:00"),
                self.issue(deadline="2026-06-10 02:00:00"),
            ]
        # One in the morning of the 5th, in Shanghai.
        with freeze_time("2026-06-04 17:00:00"):
            for task in tasks:
                self.of(task, self.am_anna).action_submit()
            everything = assignments.with_user(self.supervisor)._fuel_team_status()
            self.assertEqual(
                everything,
                {
                    "late": 1,
                    "submitted": 2,
                    "by_user": {
                        self.am_anna.id: {"late": 0, "submitted": 2},
                        self.am_bo.id: {"late": 1, "submitted": 0},
                    },
                },
            )
            led = assignments.with_user(self.leader)._fuel_team_status()
            self.assertEqual(set(led["by_user"]), {self.am_anna.id})
        users = self.am_anna | self.am_bo
        day = fields.Date.to_date
        counts = assignments._fuel_done_counts(
            users, day("2026-06-05"), day("2026-06-05")
        )
        self.assertEqual(counts, {self.am_anna.id: (2, 1), self.am_bo.id: (0, 0)})
        counts = assignments._fuel_done_counts(
            users, day("2026-06-01"), day("2026-06-04")
        )
        self.assertEqual(counts[self.am_anna.id], (0, 0))
        self.of(tasks[0], self.am_anna, self.supervisor).send_back("More")
        counts = assignments._fuel_done_counts(
            users, day("2026-06-01"), day("2026-06-30")
        )
        self.assertEqual(counts[self.am_anna.id], (1, 1))

    def test_late_ones_first(self):
        with freeze_time("2026-06-01 02:00:00"):
            late = self.issue(name="Late", deadline="2026-06-02 02:00:00")
            later = self.issue(name="Later", deadline="2026-06-09 02:00:00")
            self.of(late, self.am_bo).action_submit()
        with freeze_time("2026-06-03 02:00:00"):
            assignments = self.env["fuel.task.assignment"].with_user(self.supervisor)
            domain = [("task_id", "in", (late | later).ids)]
            found = assignments.search(domain)
            self.assertEqual(found[0], self.of(late, self.am_anna))
            self.assertEqual(found[-1], self.of(late, self.am_bo))
            overdue = assignments.search([*domain, ("is_late", "=", True)])
            self.assertEqual(overdue, found[0])
            others = assignments.search([*domain, ("is_late", "=", False)])
            self.assertEqual(others, found - overdue)
            self.assertEqual(found.filtered("is_late"), overdue)
            figures = late.with_user(self.supervisor)
            self.assertEqual(figures.late_count, 1)
            self.assertEqual(figures.submitted_count, 1)
            self.assertEqual(figures.progress, 50.0)

    def test_assignees_hear_what_is_written(self):
        task = self.issue_visits()
        mine = self.of(task, self.am_anna, self.supervisor)
        self.assertEqual(mine.message_partner_ids, self.am_anna.partner_id)
        default = self.env["mail.message.subtype"].default_subtypes(mine._name)[0]
        self.assertTrue(default)
        self.assertEqual(mine.message_follower_ids.subtype_ids, default)
        message = mine.message_post(body="Hurry!", subtype_xmlid="mail.mt_comment")
        self.assertIn(self.am_anna.partner_id, message.notified_partner_ids)

    def test_new_assignments_know_their_customers(self):
        task = self.issue_visits()
        mine = self.of(task, self.am_anna)
        self.assertEqual((mine.customer_count, mine.visited_count), (2, 0))
        self.assertEqual((mine.progress, mine.kind), (0, "marketing"))
        self.assertFalse(mine.on_time)
        self.visit(self.customer)
        self.assertEqual((mine.visited_count, mine.progress), (1, 50))

    def test_lists_ask_a_constant_number_of_queries(self):
        for number, share in itertools.product(range(6), ("own", "all")):
            self.issue_visits(name=f"Task {number}", customer_share=share)
        self.visit(self.customer)
        spec = {
            "task_id": {"fields": {"display_name": {}}},
            "user_id": {"fields": {"display_name": {}}},
            "deadline": {},
            "state": {},
            "progress": {},
            "is_late": {},
            "customer_count": {},
            "visited_count": {},
            "priority": {},
        }
        figures = {
            "name": {},
            "assignment_count": {},
            "late_count": {},
            "submitted_count": {},
            "progress": {},
        }

        def count(model, spec, number):
            self.env.flush_all()
            self.env.invalidate_all()
            records = self.env[model].with_user(self.supervisor)
            before = self.env.cr.sql_log_count
            found = records.web_search_read([], spec, limit=number)["records"]
            self.assertEqual(len(found), number)
            return self.env.cr.sql_log_count - before

        for model, fields_ in (("fuel.task.assignment", spec), ("fuel.task", figures)):
            count(model, fields_, 12)
            self.assertEqual(count(model, fields_, 2), count(model, fields_, 12))
        todos = self.env["fuel.task.assignment"].with_user(self.am_anna)

        def count_todos(limit):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(todos._fuel_todos(limit)["items"]), limit)
            return self.env.cr.sql_log_count - before

        count_todos(12)
        self.assertEqual(count_todos(2), count_todos(12))
