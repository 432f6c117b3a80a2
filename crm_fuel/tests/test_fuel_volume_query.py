from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_volume import FuelVolumeCommon


@tagged("-at_install", "post_install")
class TestFuelVolumeQuery(FuelVolumeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.fuel_tz = "Asia/Shanghai"
        cls.mgo.density_15 = 850
        cls.vessel = cls.env["fuel.vessel"].create({"name": "MV QUERY"})
        cls.other = cls.env["res.partner"].create({"name": "Other", "is_company": True})
        cls.first = cls._order(
            (cls.fuel, 100, cls.ton),
            (cls.gasoil, 10, cls.cubic_metre),
            date=datetime(2025, 12, 31, 18),  # 1 January in Shanghai
            fuel_vessel_id=cls.vessel.id,
            fuel_delivery_mode="barge",
        )
        cls.second = cls._order((cls.fuel, 50, cls.ton), date=datetime(2026, 2, 10, 4))
        cls.third = cls._order(
            (cls.fuel, 7, cls.ton),
            date=datetime(2026, 2, 11, 4),
            user=cls.am_bo,
            partner_id=cls.other.id,
        )
        cls.env.flush_all()

    def _query(self, *args, user=None, **kwargs):
        kwargs.setdefault("date_from", "2026-01-01")
        kwargs.setdefault("date_to", "2026-12-31")
        user = user or self.supervisor
        return self.env["fuel.volume"].with_user(user).query(*args, **kwargs)

    def test_customer_by_month(self):
        customer = [self.customer.id, self.customer.display_name]
        other = [self.other.id, self.other.display_name]
        rows = self._query(["customer", "month"])
        self.assertEqual(
            [(r["customer"], r["month"], r["ordered_mt"], r["orders"]) for r in rows],
            [
                (customer, "2026-01", 108.5, 1),
                (customer, "2026-02", 50.0, 1),
                (other, "2026-02", 7.0, 1),
            ],
        )
        self.assertEqual(rows[0]["delivered_mt"], 0.0)
        self.assertEqual(rows[0]["amount"], 11000.0)

    def test_one_total(self):
        [row] = self._query([])
        self.assertEqual((row["ordered_mt"], row["orders"]), (165.5, 3))
        self.assertEqual(list(row), ["ordered_mt", "delivered_mt", "amount", "orders"])

    def test_periods_are_iso_whatever_the_language(self):
        self.env["res.lang"]._lang_get("en_US").week_start = "7"
        for period, expected in {
            "day": ["2026-01-01", "2026-02-10", "2026-02-11"],
            "week": ["2026-W01", "2026-W07"],
            "month": ["2026-01", "2026-02"],
            "quarter": ["2026-Q1"],
            "year": ["2026"],
        }.items():
            with self.subTest(period=period):
                rows = self._query([period])
                self.assertEqual([row[period] for row in rows], expected)
                self.assertAlmostEqual(sum(row["ordered_mt"] for row in rows), 165.5)
                self.assertEqual(sum(row["orders"] for row in rows), 3)

    def test_week_around_new_year_belongs_to_its_iso_year(self):
        self._order((self.fuel, 1, self.ton), date=datetime(2024, 12, 30, 4))
        rows = self._query(["week"], date_from="2024-12-30", date_to="2024-12-30")
        self.assertEqual([row["week"] for row in rows], ["2025-W01"])

    def test_missing_dimension_is_false(self):
        rows = self._query(["vessel", "delivery_mode"])
        self.assertEqual(
            [(row["vessel"], row["delivery_mode"]) for row in rows],
            [(False, False), ([self.vessel.id, "MV QUERY"], "barge")],
        )

    def test_every_dimension_answers(self):
        names = "customer vessel port grade product salesperson team company"
        for name in [*names.split(), "delivery_mode"]:
            with self.subTest(name=name):
                rows = self._query([name])
                self.assertAlmostEqual(sum(row["ordered_mt"] for row in rows), 165.5)

    def test_domain_and_dates_are_included(self):
        rows = self._query(
            ["grade"],
            date_from="2026-02-10",
            date_to="2026-02-10",
            domain=[("customer_id", "=", self.customer.id)],
        )
        self.assertEqual(
            [(row["grade"], row["ordered_mt"]) for row in rows],
            [([self.vlsfo.id, self.vlsfo.display_name], 50.0)],
        )

    def test_number_of_queries_does_not_grow(self):
        def ask():
            self.env.invalidate_all()
            self._query(["customer", "vessel", "month"])

        ask()
        with self.assertQueryCount(8):
            ask()
        for number in range(8):
            partner = self.env["res.partner"].create({"name": f"Customer {number}"})
            self._order(
                (self.fuel, 1, self.ton),
                date=datetime(2026, 3, 1),
                partner_id=partner.id,
            )
        self.env.flush_all()
        with self.assertQueryCount(8):
            ask()

    # === Bad input === #

    def test_bad_input_is_explained(self):
        for kwargs, message in (
            ({"group_by": ["colour"]}, "'colour'.*Choose from: customer, vessel"),
            ({"group_by": "customer"}, "must be a list of names"),
            ({"group_by": ["month", "year"]}, "one period at most"),
            ({"group_by": ["customer", "customer"]}, "twice"),
            ({"date_from": "01/02/2026"}, "date_from must be a date as YYYY-MM-DD"),
            ({"date_to": "2026-02-30"}, "date_to must be a date"),
            ({"date_from": 20260101}, "date_from must be a date"),
            ({"date_from": "2026-12-31", "date_to": "2026-01-01"}, "is after date_to"),
            ({"domain": [("colour", "=", 1)]}, "domain is not valid"),
            ({"domain": "customer"}, "domain is not valid"),
            ({"domain": 7}, "domain is not valid"),
            ({"domain": [("ordered_mt", ">", "abc")]}, "domain is not valid"),
            ({"domain": [("delivery_mode", "=", "a\x00")]}, "domain is not valid"),
        ):
            with self.subTest(**kwargs), self.assertRaisesRegex(UserError, message):
                self._query(**kwargs)

    # === Who sees what === #

    def test_account_manager_sees_own(self):
        [row] = self._query([], user=self.am_bo)
        self.assertEqual((row["ordered_mt"], row["orders"]), (7.0, 1))

    def test_leader_sees_the_team(self):
        leader = new_test_user(
            self.env, "volume_leader", groups="crm_fuel.group_fuel_user"
        )
        [row] = self._query([], user=leader)
        self.assertEqual(row["orders"], 0)
        self.third.team_id = self.env["crm.team"].create(
            {"name": "Led", "user_id": leader.id}
        )
        self.env.flush_all()
        [row] = self._query([], user=leader)
        self.assertEqual((row["ordered_mt"], row["orders"]), (7.0, 1))
        self.assertEqual(
            self.env["sale.order"].with_user(leader).search([]), self.third
        )

    def test_supervisor_sees_no_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "volume_stranger",
            groups="crm_fuel.group_fuel_supervisor",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        [row] = self._query([], user=stranger)
        self.assertEqual(row["orders"], 0)

    def test_others_get_nothing(self):
        salesman = new_test_user(
            self.env, "volume_salesman", groups="sales_team.group_sale_salesman"
        )
        portal = new_test_user(self.env, "volume_portal", groups="base.group_portal")
        for user in (salesman, portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._query([], user=user)

    def test_plain_salesman_still_sells_fuel(self):
        """Colleagues without a role in this addon confirm fuel orders as before."""
        salesman = new_test_user(
            self.env, "volume_seller", groups="sales_team.group_sale_salesman"
        )
        order = self._order((self.fuel, 3, self.ton), user=salesman)
        self.assertEqual(self._volume_of(order).ordered_mt, 3)
