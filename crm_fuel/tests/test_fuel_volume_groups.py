from datetime import datetime

from odoo.tests import tagged

from .common_volume import FuelVolumeCommon


@tagged("-at_install", "post_install")
class TestFuelVolumeGroups(FuelVolumeCommon):
    """Groups as the web client reads them: what they are called, where they lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mgo.density_15 = 850
        cls.others = cls.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(12)]
        )
        cls.orders = [
            cls._order(
                (cls.fuel, 10, cls.ton),
                (cls.gasoil, 10, cls.cubic_metre),
                date=datetime(2026, 1 + number % 3, 15),
                partner_id=customer.id,
            )
            for number, customer in enumerate(cls.others + cls.buyer)
        ]
        cls.env.flush_all()
        cls.domain = [("order_id", "in", [order.id for order in cls.orders])]

    def _groups(self, groupby, user=None):
        self.env.invalidate_all()
        volumes = self.volumes.with_user(user or self.supervisor)
        return volumes.formatted_read_group(self.domain, groupby, ["__count"])

    def test_customers_have_the_name_they_have_everywhere(self):
        groups = self._groups(["customer_id"])
        self.assertEqual(len(groups), 13)
        for group in groups:
            customer_id, name = group["customer_id"]
            customer = self.env["res.partner"].browse(customer_id)
            self.assertEqual(name, customer.display_name)

    def test_a_contact_counts_for_its_company(self):
        names = [group["customer_id"][1] for group in self._groups(["customer_id"])]
        self.assertIn(self.customer.name, names)

    def test_each_group_leads_to_its_own_rows(self):
        for groupby in (["date:month", "grade_id"], ["customer_id", "date:month"]):
            groups = self._groups(groupby)
            for group in groups:
                domain = [*self.domain, *group["__extra_domain"]]
                self.assertEqual(self.volumes.search_count(domain), group["__count"])
            self.assertEqual(sum(group["__count"] for group in groups), 26)
            keys = {tuple(group[name] for name in groupby) for group in groups}
            self.assertEqual(len(keys), len(groups))

    def test_months_are_labelled(self):
        groups = self._groups(["date:month"])
        self.assertEqual(
            [group["date:month"] for group in groups],
            [
                ("2026-01-01", "January 2026"),
                ("2026-02-01", "February 2026"),
                ("2026-03-01", "March 2026"),
            ],
        )

    def test_rows_without_a_vessel_are_one_group(self):
        [group] = self._groups(["vessel_id"])
        self.assertIs(group["vessel_id"], False)
        self.assertEqual(group["__count"], 26)

    def test_names_of_customers_cost_one_query(self):
        self._groups(["customer_id"])
        self.env.invalidate_all()
        with self.assertQueryCount(2):  # the sums, and the names
            self.volumes.formatted_read_group(self.domain, ["customer_id"], ["__count"])
