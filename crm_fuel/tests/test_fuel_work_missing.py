from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_work import FuelWorkCommon

# Long ago, so that this year's visitors were all there.
JOINED = "2025-01-01 00:00:00"


@tagged("-at_install", "post_install")
class TestFuelWorkMissing(FuelWorkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls.env["res.company"].create(
            {"name": "Missing Fuel Co", "fuel_tz": "Asia/Shanghai"}
        )
        people = {}
        for name, group in (
            ("cai", "crm_fuel.group_fuel_user"),
            ("dan", "crm_fuel.group_fuel_user"),
            ("eve", "crm_fuel.group_fuel_user"),
            ("boss", "crm_fuel.group_fuel_supervisor"),
            ("clerk", "base.group_user"),
        ):
            people[name] = new_test_user(
                cls.env,
                login=f"missing_{name}",
                name=name.title(),
                email=f"{name}@missing.example",
                groups=group,
                company_id=cls.office.id,
                company_ids=[(6, 0, cls.office.ids)],
                tz="Asia/Shanghai",
            )
        cls.cai, cls.dan, cls.eve, cls.boss, cls.clerk = people.values()
        cls.env["crm.team"].create(
            {
                "name": "Cai's",
                "user_id": cls.cai.id,
                "company_id": cls.office.id,
                "member_ids": [(4, cls.dan.id)],
            }
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_users SET create_date = %s WHERE company_id = %s",
            [JOINED, cls.office.id],
        )
        cls.env.invalidate_all()

    def demand(self, **values):
        self.office.write({"fuel_plan_period": "week", **values})

    def rows(self, user=None, kind="plan"):
        """Return (person, first day) of what is missing, as a user sees it."""
        self.env.flush_all()
        self.env.invalidate_all()
        found = self.missing.with_user(user or self.boss).search([("kind", "=", kind)])
        return {(row.user_id.login[8:], row.date_from) for row in found}

    def hand_in(self, user, **values):
        plan = self.plan(
            {
                "kind": "other",
                "name": "Work",
                "date": values.get("date_from", "2026-03-02"),
            },
            user=user,
            company_id=self.office.id,
            **values,
        )
        plan.action_submit()
        return plan

    def reminders(self, user):
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("subject", "=", "Please hand in your plan or summary"),
            ]
        )

    # ------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------

    def test_nothing_is_asked_for_until_somebody_says_so(self):
        self.assertEqual(self.rows(), set())
        self.demand()
        week = date(2026, 3, 2)
        self.assertEqual(self.rows(), {("cai", week), ("dan", week), ("eve", week)})
        self.assertEqual(self.office.fuel_plan_since, week)
        self.office.fuel_plan_period = "none"
        self.assertEqual(self.rows(), set())
        self.assertFalse(self.office.fuel_plan_since)

    def test_who_handed_in_is_not_missing(self):
        self.demand()
        self.hand_in(self.cai)
        draft = self.plan(user=self.dan, company_id=self.office.id)
        self.assertEqual({who for who, _day in self.rows()}, {"dan", "eve"})
        row = self.missing.with_user(self.boss).search([("user_id", "=", self.dan.id)])
        self.assertTrue(row.is_begun)
        self.assertEqual(
            row.action_open_work()["res_id"], draft.id, "Supervisors look at the draft"
        )
        month = self.plan(
            {"kind": "other", "name": "x", "date": "2026-03-05"},
            user=self.eve,
            company_id=self.office.id,
            period="month",
        )
        month.action_submit()
        self.assertIn(("eve", date(2026, 3, 2)), self.rows(), "A month is no week")
        plan = self.plans.search([("user_id", "=", self.cai.id)])
        plan.with_user(self.boss).return_plan("More visits")
        self.assertNotIn("cai", {who for who, _day in self.rows()})

    def test_on_the_day_that_it_is_due_by_the_companys_clock(self):
        self.demand(fuel_plan_days_before=3)
        self.hand_in(self.cai)
        # Thursday, 23:59 in Shanghai; the next week is due on Friday.
        self.set_clock("2026-03-05 15:59:00")
        self.assertNotIn(date(2026, 3, 9), {day for _who, day in self.rows()})
        self.set_clock("2026-03-05 16:00:00")
        self.assertIn(("cai", date(2026, 3, 9)), self.rows())
        row = self.missing.with_user(self.boss).search(
            [("user_id", "=", self.cai.id), ("kind", "=", "plan")]
        )
        self.assertEqual((row.due_date, row.days_late), (date(2026, 3, 6), 0))

    def test_summaries_are_due_after_their_period(self):
        self.office.write(
            {"fuel_summary_period": "month", "fuel_summary_days_after": 2}
        )
        self.set_clock("2026-04-01 04:00:00")
        self.assertEqual(self.rows(kind="summary"), set())
        self.set_clock("2026-04-02 04:00:00")
        march = date(2026, 3, 1)
        self.assertEqual(
            self.rows(kind="summary"), {("cai", march), ("dan", march), ("eve", march)}
        )
        summary = self.summary(
            user=self.dan, company_id=self.office.id, period="month", date_from=march
        )
        self.assertIn(("dan", march), self.rows(kind="summary"))
        summary.action_submit()
        self.assertNotIn(("dan", march), self.rows(kind="summary"))

    def test_a_week_over_new_year(self):
        self.set_clock("2026-12-29 02:00:00")
        self.demand()
        self.assertEqual({day for _who, day in self.rows()}, {date(2026, 12, 28)})
        self.set_clock("2027-01-03 02:00:00")
        self.assertEqual({day for _who, day in self.rows()}, {date(2026, 12, 28)})
        self.set_clock("2027-01-04 02:00:00")
        self.assertEqual(
            {day for _who, day in self.rows()}, {date(2026, 12, 28), date(2027, 1, 4)}
        )

    def test_whoever_was_not_there_owes_nothing(self):
        self.demand()
        self.env.cr.execute(
            "UPDATE res_users SET create_date = '2026-03-10' WHERE id = %s",
            [self.dan.id],
        )
        self.eve.active = False
        self.set_clock("2026-03-17 02:00:00")
        days = {day for who, day in self.rows() if who == "dan"}
        self.assertEqual(days, {date(2026, 3, 9), date(2026, 3, 16)})
        self.assertNotIn("eve", {who for who, _day in self.rows()})

    def test_ids_are_small_and_one_each(self):
        self.demand(fuel_summary_period="week", fuel_plan_days_before=14)
        self.set_clock("2026-06-01 02:00:00")
        rows = self.missing.search([("company_id", "=", self.office.id)])
        self.assertEqual(len(rows), len(set(rows.ids)))
        self.assertGreater(len(rows), 40)
        # XML-RPC carries no more.
        self.assertLess(max(rows.ids), 2**31)
        again = self.missing.browse(rows[7].id)
        self.assertEqual(
            (again.user_id, again.date_from), (rows[7].user_id, rows[7].date_from)
        )

    def test_who_sees_the_list(self):
        self.demand()
        self.assertEqual({who for who, _day in self.rows(self.dan)}, {"dan"})
        self.assertEqual({who for who, _day in self.rows(self.cai)}, {"cai", "dan"})
        self.assertEqual(self.rows(self.supervisor), set())
        for user in (self.clerk, self.portal):
            with self.assertRaises(AccessError):
                self.rows(user)
        status = self.plans.with_user(self.boss)._fuel_team_status()
        self.assertEqual(
            set(status["missing"]), set((self.cai | self.dan | self.eve).ids)
        )
        status = self.plans.with_user(self.cai)._fuel_team_status()
        self.assertEqual(status["missing"], self.dan.ids)
        status = self.summaries.with_user(self.boss)._fuel_team_status()
        self.assertEqual(status, {"submitted": 0, "missing": []})

    def test_one_opens_what_is_missing(self):
        self.demand()
        row = self.missing.with_user(self.dan).search([])
        plan = self.plans.browse(row.action_open_work()["res_id"])
        self.assertEqual((plan.user_id, plan.date_from), (self.dan, date(2026, 3, 2)))
        theirs = self.missing.with_user(self.boss).search(
            [("user_id", "=", self.eve.id)]
        )
        with self.assertRaisesRegex(UserError, "has not begun"):
            theirs.action_open_work()

    # ------------------------------------------------------------
    # Chasing
    # ------------------------------------------------------------

    def run_cron(self, fail_at=None, batch=100):
        done = []

        def commit(_self, processed=0, **kwargs):
            self.env.flush_all()
            done.append(processed)
            if fail_at == len(done):
                raise KeyboardInterrupt
            return float("inf")

        with patch.object(self.registry["ir.cron"], "_commit_progress", commit):
            try:
                self.missing._cron_remind(batch=batch)
            except KeyboardInterrupt:
                self.assertTrue(fail_at)
        self.env.invalidate_all()
        return len(done)

    def counts(self):
        return [len(self.reminders(user)) for user in (self.cai, self.dan, self.eve)]

    def test_each_is_asked_once(self):
        self.demand()
        self.run_cron()
        self.assertEqual(self.counts(), [1, 1, 1])
        self.assertIn("2026-03-02", self.reminders(self.cai).body)
        self.assertFalse(self.reminders(self.boss))
        self.run_cron()
        self.set_clock("2026-03-03 02:00:00")
        self.run_cron()
        self.assertEqual(self.counts(), [1, 1, 1])
        self.hand_in(self.cai, date_from="2026-03-09")
        self.set_clock("2026-03-09 02:00:00")
        self.run_cron()
        self.assertEqual(self.counts(), [1, 2, 2])

    def test_killed_in_the_middle_and_run_again(self):
        self.demand()
        self.run_cron(fail_at=2, batch=1)
        self.assertEqual(sum(self.counts()), 2)
        self.run_cron(batch=1)
        self.assertEqual(self.counts(), [1, 1, 1])

    def test_a_job_beside_this_one_asks_nobody_again(self):
        self.demand()
        rows = self.missing.search([("company_id", "=", self.office.id)])
        # What the other job saw before this one wrote who was asked.
        self.assertEqual(len(rows._remind()), 3)
        self.assertEqual(len(rows._remind()), 0)
        self.assertEqual(self.counts(), [1, 1, 1])

    def test_many_are_claimed_in_one_query(self):
        self.demand(fuel_summary_period="week", fuel_plan_days_before=14)
        self.set_clock("2026-05-04 02:00:00")
        rows = self.missing.search([("company_id", "=", self.office.id)])
        self.assertGreater(len(rows), 20)

        def count(some):
            some.mapped("user_id.company_id.fuel_tz")
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.assertEqual(some._claim(again=False), some)
            return self.cr.sql_log_count - before

        few = count(rows[:1])
        self.assertEqual(count(rows[1:]), few)

    def test_a_broken_address_stops_nobody_else(self):
        self.demand()
        self.dan.partner_id.email = "not an address"
        self.cai.partner_id.email = False
        self.run_cron()
        self.assertEqual(self.counts(), [1, 1, 1])

    def test_supervisors_remind_once_a_day(self):
        self.demand()
        self.run_cron()
        row = self.missing.with_user(self.boss).search([("user_id", "=", self.dan.id)])
        with self.assertRaisesRegex(UserError, "Dan: reminded today"):
            row.action_remind()
        self.set_clock("2026-03-03 02:00:00")
        row.action_remind()
        self.assertEqual(self.counts(), [1, 2, 1])
        row = self.missing.with_user(self.dan).search([])
        with self.assertRaisesRegex(UserError, "remind others"):
            row.action_remind()
        with self.assertRaises(AccessError):
            self.missing.with_user(self.cai).browse(
                self.missing.search([("user_id", "=", self.eve.id)]).ids
            ).action_remind()

    @mute_logger("odoo.sql_db")
    def test_settings_are_checked(self):
        for vals in (
            {"fuel_plan_days_before": -1},
            {"fuel_plan_days_before": 15},
            {"fuel_summary_days_after": 15},
        ):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.office.write(vals)
                self.env.flush_all()

    def test_the_list_costs_the_same_for_one_as_for_many(self):
        def count(domain):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = self.missing.with_user(self.boss).search(domain)
            rows.web_read({"user_id": {"fields": {"display_name": {}}}, "kind": {}})
            return self.cr.sql_log_count - before

        self.demand()
        count([])
        self.assertEqual(count([("user_id", "=", self.dan.id)]), count([]))


