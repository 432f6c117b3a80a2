from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_visit import FuelVisitCommon

NOW = "2026-03-05 01:00:00"  # Thursday, nine o'clock in Shanghai


@tagged("-at_install", "post_install")
class TestFuelVisitPlan(FuelVisitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time(NOW)
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.company.fuel_tz = "Asia/Shanghai"
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Plan {index}",
                    "is_company": True,
                    "fuel_customer": True,
                    "user_id": (cls.am_anna if index < 3 else cls.am_bo).id,
                }
                for index in range(5)
            ]
        )

    def plan(self, user=None, **values):
        user = user or self.supervisor
        return (
            self.env["fuel.visit.plan"]
            .with_user(user)
            .create(
                {
                    "customer_ids": [Command.set(self.customers.ids)],
                    "topic_id": self.topic.id,
                    "channel_id": self.on_site.id,
                    "date_from": "2026-03-06",
                    "date_to": "2026-03-10",
                    "per_day": 2,
                    **values,
                }
            )
        )

    def planned(self, plan):
        return [
            (it.customer_id, it.user_id, it.planned_start)
            for it in plan.visit_ids.sorted(
                lambda it: (it.user_id.id, it.planned_start)
            )
        ]

    # ------------------------------------------------------------
    # What is planned
    # ------------------------------------------------------------

    def test_customers_are_spread_over_days_and_their_managers(self):
        plan = self.plan()
        action = plan.action_plan()
        one, two, three, four, five = self.customers
        self.assertEqual(
            self.planned(plan),
            [
                # Friday at nine and half past ten; then Monday.
                (one, self.am_anna, datetime(2026, 3, 6, 1)),
                (two, self.am_anna, datetime(2026, 3, 6, 2, 30)),
                (three, self.am_anna, datetime(2026, 3, 9, 1)),
                (four, self.am_bo, datetime(2026, 3, 6, 1)),
                (five, self.am_bo, datetime(2026, 3, 6, 2, 30)),
            ],
        )
        self.assertEqual(self.visits.search(action["domain"]), plan.sudo().visit_ids)
        self.assertEqual(len(plan.sudo().visit_ids.event_ids), 5)
        self.assertEqual(plan.visit_ids.topic_id, self.topic)

    def test_one_person_visits_all_on_every_day(self):
        plan = self.plan(
            mode="every",
            user_id=self.leader.id,
            customer_ids=[Command.set(self.customers[:2].ids)],
            skip_weekends=False,
            duration=2,
            gap=0,
            hour=13.5,
        )
        self.assertEqual(len(plan.line_ids), 10)
        plan.action_plan()
        self.assertEqual(plan.visit_ids.user_id, self.leader)
        self.assertEqual(
            sorted(plan.visit_ids.mapped("planned_start"))[:3],
            [
                datetime(2026, 3, 6, 5, 30),
                datetime(2026, 3, 6, 7, 30),
                datetime(2026, 3, 7, 5, 30),
            ],
        )

    def test_the_preview_may_be_edited(self):
        form = Form(
            self.env["fuel.visit.plan"]
            .with_user(self.supervisor)
            .with_context(default_customer_ids=[Command.set(self.customers[:2].ids)])
        )
        form.topic_id = self.topic
        self.assertEqual(len(form.line_ids), 2)
        form.date_from = "2026-03-09"
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.planned_start, datetime(2026, 3, 9, 1))
            line.planned_start = "2026-03-12 02:00:00"
            line.user_id = self.leader
        plan = form.save()
        plan.action_plan()
        self.assertIn(
            (self.customers[0], self.leader, datetime(2026, 3, 12, 2)),
            self.planned(plan),
        )

    def test_it_opens_from_the_customers_list(self):
        people = self.customers[:2] | self.contact
        plans = self.env["fuel.visit.plan"].with_context(
            active_model="res.partner", active_ids=people.ids
        )
        values = plans.default_get(["customer_ids"])
        self.assertEqual(
            values["customer_ids"],
            [Command.set((self.customers[:2] | self.customer).ids)],
        )
        action = self.env.ref("crm_fuel.fuel_visit_plan_partner_action")
        self.assertEqual(action.binding_model_id.model, "res.partner")
        bound = self.env["ir.actions.actions"].with_user(self.plain)
        names = [it["id"] for it in bound.get_bindings("res.partner").get("action", [])]
        self.assertNotIn(action.id, names)

    # ------------------------------------------------------------
    # What is not
    # ------------------------------------------------------------

    def test_who_is_visited_that_day_already_is_skipped_and_said(self):
        self.make_visit(
            self.supervisor,
            user_id=self.am_bo.id,
            customer_id=self.customers[0].id,
            planned_start="2026-03-06 08:00:00",
        )
        plan = self.plan()
        skipped = plan.line_ids.filtered("problem")
        self.assertEqual(skipped.customer_id, self.customers[0])
        action = plan.action_plan()
        self.assertEqual(action["res_id"], plan.id)
        self.assertEqual(skipped.outcome, "A visit is planned on that day already.")
        self.assertEqual(plan.visit_ids.customer_id, self.customers[1:])

    def test_pressing_twice_plans_once(self):
        plan = self.plan()
        plan.action_plan()
        before = plan.visit_ids
        plan.action_plan()
        self.assertEqual(plan.visit_ids, before)
        again = self.plan()
        again.action_plan()
        self.assertFalse(again.visit_ids)
        self.assertEqual(len(again.line_ids.filtered("outcome")), 5)

    def test_the_database_refuses_what_two_plan_at_once(self):
        first, second = self.plan(), self.plan()
        first.action_plan()
        # As for somebody whose transaction does not see those visits.
        lines = self.env.registry["fuel.visit.plan.line"]
        with patch.object(lines, "_busy_days", lambda records: set()):
            second.line_ids[0].planned_start = "2026-03-20 02:00:00"
            second.line_ids.invalidate_recordset(["problem"])
            second.action_plan()
        self.assertEqual(len(second.visit_ids), 1)
        self.assertEqual(
            set(second.line_ids.filtered("outcome").mapped("outcome")),
            {"A visit is planned on that day already."},
        )

    def test_a_moved_or_cancelled_visit_lets_go_of_its_day(self):
        plan = self.plan(customer_ids=[Command.set(self.customers[:2].ids)])
        plan.action_plan()
        plan.visit_ids[0].planned_start = "2026-03-20 02:00:00"
        plan.visit_ids[1].cancel("No need")
        again = self.plan(customer_ids=[Command.set(self.customers[:2].ids)])
        again.action_plan()
        self.assertEqual(len(again.visit_ids), 2)

    def test_good_rows_are_kept(self):
        nobody_s = self.make_customer("Nobody's", user_id=False)
        plan = self.plan(
            self.am_anna,
            customer_ids=[Command.set((self.customers[2:4] | nobody_s).ids)],
        )
        plan.action_plan()
        self.assertEqual(plan.visit_ids.customer_id, self.customers[2])
        outcomes = {it.customer_id: it.outcome for it in plan.line_ids}
        self.assertFalse(outcomes[self.customers[2]])
        self.assertIn("choose a visitor", outcomes[nobody_s])
        # Anna may not plan for Bo.
        self.assertTrue(outcomes[self.customers[3]])

    def test_days_without_room(self):
        plan = self.plan(date_to="2026-03-06", per_day=1)
        plan.action_plan()
        self.assertEqual(len(plan.visit_ids), 2)
        self.assertEqual(
            set(plan.line_ids.filtered("outcome").mapped("outcome")),
            {"No room left on these days."},
        )
        late = self.plan(
            mode="every", date_from="2026-03-10", date_to="2026-03-10", hour=23, gap=1
        )
        self.assertEqual(len(late.line_ids.filtered("problem")), 3)

    def test_bad_input(self):
        with self.assertRaisesRegex(UserError, "nothing to plan"):
            self.plan(customer_ids=[]).action_plan()
        with self.assertRaisesRegex(UserError, "at most 500"):
            many = self.env["res.partner"].create(
                [{"name": f"Many {index}", "is_company": True} for index in range(501)]
            )
            self.plan(customer_ids=[Command.set(many.ids)]).action_plan()
        for values in (
            {"date_to": "2026-03-05"},
            {"date_to": "2026-09-01"},
            {"per_day": 0},
            {"duration": 0},
            {"hour": 25},
        ):
            with (
                self.subTest(values),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.plan(**values)

    def test_a_dialogue_is_its_user_s_own(self):
        plan = self.plan(self.am_anna)
        self.env.flush_all()
        self.env.invalidate_all()
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            plan.with_user(self.am_bo).action_plan()

    def test_visitors_are_told_once(self):
        messages = self.env["mail.message"].sudo()
        before = messages.search([])
        self.plan().action_plan()
        for user, number in ((self.am_anna, 3), (self.am_bo, 2)):
            told = messages.search(
                [("notified_partner_ids", "in", user.partner_id.ids)]
            )
            self.assertEqual(
                (told - before).mapped("subject"),
                [f"{number} visits were planned for you"],
            )

    def test_the_number_of_queries_does_not_grow_with_the_preview(self):
        def count(number):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"Q{i}", "is_company": True, "user_id": self.am_anna.id}
                    for i in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            plan = self.plan(
                customer_ids=[Command.set(partners.ids)],
                per_day=20,
                date_to=date(2026, 4, 30),
            )
            plan.line_ids.mapped("problem")
            return self.cr.sql_log_count - before

        count(2)
        self.assertLessEqual(count(100), count(10) + 3)
