from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_volume import FuelVolumeCommon

TODAY = "2026-03-15 04:00:00"


@tagged("-at_install", "post_install")
class TestVolumeOverview(FuelVolumeCommon):
    """The figures of the "Sales volume" tab, as the widget gets them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.fuel_tz = "Asia/Shanghai"
        cls.mgo.density_15 = 850
        cls.vessel, cls.barge = (cls.make_vessel(name) for name in ("MV ONE", "MV TWO"))
        cls.other = cls.make_customer("Other Shipping")
        for day, tonnes, vessel in (
            ((2024, 12, 30), 1000, cls.vessel),  # before last year: only a last order
            ((2025, 1, 10), 100, cls.vessel),
            ((2025, 3, 15), 40, cls.barge),  # the last of last year's same days
            ((2025, 3, 16), 60, cls.barge),  # the first of the last 12 months
            ((2025, 12, 31), 7, cls.env["fuel.vessel"]),
            ((2026, 1, 5), 200, cls.vessel),
            ((2026, 3, 15), 10, cls.vessel),
            ((2026, 3, 16), 5000, cls.vessel),  # tomorrow: not yet
        ):
            cls._sell((cls.fuel, tonnes, cls.ton), day=day, fuel_vessel_id=vessel.id)
        cls._sell(
            (cls.gasoil, 20, cls.cubic_metre),
            day=(2026, 2, 1),
            fuel_vessel_id=cls.barge.id,
        )
        cls.ordered_only = cls._order(
            (cls.fuel, 999, cls.ton), date=datetime(2026, 2, 2, 4)
        )
        cls._sell(
            (cls.fuel, 3, cls.ton),
            day=(2026, 2, 3),
            user=cls.am_bo,
            partner_id=cls.other.id,
            fuel_vessel_id=cls.vessel.id,
        )
        cls.env.flush_all()

    @classmethod
    def _sell(cls, line, day, **values):
        order = cls._order(line, date=datetime(*day, 4), **values)
        cls._deliver(order)
        return order

    def _overview(self, record, user=None):
        with freeze_time(TODAY):
            overview = record.with_user(user or self.supervisor).fuel_volume_overview()
        for grade in overview["grades"]:
            for year in ("this_year", "last_year"):
                self.assertEqual(len(grade[year]), 12)
        return overview

    def assertFigures(self, found, **wanted):
        for name, tonnes in wanted.items():
            self.assertAlmostEqual(found[name], tonnes, places=6, msg=name)

    def test_totals_of_a_customer(self):
        overview = self._overview(self.customer)
        self.assertEqual(
            (overview["today"], overview["year"], overview["month"]),
            (date(2026, 3, 15), 2026, 3),
        )
        self.assertFigures(
            overview["totals"],
            this_year=227,
            last_year=207,
            last_year_to_date=140,
            last_12_months=227 + 67,
            growth=(227 - 140) / 140 * 100,
        )
        self.assertEqual(overview["last_order_date"], date(2026, 3, 16))

    def test_months_by_grade_add_up_to_the_totals(self):
        overview = self._overview(self.customer)
        residual, distillate = overview["grades"]  # the greatest first
        self.assertEqual(residual["id"], self.vlsfo.id)
        self.assertEqual(residual["this_year"], [200, 0, 10] + [0] * 9)
        self.assertEqual(residual["last_year"], [100, 0, 100] + [0] * 8 + [7])
        self.assertEqual(distillate["name"], self.mgo.display_name)
        self.assertAlmostEqual(distillate["this_year"][1], 17)
        for year in ("this_year", "last_year"):
            self.assertAlmostEqual(
                sum(sum(grade[year]) for grade in overview["grades"]),
                overview["totals"][year],
            )

    def test_vessels_of_a_customer(self):
        vessels = {v["id"]: v for v in self._overview(self.customer)["vessels"]}
        self.assertEqual(list(vessels), [self.vessel.id, self.barge.id])
        self.assertEqual(vessels[self.vessel.id]["name"], self.vessel.display_name)
        self.assertFigures(
            vessels[self.vessel.id],
            this_year=210,
            last_year=100,
            last_year_to_date=100,
        )
        self.assertFigures(
            vessels[self.barge.id], this_year=17, last_year=100, last_year_to_date=40
        )

    def test_customers_of_a_vessel(self):
        overview = self._overview(self.vessel)
        self.assertEqual(
            [(row["id"], row["this_year"]) for row in overview["customers"]],
            [(self.customer.id, 210), (self.other.id, 3)],
        )
        self.assertFigures(overview["totals"], this_year=213, last_year=100)

    def test_a_contact_shows_its_company(self):
        company = self._overview(self.customer)
        self.assertEqual(self._overview(self.buyer), company)

    def test_domain_finds_what_is_behind_the_figures(self):
        overview = self._overview(self.customer)
        volumes = self.volumes.with_user(self.supervisor).search(
            [
                *overview["domain"],
                ("date", ">=", "2026-01-01"),
                ("date", "<=", "2026-03-15"),
            ]
        )
        self.assertAlmostEqual(
            sum(volumes.mapped("delivered_mt")), overview["totals"]["this_year"]
        )
        self.assertIn(self.ordered_only, volumes.order_id)

    def test_nothing_sold_yet(self):
        overview = self._overview(self.make_customer("Newcomer"))
        self.assertEqual(overview["grades"], [])
        self.assertEqual(overview["vessels"], [])
        self.assertFalse(overview["last_order_date"])
        self.assertIs(overview["totals"]["growth"], False)
        self.assertFigures(overview["totals"], this_year=0, last_12_months=0)

    def test_today_is_the_readers(self):
        # 17:00 UTC on 31 December is 1 January in Shanghai.
        with freeze_time("2025-12-31 17:00:00"):
            overview = self.customer.with_user(self.supervisor).fuel_volume_overview()
        self.assertEqual(overview["today"], date(2026, 1, 1))
        self.assertEqual((overview["year"], overview["month"]), (2026, 1))

    def test_leap_day_compares_with_28_february(self):
        self._sell((self.fuel, 8, self.ton), day=(2027, 2, 28))
        self._sell((self.fuel, 16, self.ton), day=(2027, 3, 1))
        self.env.flush_all()
        with freeze_time("2028-02-29 04:00:00"):
            overview = self.customer.with_user(self.supervisor).fuel_volume_overview()
        self.assertFigures(
            overview["totals"],
            last_year=24,
            last_year_to_date=8,
            last_12_months=16,
        )

    def test_account_managers_see_their_own_sales(self):
        self.assertFigures(
            self._overview(self.vessel, self.am_bo)["totals"], this_year=3, last_year=0
        )
        self.assertFigures(
            self._overview(self.vessel, self.am_anna)["totals"], this_year=210
        )
        # Names of what they sold are theirs to see, others' are not in the answer.
        self.assertEqual(
            [row["id"] for row in self._overview(self.vessel, self.am_bo)["customers"]],
            [self.other.id],
        )

    def test_others_get_nothing(self):
        for user in (self.plain, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._overview(self.customer, user)

    def test_number_of_queries_does_not_grow(self):
        def count(record):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._overview(record)
            return self.env.cr.sql_log_count - before

        count(self.customer)  # fills the caches of rights and translations
        few = count(self.customer)
        for number, vessel in enumerate(self.make_vessels(6, "Overview")):
            self._sell(
                (self.fuel, 5, self.ton),
                day=(2026, 1, number + 1),
                fuel_vessel_id=vessel.id,
            )
        self.env.flush_all()
        self.assertEqual(count(self.customer), few)
