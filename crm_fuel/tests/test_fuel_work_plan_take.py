from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_work import FuelWorkCommon


@tagged("-at_install", "post_install")
class TestFuelWorkPlanTake(FuelWorkCommon):
    def test_copying_the_last_plan(self):
        last = self.plan(
            self.visit_line("2026-03-04", hour=14.5),
            self.call_line("2026-03-06"),
            {"kind": "other", "date": "2026-03-08", "name": "Report"},
        )
        last.line_ids.filtered(lambda it: it.kind == "call").action_tick()
        self.second.active = False
        plan = self.plan(date_from="2026-03-16")
        plan.action_copy_last()
        self.assertRecordValues(
            plan.line_ids,
            [
                {"date": date(2026, 3, 18), "kind": "visit", "hour": 14.5},
                {"date": date(2026, 3, 22), "kind": "other", "hour": 0},
            ],
        )
        plan.action_copy_last()
        self.assertEqual(len(plan.line_ids), 2)
        self.second.active = True
        plan.action_copy_open()
        self.assertEqual(len(plan.line_ids), 2, "What was done is not left")
        plan.action_copy_last()
        self.assertEqual(len(plan.line_ids), 3)
        self.assertFalse(any(plan.line_ids.mapped("done")))
        first = self.plan(date_from="2026-02-23")
        with self.assertRaisesRegex(UserError, "no plan before"):
            first.action_copy_last()
        with self.assertRaises(AccessError):
            plan.with_user(self.leader).action_copy_last()

    def test_customers_due_are_offered_and_taken(self):
        bos = self.make_customer("Bo's", user_id=self.am_bo.id)
        plan = self.plan()
        offered = plan.due_ids.customer_id
        self.assertIn(self.customer, offered)
        self.assertNotIn(bos, offered)
        row = plan.due_ids.filtered(lambda it: it.customer_id == self.customer)
        row.with_context(fuel_plan_id=plan.id).action_take_into_plan()
        self.assertEqual(plan.line_ids.customer_id, self.customer)
        self.assertEqual(plan.line_ids.date, date(2026, 3, 2))
        self.assertNotIn(self.customer, plan.due_ids.customer_id)
        row.with_context(fuel_plan_id=plan.id).action_take_into_plan()
        self.assertEqual(len(plan.line_ids), 1)
        plan.action_take_due()
        self.assertIn(self.second, plan.line_ids.customer_id)
        self.assertFalse(plan.due_ids)
        for context in ({}, {"fuel_plan_id": "x"}, {"fuel_plan_id": -1}):
            with self.assertRaisesRegex(ValidationError, "Save the plan"):
                row.with_context(**context).action_take_into_plan()
        with self.assertRaises(AccessError):
            row.with_user(self.supervisor).with_context(
                fuel_plan_id=plan.id
            ).action_take_into_plan()
        self.set_clock("2026-03-20 01:00:00")
        plan.line_ids.unlink()
        with self.assertRaisesRegex(UserError, "is over"):
            plan.action_take_due()
