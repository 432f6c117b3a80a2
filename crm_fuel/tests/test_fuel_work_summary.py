from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_project import FuelProjectCommon
from .common_volume import FuelVolumeCommon
from .common_work import FuelWorkCommon

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 8)


@tagged("-at_install", "post_install")
class TestFuelWorkSummary(FuelWorkCommon, FuelVolumeCommon, FuelProjectCommon):
    def figures(self, user=None, first=FIRST, last=LAST):
        user = user or self.am_anna
        return self.summaries.with_user(user)._fuel_figures(user, first, last)[user.id]

    # ------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------

    def test_figures_equal_an_independent_count(self):
        other_topic = self.env.ref("crm_fuel.fuel_visit_topic_new_product")
        # Monday 00:30 and Sunday 23:30 in Shanghai are in, an hour more is out.
        self.done_visit("2026-03-01 16:30:00")
        self.done_visit("2026-03-08 15:30:00", topic_id=other_topic.id)
        self.done_visit("2026-03-08 16:30:00")
        self.done_visit("2026-03-01 15:30:00")
        self.make_visit(planned_start="2026-03-05 02:00:00")
        gone = self.make_visit(planned_start="2026-03-05 04:00:00")
        gone.cancel("The ship sailed")
        self.done_visit("2026-03-04 02:00:00", user=self.am_bo)
        figures = self.figures()
        self.assertEqual(figures["visits_done"], 2)
        self.assertEqual(figures["visits_planned"], 1)
        self.assertEqual(
            {row[0]: row[2] for row in figures["by_topic"]},
            {self.topic.id: 1, other_topic.id: 1},
        )
        self.assertEqual(
            figures["by_result"], [[self.follow_up.id, self.follow_up.name, 2]]
        )
        counted = [
            visit
            for visit in self.visits.search([("user_id", "=", self.am_anna.id)])
            if visit.state == "done" and FIRST <= visit.date <= LAST
        ]
        self.assertEqual(figures["visits_done"], len(counted))
        self.assertEqual(self.figures(self.am_bo)["visits_done"], 1)

    def test_coverage(self):
        for customer in (self.customer, self.second):
            customer.fuel_visit_interval = 7
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-01-01' WHERE id IN %s",
            [(self.customer.id, self.second.id)],
        )
        self.env.invalidate_all()
        due = self.env["fuel.visit.due"].search([("user_id", "=", self.am_anna.id)])
        self.assertEqual(due.customer_id, self.customer | self.second)
        self.assertEqual(self.figures()["coverage"], 0)
        self.done_visit("2026-03-03 02:00:00")
        self.assertEqual(self.figures()["coverage"], 50)
        self.assertIs(self.figures(self.am_bo)["coverage"], False)

    def test_tonnes_and_opportunities(self):
        for tonnes, moment, user in (
            (10, datetime(2026, 3, 1, 16, 30), self.am_anna),
            (20, datetime(2026, 3, 8, 15, 30), self.am_anna),
            (40, datetime(2026, 3, 1, 15, 30), self.am_anna),
            (80, datetime(2026, 3, 4, 2, 0), self.am_bo),
        ):
            order = self._order((self.fuel, tonnes, self.ton), date=moment, user=user)
            self._deliver(order)
        undelivered = self._order(
            (self.fuel, 5, self.ton), date=datetime(2026, 3, 4, 2, 0)
        )
        figures = self.figures()
        self.assertEqual((figures["mt"], figures["mt_before"]), (30, 40))
        self.assertIs(figures["target_mt"], False)
        self.assertEqual(self.figures(self.am_bo)["mt"], 80)
        self.assertEqual(undelivered.state, "sale")
        month = self.figures(first=date(2026, 3, 1), last=date(2026, 3, 31))
        self.assertEqual(month["mt"], 70)

        leads = self.env["crm.lead"].with_user(self.am_anna)
        values = {"type": "opportunity", "partner_id": self.customer.id}
        won = leads.create({**values, "name": "Won", "user_id": self.am_anna.id})
        won.action_set_won()
        lost = leads.create({**values, "name": "Lost", "user_id": self.am_anna.id})
        lost.action_set_lost()
        leads.create({"name": "A lead", "type": "lead", "user_id": self.am_anna.id})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-03-01 16:30:00' WHERE id IN %s",
            [(won.id, lost.id)],
        )
        figures = self.figures()
        self.assertEqual((figures["leads_opened"], figures["leads_won"]), (2, 1))
        after = self.figures(first=date(2026, 3, 9), last=date(2026, 3, 15))
        self.assertEqual((after["leads_opened"], after["leads_won"]), (0, 0))

    def test_questions_count_once_each(self):
        first, second = self.ask(self.leader), self.ask(self.leader, name="Flash?")
        for question, text in ((first, "A"), (first, "B"), (second, "C")):
            question.with_user(self.am_anna).answer(text)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE fuel_project_question_answer SET create_date ="
            " '2026-03-08 15:59:59' WHERE question_id = %s",
            [first.id],
        )
        self.env.cr.execute(
            "UPDATE fuel_project_question_answer SET create_date ="
            " '2026-03-08 16:00:00' WHERE question_id = %s",
            [second.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.figures()["questions_answered"], 1)
        self.assertEqual(self.figures(self.leader)["questions_answered"], 0)

    def test_queries_do_not_grow_with_users(self):
        def count(users):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            figures = self.summaries._fuel_figures(users, FIRST, LAST)
            self.assertEqual(set(figures), set(users.ids))
            return self.cr.sql_log_count - before

        for user in (self.am_anna, self.am_bo, self.leader, self.supervisor):
            self.done_visit("2026-03-04 02:00:00", user=user)
        everybody = self.env["res.users"].search([])
        count(everybody)
        self.assertLessEqual(count(everybody), count(self.am_anna))
        self.assertEqual(self.summaries._fuel_figures(everybody[:0], FIRST, LAST), {})

    def test_figures_are_of_one_company(self):
        # As somebody who works in both.
        self.am_anna.company_ids = self.company | self.other_company
        self.done_visit("2026-03-04 02:00:00")
        there = self.summaries.with_user(self.am_anna).with_company(self.other_company)
        figures = there._fuel_figures(self.am_anna, FIRST, LAST)[self.am_anna.id]
        self.assertEqual(figures["visits_done"], 0)
        self.assertEqual(self.figures()["visits_done"], 1)

    # ------------------------------------------------------------
    # Handing in
    # ------------------------------------------------------------

    def test_opened_with_figures_and_frozen_when_submitted(self):
        summary = self.summary()
        self.done_visit("2026-03-03 02:00:00")
        self.env.invalidate_all()
        self.assertEqual(summary.figures["visits_done"], 1)
        self.assertIn("As of now", summary.figures_html)
        self.assertEqual(summary.visits_done, 0, "Nothing is kept of a draft")
        self.set_clock("2026-03-08 02:00:00")
        summary.action_submit()
        self.assertEqual(summary.state, "submitted")
        self.assertEqual(summary.visits_done, 1)
        self.done_visit("2026-03-04 02:00:00")
        self.env.invalidate_all()
        self.assertEqual(summary.figures["visits_done"], 1)
        self.assertIn("when the summary was submitted", summary.figures_html)
        self.assertEqual(self.figures()["visits_done"], 2)
        for vals in ({"text": "x"}, {"problems": "x"}, {"next_plan": "x"}):
            with self.assertRaisesRegex(UserError, "stays as it is"):
                summary.write(vals)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            summary.unlink()
        with self.assertRaisesRegex(UserError, "is Submitted"):
            summary.action_submit()

    def test_a_new_form_has_its_figures_before_it_is_saved(self):
        self.done_visit("2026-03-02 02:00:00")
        form = Form(self.summaries.with_user(self.am_anna))
        self.assertIn("Delivered (MT)", form.figures_html)
        self.assertEqual(form.figures["visits_done"], 1)
        form.date_from = "2026-03-12"
        self.assertEqual(form.figures["visits_done"], 0)

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_what_was_submitted(self):
        self.set_clock("2026-03-09 02:00:00")
        summary = self.summary()
        summary.action_submit()
        self.env.flush_all()
        for change in (
            "text = 'Better'",
            "visits_done = 99",
            "mt = 99",
            "snapshot = '{}'",
            "state = 'draft'",
        ):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.cr.execute(
                    f"UPDATE fuel_work_summary SET {change} WHERE id = %s",  # noqa: S608
                    [summary.id],
                )
        # Superuser or not.
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            summary.sudo().write({"visits_done": 99})
            self.env.flush_all()
        self.env.invalidate_all()
        summary.with_user(self.supervisor).review("4", "Well done")
        self.env.flush_all()
        self.assertEqual((summary.mark, summary.comment), ("4", "Well done"))

    def test_not_before_the_last_day(self):
        summary = self.summary()
        # Saturday, 23:59 in Shanghai.
        self.set_clock("2026-03-07 15:59:00")
        with self.assertRaisesRegex(UserError, "from 2026-03-08 on"):
            summary.action_submit()
        self.set_clock("2026-03-07 16:00:00")
        summary.text = False
        with self.assertRaisesRegex(UserError, "what was achieved"):
            summary.action_submit()
        summary.text = "Two orders in sight"
        summary.action_submit()
        self.assertEqual(summary.state, "submitted")

    def test_one_summary_a_person_and_period(self):
        summary = self.summary()
        with self.assertRaisesRegex(ValidationError, "Week 10, 2026"):
            self.summary(date_from="2026-03-08")
        with self.assertRaisesRegex(UserError, "one summary"):
            summary.copy()

    def test_review(self):
        self.set_clock("2026-03-09 02:00:00")
        summary = self.summary(help_wanted="A price for Haolan")
        with self.assertRaisesRegex(UserError, "is Draft"):
            summary.with_user(self.supervisor).review("3")
        summary.action_submit()
        for mark, comment in (
            ("6", ""),
            (7, ""),
            (["5"], ""),
            ({"5": 5}, ""),
            ("3", 5),
            ("3", "x" * 20_001),
        ):
            with self.assertRaises(ValidationError):
                summary.with_user(self.supervisor).review(mark, comment)
        with self.assertRaisesRegex(UserError, "not yours to review"):
            summary.review("5")
        with self.assertRaises(AccessError):
            summary.with_user(self.am_bo).review("1")
        action = summary.with_user(self.leader).action_ask_review()
        self.env["fuel.work.review"].with_user(self.leader).with_context(
            **action["context"]
        ).create({"mark": "5", "text": "Keep on"}).action_apply()
        self.assertEqual(summary.state, "reviewed")
        self.assertEqual(summary.reviewed_by_id, self.leader)
        with self.assertRaisesRegex(UserError, "is Reviewed"):
            summary.with_user(self.supervisor).review("1")
        self.assertEqual(summary.mark, "5")

    def test_nobody_writes_what_methods_write(self):
        summary = self.summary()
        for vals in (
            {"state": "submitted"},
            {"visits_done": 9},
            {"snapshot": {}},
            {"mark": "5"},
            {"comment": "Great"},
        ):
            for user in (self.am_anna, self.supervisor, self.manager):
                with self.assertRaises(AccessError):
                    summary.with_user(user).write(vals)
        with self.assertRaises(AccessError):
            self.summary(date_from="2026-03-09", mark="5")

    def test_who_sees_it(self):
        summary = self.summary()
        for user, sees in (
            (self.am_bo, False),
            (self.leader, True),
            (self.supervisor, True),
        ):
            found = self.summaries.with_user(user).search([("id", "=", summary.id)])
            self.assertEqual(bool(found), sees, user.name)
            if sees:
                self.assertTrue(found.figures_html)
                with self.assertRaises(AccessError):
                    found.text = "x"
            else:
                with self.assertRaises(AccessError):
                    summary.with_user(user).read(["figures"])

    def test_the_next_plan(self):
        summary = self.summary()
        self.assertFalse(summary.next_plan_id)
        with self.assertRaises(AccessError):
            summary.with_user(self.leader).action_open_next_plan()
        action = summary.action_open_next_plan()
        plan = self.plans.browse(action["res_id"])
        self.assertEqual(plan.date_from, date(2026, 3, 9))
        self.assertEqual(plan.user_id, self.am_anna)
        self.env.invalidate_all()
        self.assertEqual(summary.next_plan_id, plan)
        self.assertEqual(summary.action_open_next_plan()["res_id"], plan.id)

    def test_summaries_in_one_go_take_no_more_queries(self):
        def count(summaries):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            summaries.mapped("figures")
            return self.cr.sql_log_count - before

        one = self.summary()
        some = one.sudo()
        for user in (self.am_bo, self.leader, self.supervisor, self.manager):
            some |= self.summary(user=user).sudo()
        count(some)
        self.assertLessEqual(count(some), count(one.sudo()) + 1)
