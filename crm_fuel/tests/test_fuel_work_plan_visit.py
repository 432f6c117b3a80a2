from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_work import FuelWorkCommon


@tagged("-at_install", "post_install")
class TestFuelWorkPlanVisit(FuelWorkCommon):
    def test_lines_become_real_visits_once(self):
        plan = self.plan(
            self.visit_line("2026-03-04", hour=14.5),
            self.visit_line("2026-03-05", customer_id=self.second.id),
            self.call_line(),
        )
        self.assertEqual(plan.to_plan_count, 2)
        action = plan.action_enter_visits()
        self.assertIn("2", action["params"]["message"])
        timed, untimed = plan.line_ids.visit_id.sorted("planned_start")
        self.assertEqual(timed.planned_start, datetime(2026, 3, 4, 6, 30))
        self.assertEqual(untimed.planned_start, datetime(2026, 3, 5, 1, 0))
        self.assertEqual(timed.user_id, self.am_anna)
        self.assertTrue(timed.sudo().activity_ids)
        before = self.visits.search_count([])
        plan.action_enter_visits()
        self.assertEqual(self.visits.search_count([]), before)
        self.assertEqual(plan.to_plan_count, 0)
        timed.cancel("The ship sailed")
        line = plan.line_ids.filtered(lambda it: it.visit_id == timed)
        self.assertEqual(line.status, "cancelled")
        plan.action_enter_visits()
        self.assertEqual(line.visit_id, timed)
        with self.assertRaisesRegex(UserError, "calendar already"):
            line.customer_id = self.second
        with self.assertRaises(AccessError):
            plan.with_user(self.supervisor).action_enter_visits()

    def test_many_lines_are_prepared_in_as_many_queries_as_one(self):
        plan = self.plan(
            *(self.visit_line(f"2026-03-0{day}") for day in range(3, 9)),
            *(
                self.visit_line(f"2026-03-0{day}", customer_id=self.second.id)
                for day in range(3, 9)
            ),
        )

        def count(lines):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(lines._prepare_visits()), len(lines))
            return self.cr.sql_log_count - before

        # By id: what a relation prefetches is forgotten with the cache.
        lines = plan.line_ids.browse(plan.line_ids.ids)
        count(lines)
        self.assertEqual(count(lines[0]), count(lines))

    def test_a_visit_that_is_there_is_taken(self):
        visit = self.make_visit(planned_start="2026-03-04 01:00:00")
        self.make_visit(self.am_bo, planned_start="2026-03-05 01:00:00")
        plan = self.plan(self.visit_line("2026-03-04"), self.visit_line("2026-03-05"))
        plan.action_enter_visits()
        first, second = plan.line_ids
        self.assertEqual(first.visit_id, visit)
        self.assertEqual(second.visit_id.user_id, self.am_anna)

    def test_days_that_are_over_are_left_out(self):
        plan = self.plan(self.visit_line("2026-03-02"), self.visit_line("2026-03-03"))
        # One o'clock on Tuesday in Shanghai.
        self.set_clock("2026-03-02 17:00:00")
        plan.action_enter_visits()
        self.assertEqual([bool(line.visit_id) for line in plan.line_ids], [False, True])
        self.assertEqual(plan.line_ids.mapped("status"), ["late", "open"])

    def test_done_is_computed(self):
        plan = self.submitted(self.visit_line("2026-03-03"), self.call_line())
        call, visit_line = plan.line_ids.sorted("kind")
        with self.assertRaisesRegex(UserError, "is not ticked"):
            visit_line.action_tick()
        with self.assertRaises(AccessError):
            call.with_user(self.leader).action_tick()
        # Without having been entered, on the day that was planned.
        visit = self.done_visit("2026-03-03 02:00:00")
        self.assertEqual(visit_line.visit_id, visit)
        self.assertTrue(visit_line.done)
        self.assertFalse(call.done)
        call.action_tick()
        self.assertEqual(plan.progress, 100)
        call.action_untick()
        self.assertEqual(plan.progress, 50)
        self.done_visit("2026-03-03 05:00:00")
        self.assertEqual(visit_line.visit_id, visit)

    def test_a_moved_visit_still_counts(self):
        plan = self.plan(self.visit_line("2026-03-03"))
        plan.action_enter_visits()
        visit = plan.line_ids.visit_id
        visit.planned_start = "2026-03-06 01:00:00"
        visit.result_id = self.follow_up
        visit.action_finish()
        self.assertTrue(plan.line_ids.done)