@tagged("-at_install", "post_install")
class TestFuelDigest(FuelWorkCommon):
    def kpis(self, user):
        digest = self.env["digest.digest"].create(
            {
                "name": "Fuel",
                "company_id": self.company.id,
                "kpi_fuel_visits": True,
                "kpi_fuel_mt": True,
                "kpi_fuel_tasks": True,
                "kpi_res_users_connected": False,
                "kpi_mail_message_total": False,
            }
        )
        kpis = digest._compute_kpis(self.company, user)
        return {it["kpi_name"]: it["kpi_col2"]["value"] for it in kpis}

    def test_the_figures_of_the_digest(self):
        self.set_clock("2026-03-06 02:00:00")
        self.done_visit("2026-03-03 02:00:00")
        self.done_visit("2026-03-04 02:00:00", user=self.am_bo)
        self.done_visit("2026-01-04 02:00:00")
        self.make_visit(planned_start="2026-03-04 02:00:00")
        kpis = self.kpis(self.supervisor)
        self.assertEqual(kpis["kpi_fuel_visits"], 2)
        self.assertEqual(float(kpis["kpi_fuel_mt"]), 0)
        self.assertEqual(self.kpis(self.am_bo)["kpi_fuel_visits"], 1)
        self.assertEqual(self.kpis(self.plain), {})
