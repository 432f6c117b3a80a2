from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_visit_due import NOON
from .common_volume import FuelVolumeCommon
from .common_workbench import WorkbenchCommon


@tagged("-at_install", "post_install")
class TestFuelWorkbench(WorkbenchCommon):
    """What waits for a person: the tab "mine"."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOON))

    # ------------------------------------------------------------
    # Who
    # ------------------------------------------------------------

    def test_account_managers_have_one_tab(self):
        answer = self.load(self.am_anna)
        self.assertEqual(answer["user"]["id"], self.am_anna.id)
        self.assertEqual(answer["today"], "2026-03-15")
        self.assertFalse(answer["has_team"])
        with self.assertRaisesRegex(AccessError, "lead no team"):
            self.load(self.am_anna, "team")

    def test_leaders_and_supervisors_have_two(self):
        for user in (self.leader, self.supervisor, self.manager):
            self.assertTrue(self.load(user)["has_team"], user.name)
            self.assertIn("people", self.load(user, "team")["cards"])

    def test_nobody_else_has_any(self):
        for user in (self.plain, self.portal):
            with self.assertRaisesRegex(AccessError, "users of Fuel CRM"):
                self.load(user)

    def test_the_day_is_the_company_s(self):
        """At 17:00 UTC it is tomorrow in Shanghai."""
        with freeze_time("2026-03-15 17:00:00"):
            self.assertEqual(self.load(self.am_anna)["today"], "2026-03-16")

    def test_a_tab_that_does_not_exist(self):
        for tab in ("mine ", "", None, 3, ["mine"], {"mine": 1}):
            with self.assertRaisesRegex(ValidationError, "is not one of mine, team"):
                self.load(self.am_anna, tab)

    # ------------------------------------------------------------
    # Cards
    # ------------------------------------------------------------

    def test_visits_are_those_of_today(self):
        visit = self.plan_visit(planned_start="2026-03-15 06:00:00")
        self.plan_visit(planned_start="2026-03-17 06:00:00")
        self.plan_visit(self.am_bo, planned_start="2026-03-15 06:00:00")
        card = self.card(self.am_anna, "visits")
        self.assertEqual([row["id"] for row in card["visits"]], visit.ids)
        self.assertEqual(card, self.visits.with_user(self.am_anna).today_visits())

    def test_questions_are_to_dos_late_ones_first(self):
        someday = self.ask_anna("Someday")
        later = self.ask_anna("Later", date_deadline="2026-03-20")
        important = self.ask_anna("Important", date_deadline="2026-04-20", priority="2")
        late = self.ask_anna("Late", date_deadline="2026-03-10")
        self.ask_anna("Bo's", responsible_id=self.leader.id)
        card = self.card(self.am_anna, "todos")
        mine = [
            item["id"]
            for item in card["items"]
            if item["model"] == "fuel.project.question"
        ]
        self.assertEqual(mine, (late + important + later + someday).ids)
        first = card["items"][0]
        self.assertEqual(first["deadline"], "2026-03-10")
        self.assertEqual(first["detail"], "Win Yongxing")
        self.assertTrue(card["items"][1]["priority"])

    def test_an_answered_question_waits_no_more(self):
        question = self.ask_anna()
        self.assertEqual(self.card(self.am_anna, "todos")["count"], 1)
        question.with_user(self.am_anna).answer("0.50 %.")
        self.assertEqual(self.card(self.am_anna, "todos")["count"], 0)

    def test_more_to_dos_than_lines_are_counted(self):
        for number in range(15):
            self.ask_anna(f"Question {number}")
        card = self.card(self.am_anna, "todos")
        self.assertEqual((card["count"], len(card["items"])), (15, 12))

    def test_shared_opportunities_until_dismissed(self):
        lead = self.share_with(self.am_anna)
        self.share_with(self.am_bo, "Not hers")
        card = self.card(self.am_anna, "shared")
        [item] = card["items"]
        self.assertEqual((card["count"], item["id"]), (1, lead.id))
        self.assertEqual(item["detail"], "Yongxing Shipping · Leader")
        dismiss = getattr(lead.with_user(self.am_anna), item["action"]["method"])
        self.assertTrue(dismiss())
        self.assertEqual(self.card(self.am_anna, "shared")["count"], 0)
        self.assertTrue(lead.with_user(self.am_anna).fuel_is_shared_with_me)

    def test_customers_due_are_one_s_own(self):
        self.make_due_customer("Bo Shipping", user=self.am_bo)
        fresh = self.make_due_customer("Fresh Shipping")
        self.visit(fresh, -2)
        card = self.card(self.am_anna, "due")
        [item] = card["items"]
        self.assertEqual((card["count"], item["id"]), (1, self.customer.id))
        self.assertEqual((item["status"], item["days_overdue"]), ("never", 400))
        found = self.due.with_user(self.am_anna).search(card["domain"])
        self.assertEqual(found.customer_id, self.customer)

    def test_many_customers_due_are_counted(self):
        for number in range(9):
            self.make_due_customer(f"Waiting {number}")
        card = self.card(self.am_anna, "due")
        self.assertEqual((card["count"], len(card["items"])), (10, 6))
        scores = [item["score"] for item in card["items"]]
        self.assertEqual(scores, sorted(scores, reverse=True))

    # ------------------------------------------------------------
    # Queries
    # ------------------------------------------------------------

    def _grow(self, number, start=0):
        for index in range(start, start + number):
            self.ask_anna(f"Question {index}", date_deadline="2026-03-20")
            self.share_with(self.am_anna, f"Lead {index}")
            customer = self.make_due_customer(f"Customer {index}")
            self.plan_visit(
                customer_id=customer.id, planned_start="2026-03-15 06:00:00"
            )

    def _queries(self, user, tab):
        self.load(user, tab)  # fills the caches of rights and translations
        before = self.env.cr.sql_log_count
        self.load(user, tab)
        return self.env.cr.sql_log_count - before

    def test_as_many_queries_for_ten_as_for_two_hundred(self):
        # More than a card shows in both cases; 200 records in all in the second.
        self._grow(13)
        few = {
            (user, tab): self._queries(user, tab)
            for user, tab in (
                (self.am_anna, "mine"),
                (self.leader, "mine"),
                (self.leader, "team"),
                (self.supervisor, "team"),
            )
        }
        self._grow(40, start=13)
        for (user, tab), count in few.items():
            self.assertEqual(self._queries(user, tab), count, (user.name, tab))
        self.assertLess(few[self.am_anna, "mine"], 60)


@tagged("-at_install", "post_install")
class TestFuelWorkbenchRisk(FuelVolumeCommon, WorkbenchCommon):
    """Customers whose volume fell, from orders that were delivered."""

    @freeze_time(NOON)
    def test_customers_at_risk_are_those_whose_volume_fell(self):
        for name, tonnes in (("Falling", 300), ("Steady", 900)):
            customer = self.make_due_customer(name)
            for day, quantity in (
                (datetime(2025, 2, 1, 4), 1000),
                (datetime(2026, 2, 1, 4), tonnes),
            ):
                self._deliver(
                    self._order(
                        (self.fuel, quantity, self.ton),
                        date=day,
                        partner_id=customer.id,
                    )
                )
        card = self.card(self.am_anna, "risk")
        [item] = card["items"]
        self.assertEqual(item["name"], "Falling")
        self.assertAlmostEqual(item["growth"], -70)
        self.assertAlmostEqual(item["mt_before"], 1000)
        self.assertFalse(self.card(self.am_bo, "risk")["items"])
