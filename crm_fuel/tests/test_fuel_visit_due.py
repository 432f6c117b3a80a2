from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..tools.care_score import care_score
from .common_visit_due import NOON, TODAY, VisitDueCommon
from .common_volume import FuelVolumeCommon


def day(offset):
    return TODAY + timedelta(days=offset)


@tagged("-at_install", "post_install")
class TestFuelVisitDue(VisitDueCommon):
    """Whose turn it is, on 15 March 2026 in Shanghai."""

    def setUp(self):
        super().setUp()
        frozen = freeze_time(NOON)
        frozen.start()
        self.addCleanup(frozen.stop)
        self.customer = self.make_due_customer("Yongxing Shipping")

    def assertRow(self, customer, **wanted):
        row = self.row(customer)
        self.assertEqual(len(row), 1)
        for name, value in wanted.items():
            self.assertEqual(row[name], value, name)

    # ------------------------------------------------------------
    # Status
    # ------------------------------------------------------------

    def test_never_visited_is_due_since_entered(self):
        self.assertRow(
            self.customer,
            status="never",
            last_visit_date=False,
            entry_date=day(-400),
            due_date=day(-400),
            days_overdue=400,
            visit_interval=30,
            user_id=self.am_anna,
            team_id=self.team_north,
            company_id=self.company,
        )

    def test_status_by_days_since_the_last_visit(self):
        for since, status, overdue in (
            (31, "overdue", 1),
            (30, "due", 0),  # today is the day
            (23, "due", 0),  # in seven days
            (22, "ok", 0),
            (0, "ok", 0),
        ):
            customer = self.make_due_customer(f"Since {since}")
            self.visit(customer, -since)
            with self.subTest(since=since):
                self.assertRow(
                    customer,
                    status=status,
                    days_overdue=overdue,
                    last_visit_date=day(-since),
                    due_date=day(30 - since),
                )

    def test_the_latest_of_several_visits_counts(self):
        for since in (90, 10, 50):
            self.visit(self.customer, -since)
        self.assertRow(self.customer, last_visit_date=day(-10), status="ok")

    def test_today_is_the_readers(self):
        self.visit(self.customer, -30)
        # 17:00 UTC is the next day in Shanghai, where supervisor and company are.
        with freeze_time("2026-03-15 17:00:00"):
            self.assertRow(self.customer, status="overdue", days_overdue=1)
            row = self.row(self.customer).with_context(tz="UTC")
            row.invalidate_model()
            self.assertEqual((row.status, row.days_overdue), ("due", 0))

    # ------------------------------------------------------------
    # Which visits count
    # ------------------------------------------------------------

    def test_visits_that_do_not_count(self):
        self.visit(self.customer, -100)
        for state, vals in (
            ("done", {"result_id": self.nobody.id}),
            ("planned", {}),
            ("cancelled", {}),
        ):
            self.visit(self.customer, -5, state, **vals)
        self.assertRow(self.customer, last_visit_date=day(-100), status="overdue")

    def test_visits_that_count(self):
        self.visit(self.customer, -5, channel_id=self.phone.id)
        self.assertRow(self.customer, last_visit_date=day(-5))
        # Whoever goes.
        self.visit(self.customer, -4, user_id=self.am_bo.id)
        self.assertRow(self.customer, last_visit_date=day(-4))

    def test_a_visit_ended_by_a_supervisor_has_no_result_and_counts(self):
        visit = self.visit(self.customer, -3, "planned")
        visit._move_to("in_progress")
        self.assertRow(self.customer, status="never")
        visit._move_to("done", is_forced=True)
        self.assertRow(self.customer, last_visit_date=day(-3))

    def test_terms_say_what_counts(self):
        self.visit(self.customer, -5, channel_id=self.phone.id)
        self.phone.is_contact = False
        self.assertRow(self.customer, status="never")
        # Archiving a term does not change the past.
        self.phone.active = False
        self.assertRow(self.customer, status="never")
        self.phone.is_contact = True
        self.met.is_contact = False
        self.assertRow(self.customer, status="never")
        self.met.is_contact = True
        self.assertRow(self.customer, status="ok")

    def test_the_next_visit_is_the_first_that_is_to_come(self):
        for offset in (20, 4, -2):
            self.visit(self.customer, offset, "planned")
        self.visit(self.customer, 1, "cancelled")
        self.assertRow(self.customer, next_visit_date=day(4))
        self.visit(self.customer, 0, "planned")._move_to("in_progress")
        self.assertRow(self.customer, next_visit_date=day(0))

    # ------------------------------------------------------------
    # Intervals
    # ------------------------------------------------------------

    def test_interval_of_customer_tier_company(self):
        self.visit(self.customer, -40)
        self.customer.fuel_visit_interval = 45
        self.assertRow(self.customer, visit_interval=45, status="due")
        # As a hook must: what it reads is flushed first.
        color = SQL.identifier(
            "customer", "color", to_flush=self.customer._fields["color"]
        )
        self.patch(type(self.due), "_tier_interval_sql", lambda self: color)
        self.customer.write({"fuel_visit_interval": 0, "color": 60})
        self.assertRow(self.customer, visit_interval=60, status="ok")
        self.customer.color = 0
        self.assertRow(self.customer, visit_interval=30, status="overdue")

    def test_no_interval_no_visits_due(self):
        self.company.fuel_visit_interval = 0
        self.assertRow(
            self.customer,
            status="none",
            due_date=False,
            days_overdue=0,
            visit_interval=0,
            score=0,
        )

    # ------------------------------------------------------------
    # Who has a row
    # ------------------------------------------------------------

    def test_only_customers_of_fuel_have_a_row(self):
        contact = self.env["res.partner"].create(
            {
                "name": "Purchaser",
                "parent_id": self.customer.id,
                "fuel_customer": True,
            }
        )
        other = self.make_customer("No fuel", fuel_customer=False)
        gone = self.make_customer("Gone", active=False)
        self.assertFalse(self.row(contact | other | gone))

    def row_of_each(self, *users):
        return {
            user.login: set(
                self.due.with_user(user).search([]).customer_id.mapped("name")
            )
            for user in users
        }

    def test_account_managers_see_their_own_customers(self):
        self.make_due_customer("Of Bo", user=self.am_bo)
        self.make_customer("Of nobody")
        found = self.row_of_each(
            self.am_anna, self.am_bo, self.leader, self.supervisor, self.manager
        )
        everything = {"Yongxing Shipping", "Of Bo", "Of nobody"}
        self.assertEqual(
            found,
            {
                "fuel_am_anna": {"Yongxing Shipping", "Of nobody"},
                "fuel_am_bo": {"Of Bo", "Of nobody"},
                # Leads the team of Anna.
                "fuel_leader": {"Yongxing Shipping", "Of nobody"},
                "fuel_supervisor": everything,
                "fuel_manager": everything,
            },
        )

    def test_no_way_to_the_row_of_another(self):
        row = self.row(self.customer)
        self.assertTrue(row.with_user(self.am_anna).score)
        with self.assertRaises(AccessError):
            row.with_user(self.am_bo).read(["score"])
        # Nor by guessing.
        self.assertFalse(
            self.due.with_user(self.am_bo).search(
                [("id", "=", row.id), ("score", ">", 0)]
            )
        )
        for user in (self.plain, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.due.with_user(user).search([])

    def test_nobody_writes(self):
        row = self.row(self.customer)
        for operation in (
            lambda: row.write({"score": 100}),
            lambda: row.create({"customer_id": self.customer.id}),
            row.unlink,
        ):
            with self.assertRaises(AccessError):
                operation()

    def test_companies_are_kept_apart(self):
        there = new_test_user(
            self.env,
            login="fuel_there",
            groups="crm_fuel.group_fuel_supervisor",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
            tz="Asia/Shanghai",
        )
        self.other_company.fuel_visit_interval = 10
        theirs = self.make_customer("Theirs", company_id=self.other_company.id)
        shared = self.make_customer("Shared")
        found = self.row_of_each(there, self.supervisor)
        self.assertEqual(found["fuel_there"], {"Theirs", "Shared"})
        self.assertEqual(found["fuel_supervisor"], {"Yongxing Shipping", "Shared"})
        self.assertFalse(self.row(theirs))
        # A customer whom no account manager serves is the reader's company's, and
        # visits of another company are not seen.
        self.visit(shared, -3)
        self.assertEqual(self.row(shared).status, "ok")
        self.assertEqual(self.row(shared, there).status, "never")
        self.assertEqual(self.row(shared, there).visit_interval, 10)
        # The account manager's company decides for a customer that both may see.
        shared.user_id = there
        self.assertFalse(self.row(shared))

    # ------------------------------------------------------------
    # Use
    # ------------------------------------------------------------

    def test_the_list_begins_with_the_most_urgent(self):
        late = self.make_due_customer("Late")
        self.visit(late, -60)
        fresh = self.make_due_customer("Fresh")
        self.visit(fresh, -1)
        rows = self.due.with_user(self.am_anna).search([])
        self.assertEqual(rows.customer_id, self.customer | late | fresh)
        self.assertEqual(rows.sorted("score", reverse=True), rows)

    def test_queries_do_not_grow_with_rows(self):
        def count(limit):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answer = self.due.with_user(self.supervisor).web_search_read(
                [("status", "in", ("never", "overdue", "due"))],
                {
                    "customer_id": {"fields": {"display_name": {}}},
                    "user_id": {"fields": {"display_name": {}}},
                    "status": {},
                    "volume_12m_mt": {},
                    "score": {},
                },
                limit=limit,
            )
            self.assertEqual(len(answer["records"]), limit)
            return self.env.cr.sql_log_count - before

        customers = self.env["res.partner"].create(
            [
                {
                    "name": f"Many {number}",
                    "is_company": True,
                    "fuel_customer": True,
                    "user_id": self.am_anna.id,
                }
                for number in range(800)
            ]
        )
        self.enter(customers, day(-90))
        count(80)  # fills the caches of rights
        self.assertEqual(count(800), count(80))

    def test_groups_and_counts(self):
        self.visit(self.make_due_customer("Fine"), -1)
        rows = self.due.with_user(self.supervisor)
        self.assertEqual(
            dict(rows._read_group([], ["status"], ["__count"])), {"ok": 1, "never": 1}
        )
        [(manager, days)] = rows._read_group([], ["user_id"], ["days_overdue:avg"])
        self.assertEqual(
            (manager, days), (self.am_anna.with_user(self.supervisor), 200)
        )

    def test_actions_of_a_row(self):
        row = self.row(self.customer, self.am_anna)
        opened = row.action_open_customer()
        self.assertEqual(
            (opened["res_model"], opened["res_id"]), ("res.partner", self.customer.id)
        )
        self.assertEqual(
            row.action_log_visit()["context"]["default_customer_id"], self.customer.id
        )

    def test_dates_are_dates(self):
        """What RPC gives can be read back: no interval, no timestamp."""
        self.visit(self.customer, -5)
        [values] = self.row(self.customer).read(["due_date", "last_visit_date"])
        self.assertIsInstance(values["due_date"], date)
        self.assertNotIsInstance(values["due_date"], datetime)
        self.assertEqual(fields.Date.to_string(values["last_visit_date"]), "2026-03-10")


@tagged("-at_install", "post_install")
class TestFuelVisitDueVolume(FuelVolumeCommon, VisitDueCommon):
    """The volumes at stake: the company's, whoever sold them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_due_customer("Yongxing Shipping", entered=0)
        cls.buyer.parent_id = cls.customer
        for sold, tonnes, user in (
            (date(2024, 3, 15), 1000, cls.am_anna),  # too long ago
            (date(2024, 3, 16), 60, cls.am_anna),
            (date(2025, 3, 15), 40, cls.am_bo),
            (date(2025, 3, 16), 20, cls.am_anna),
            (date(2026, 3, 15), 30, cls.am_bo),
            (date(2026, 3, 16), 7000, cls.am_anna),  # tomorrow
        ):
            order = cls._order(
                (cls.fuel, tonnes, cls.ton),
                date=datetime(sold.year, sold.month, sold.day, 4),
                user=user,
            )
            cls._deliver(order)

    @freeze_time(NOON)
    def test_volumes_of_two_years(self):
        row = self.row(self.customer, self.am_anna)
        self.assertEqual(
            (row.volume_12m_mt, row.volume_previous_12m_mt, row.growth),
            (50, 100, -50),
        )
        self.assertAlmostEqual(row.score, care_score(0, 30, 50, 100), places=9)
        falling = self.due.with_user(self.am_anna).search([("growth", "<", 0)])
        self.assertEqual(falling.customer_id, self.customer)

    @freeze_time(NOON)
    def test_nothing_sold_nothing_grows(self):
        row = self.row(self.make_due_customer("Newcomer"))
        self.assertEqual(
            (row.volume_12m_mt, row.volume_previous_12m_mt, row.growth), (0, 0, 0)
        )

    @freeze_time(NOON)
    def test_complaints_and_satisfaction_come_from_hooks(self):
        self.patch(type(self.due), "_open_complaints_sql", lambda self: SQL("2"))
        self.patch(type(self.due), "_satisfaction_sql", lambda self: SQL("40.0"))
        row = self.row(self.customer)
        self.assertEqual((row.open_complaints, row.satisfaction), (2, 40))
        self.assertAlmostEqual(row.score, care_score(0, 30, 50, 100, 2, 40), places=9)

    @freeze_time(NOON)
    def test_a_count_reads_no_volumes(self):
        query = self.due.with_user(self.supervisor)._search([("status", "=", "never")])
        plan = self.env.execute_query(SQL("EXPLAIN %s", query.select(SQL("COUNT(*)"))))
        text = "\n".join(line for (line,) in plan)
        self.assertIn("fuel_visit", text)
        self.assertNotIn("fuel_volume", text)
