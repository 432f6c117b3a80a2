from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_work import FuelWorkCommon


@tagged("-at_install", "post_install")
class TestFuelWorkPlan(FuelWorkCommon):
    # ------------------------------------------------------------
    # Periods
    # ------------------------------------------------------------

    def test_any_day_of_a_week_will_do(self):
        plan = self.plan(date_from="2026-12-31")
        self.assertEqual(
            (plan.date_from, plan.date_to), (date(2026, 12, 28), date(2027, 1, 3))
        )
        self.assertEqual(plan.display_name, "Am Anna · Week 53, 2026")
        plan.period = "month"
        self.assertEqual(
            (plan.date_from, plan.date_to), (date(2026, 12, 1), date(2026, 12, 31))
        )
        self.assertEqual(plan.period_name, "December 2026")

    def test_the_day_is_that_of_the_company(self):
        # Sunday evening in UTC, Monday morning in Shanghai.
        self.set_clock("2026-03-08 17:00:00")
        plan = self.plans.with_user(self.am_anna).create({})
        self.assertEqual(plan.date_from, date(2026, 3, 9))
        self.company.fuel_tz = "America/New_York"
        plan = self.plans.with_user(self.am_bo).create({})
        self.assertEqual(plan.date_from, date(2026, 3, 2))

    def test_one_plan_a_person_and_period(self):
        self.plan()
        with self.assertRaisesRegex(ValidationError, r"Am Anna · Week 10, 2026"):
            self.plan(date_from="2026-03-05")
        month = self.plan(period="month")
        self.assertEqual(month.date_to, date(2026, 3, 31))
        self.plan(user=self.am_bo)
        with self.assertRaisesRegex(ValidationError, "Open that one"):
            month.write({"period": "week", "date_from": "2026-03-04"})

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_the_second_plan(self):
        plan = self.plan()
        other = self.plan(date_from="2026-03-09")
        self.env.flush_all()
        for values in ("date_from = '2026-03-02'", "date_from = '2026-03-10'"):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.cr.execute(
                    f"UPDATE fuel_work_plan SET {values} WHERE id = %s",  # noqa: S608
                    [other.id],
                )
        self.assertTrue(plan.exists())

    def test_lines_lie_within_the_period(self):
        for day in ("2026-03-01", "2026-03-09"):
            within = "2026-03-02 to 2026-03-08"
            with self.assertRaisesRegex(ValidationError, within), self.cr.savepoint():
                self.plan(self.visit_line(day))
        plan = self.plan(self.visit_line("2026-03-08"))
        with self.assertRaisesRegex(ValidationError, "outside"):
            plan.date_from = "2026-03-09"

    @mute_logger("odoo.sql_db")
    def test_lines_say_what_they_are(self):
        for line in (
            {"kind": "visit", "date": "2026-03-03"},
            {"kind": "call", "date": "2026-03-03", "name": "Call"},
            {"kind": "other", "date": "2026-03-03"},
            self.visit_line(hour=24),
        ):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.plan(line)
        plan = self.plan(self.visit_line(customer_id=self.contact.id))
        self.assertEqual(plan.line_ids.customer_id, self.customer)

    def test_a_person_of_the_company(self):
        with self.assertRaises(AccessError):
            self.plan(user_id=self.am_bo.id)
        with self.assertRaisesRegex(ValidationError, "does not work in"):
            self.plans.create(
                {"user_id": self.am_anna.id, "company_id": self.other_company.id}
            )
        plan = self.plan()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            plan.user_id = self.am_bo
        with self.assertRaisesRegex(UserError, "one plan for a period"):
            plan.copy()

    def test_the_form(self):
        with Form(self.plans.with_user(self.am_anna)) as form:
            form.date_from = "2026-03-12"
            self.assertEqual(form.date_from, date(2026, 3, 9))
            with form.line_ids.new() as line:
                line.date = "2026-03-10"
                line.kind = "other"
                line.name = "Write the market report"
        self.assertEqual(form.record.line_ids.user_id, self.am_anna)
        self.assertEqual(form.record.line_ids.status, "open")

    # ------------------------------------------------------------
    # States
    # ------------------------------------------------------------

    def test_submitted_approved_and_only_ticked(self):
        plan = self.plan()
        with self.assertRaisesRegex(UserError, "no lines yet"):
            plan.action_submit()
        plan.line_ids = [Command.create(self.visit_line())]
        plan.line_ids = [Command.create(self.call_line())]
        plan.action_submit()
        with self.assertRaisesRegex(UserError, "handed in"):
            plan.line_ids[0].date = "2026-03-05"
        plan.action_take_back()
        plan.line_ids[0].date = "2026-03-05"
        plan.action_submit()
        plan.with_user(self.supervisor).action_approve()
        self.assertEqual(plan.state, "approved")
        self.assertEqual(plan.reviewed_by_id, self.supervisor)
        self.assertIn(self.am_anna.partner_id, plan.sudo().message_ids.partner_ids)
        for change in (
            lambda: plan.write({"note": "More"}),
            lambda: plan.write({"line_ids": [Command.create(self.call_line())]}),
            lambda: plan.line_ids.write({"name": "x"}),
            lambda: plan.line_ids[0].unlink(),
            lambda: self.lines.with_user(self.am_anna).create(
                {**self.call_line(), "plan_id": plan.id}
            ),
            plan.unlink,
            plan.action_take_back,
        ):
            with self.assertRaisesRegex(UserError, "handed in|approved"):
                change()
        plan.line_ids.filtered(lambda it: it.kind == "call").action_tick()
        self.assertEqual((plan.done_count, plan.line_count, plan.progress), (1, 2, 50))
        plan.with_user(self.leader).action_reopen()
        plan.line_ids[0].date = "2026-03-06"

    def test_returned_with_a_reason(self):
        plan = self.submitted()
        for reason in ("", "  ", None, False, 7, "x" * 2001):
            with self.assertRaises(UserError):
                plan.with_user(self.supervisor).return_plan(reason)
        action = plan.with_user(self.leader).action_ask_return()
        dialogue = (
            self.env["fuel.work.review"]
            .with_user(self.leader)
            .with_context(**action["context"])
            .create({"text": "See Haolan as well"})
        )
        dialogue.action_apply()
        self.assertEqual(plan.state, "returned")
        self.assertEqual(plan.return_reason, "See Haolan as well")
        plan.line_ids = [Command.create(self.call_line())]
        plan.action_submit()
        plan.with_user(self.leader).action_approve()
        self.assertFalse(plan.return_reason)

    def test_of_two_reviewers_one_wins(self):
        plan = self.submitted()
        plan.with_user(self.supervisor).action_approve()
        for review in (
            plan.with_user(self.leader).action_approve,
            lambda: plan.with_user(self.leader).return_plan("Late"),
        ):
            with self.assertRaisesRegex(UserError, "is Approved and cannot become"):
                review()
        self.assertEqual(plan.reviewed_by_id, self.supervisor)

    def test_nobody_reviews_their_own_or_others_without_right(self):
        plan = self.submitted()
        own = self.submitted(self.visit_line(), user=self.supervisor)
        for user, it in ((self.am_anna, plan), (self.supervisor, own)):
            with self.assertRaisesRegex(UserError, "not yours to review"):
                it.with_user(user).action_approve()
        with self.assertRaises(AccessError):
            plan.with_user(self.am_bo).action_approve()
        with self.assertRaises(AccessError):
            plan.with_user(self.supervisor).action_take_back()

    def test_nobody_writes_what_methods_write(self):
        plan = self.plan(self.call_line())
        line = plan.line_ids
        visit = self.make_visit()
        for record, vals in (
            (plan, {"state": "approved"}),
            (plan, {"reviewed_by_id": self.leader.id}),
            (plan, {"date_to": "2026-04-01"}),
            (line, {"is_ticked": True}),
            (line, {"done": True}),
            (line, {"visit_id": visit.id}),
        ):
            for user in (self.am_anna, self.manager):
                with self.assertRaises(AccessError):
                    record.with_user(user).write(vals)
        with self.assertRaises(AccessError):
            self.plan(date_from="2026-03-09", state="approved")
        with self.assertRaises(AccessError):
            self.plans.with_user(self.am_anna).with_context(
                default_state="approved"
            ).create({"date_from": "2026-03-09"})

    # ------------------------------------------------------------
    # Who sees what
    # ------------------------------------------------------------

    def test_own_team_and_company(self):
        plan = self.plan(self.visit_line())
        for user, sees in (
            (self.am_anna, True),
            (self.am_bo, False),
            (self.leader, True),
            (self.supervisor, True),
            (self.manager, True),
        ):
            for record in (plan, plan.line_ids):
                found = record.with_user(user).search([("id", "=", record.id)])
                self.assertEqual(bool(found), sees, user.name)
        for user in (self.leader, self.supervisor):
            with self.assertRaises(AccessError):
                plan.with_user(user).note = "Mine"
            with self.assertRaises(AccessError):
                plan.line_ids.with_user(user).name = "Mine"
            plan.with_user(user).message_post(body="See Haolan")
        with self.assertRaises(AccessError):
            plan.with_user(self.am_bo).message_post(body="Hello")
        for user in (self.plain, self.portal):
            with self.assertRaises(AccessError):
                self.plans.with_user(user).search([])
        self.supervisor.write(
            {
                "company_ids": [Command.set(self.other_company.ids)],
                "company_id": self.other_company.id,
            }
        )
        self.assertFalse(self.plans.with_user(self.supervisor).search([]) & plan)

    # ------------------------------------------------------------
    # Home
    # ------------------------------------------------------------

    def test_to_dos(self):
        self.plan(
            self.call_line("2026-03-02", name="Ask for the fleet list"),
            self.visit_line("2026-03-02"),
            self.call_line("2026-03-04"),
        )
        self.plan(self.call_line("2026-03-02"), user=self.am_bo)
        todos = self.lines.with_user(self.am_anna)._fuel_todos(5)
        self.assertEqual(todos["count"], 2)
        [call] = [it for it in todos["items"] if it["action"]]
        self.assertEqual(call["title"], "Ask for the fleet list")
        self.assertEqual(call["detail"], "Haolan Lines")
        self.assertEqual(call["deadline"], "2026-03-02")
        line = self.lines.with_user(self.am_anna).browse(call["id"])
        getattr(line, call["action"]["method"])()
        self.assertEqual(self.lines.with_user(self.am_anna)._fuel_todos(5)["count"], 1)
        self.assertEqual(
            len(self.lines.with_user(self.am_anna)._fuel_todos(0)["items"]), 0
        )

    def test_to_dos_take_as_many_queries_for_one_as_for_many(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.lines.with_user(self.am_anna)._fuel_todos(50)
            return self.cr.sql_log_count - before

        plan = self.plan(self.call_line("2026-03-02"))
        count()
        few = count()
        plan.line_ids = [
            Command.create(self.call_line("2026-03-02", name=f"Call {number}"))
            for number in range(20)
        ]
        self.assertEqual(count(), few)

    def test_team_status(self):
        self.submitted()
        self.submitted(self.visit_line(), user=self.supervisor)
        status = self.plans.with_user(self.supervisor)._fuel_team_status()
        self.assertEqual(status, {"submitted": 1, "missing": []})
        status = self.plans.with_user(self.leader)._fuel_team_status()
        self.assertEqual(status["submitted"], 1)
        status = self.plans.with_user(self.am_bo)._fuel_team_status()
        self.assertEqual(status["submitted"], 0)

    def test_lists_take_as_many_queries_for_one_as_for_many(self):
        def count(plans):
            self.env.flush_all()
            self.env.invalidate_all()
            names = plans.with_user(self.supervisor).get_view(
                self.env.ref("crm_fuel.fuel_work_plan_view_list").id, "list"
            )["models"][plans._name]
            spec = {
                name: {"fields": {"display_name": {}}}
                if plans._fields[name].relational
                else {}
                for name in names
            }
            before = self.cr.sql_log_count
            plans.with_user(self.supervisor).web_read(spec)
            return self.cr.sql_log_count - before

        plans = self.plans
        for month in range(1, 13):
            plans |= self.plan(period="month", date_from=f"2027-{month:02d}-01")
        count(plans)
        self.assertEqual(count(plans[0]), count(plans))
