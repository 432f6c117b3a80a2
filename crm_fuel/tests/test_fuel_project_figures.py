from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_project import FuelProjectCommon
from .common_volume import FuelVolumeCommon


@tagged("-at_install", "post_install")
class TestFuelProjectVolume(FuelVolumeCommon, FuelProjectCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo keeps a start only together with an end.
        cls.project.write({"date_start": "2026-05-01", "date": "2027-12-31"})
        for tonnes, moment in (
            (300, "2025-12-20 04:00:00"),
            (500, "2026-02-10 04:00:00"),
            (700, "2026-05-10 04:00:00"),
        ):
            order = cls._sell(tonnes, moment)
            cls._deliver(order)

    @classmethod
    def _sell(cls, tonnes, moment, **vals):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.key_account.id,
                "user_id": cls.am_bo.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": cls.fuel.id,
                            "product_uom_qty": tonnes,
                            "price_unit": 500,
                        },
                    )
                ],
                **vals,
            }
        )
        order.action_confirm()
        order.date_order = moment
        return order

    def figures(self, user):
        project = self.project.with_user(user)
        project.invalidate_recordset()
        return (
            project.fuel_volume_year_mt,
            project.fuel_volume_start_mt,
            project.fuel_progress,
        )

    @freeze_time("2026-06-30 04:00:00")
    def test_progress_is_the_customers_whole_volume(self):
        # Bo sold it all; the project is Anna's and the leader's.
        for user in (self.am_anna, self.leader, self.supervisor):
            self.assertEqual(self.figures(user), (1200, 700, 10))

    @freeze_time("2026-06-30 04:00:00")
    def test_who_takes_no_part_is_not_told(self):
        self.project.privacy_visibility = "employees"
        self.assertEqual(self.figures(self.am_bo), (0, 0, 0))
        with self.assertRaises(AccessError):
            self.figures(self.plain)

    @freeze_time("2027-01-02 04:00:00")
    def test_a_new_year_begins_at_nothing(self):
        self.assertEqual(self.figures(self.am_anna), (0, 700, 0))

    @freeze_time("2026-06-30 04:00:00")
    def test_a_project_without_a_company_counts_the_orders_of_all(self):
        self.project.company_id = False
        self.assertEqual(self.figures(self.am_anna), (1200, 700, 10))

    @freeze_time("2026-06-30 04:00:00")
    def test_figures_take_one_query_for_any_number(self):
        many = self.project
        for number in range(8):
            many |= self.make_project(f"Project {number}")
        many = many.with_user(self.supervisor)
        many.mapped("company_id")
        many.mapped("date_start")
        self.env.flush_all()
        self.env.invalidate_all()
        many.mapped("fuel_goal_mt")
        self.assertTrue(self.supervisor.has_group("crm_fuel.group_fuel_supervisor"))
        with self.assertQueryCount(1):
            many._fuel_tonnes()

    @freeze_time("2026-06-30 04:00:00")
    def test_a_status_update_begins_with_the_figures(self):
        update = (
            self.env["project.update"]
            .with_user(self.am_anna)
            .with_context(default_project_id=self.project.id)
            .create({"name": "June"})
        )
        self.assertEqual(update.progress, 10)
        self.assertIn("1,200 MT (10.0 %)", update.description)
        self.assertIn("12,000 MT", update.description)
        self.assertEqual(self.project.last_update_id, update)
        self.assertEqual(update.date, date(2026, 6, 30))

    def test_milestones_show_as_odoo_has_it(self):
        """Odoo gives the group of milestones to all once a project has them, and takes
        it back after the last. Where our own groups implied it, each new project wrote
        groups again."""
        milestones = self.env.ref("project.group_project_milestone")
        fuel_user = self.env.ref("crm_fuel.group_fuel_user")
        self.assertNotIn(milestones, fuel_user.implied_ids)
        self.make_project("Another", allow_milestones=True)
        self.assertTrue(self.am_anna.has_group("project.group_project_milestone"))

    def test_an_ordinary_projects_update_is_the_native_one(self):
        plain = self.env["project.project"].create({"name": "Move the office"})
        update = (
            self.env["project.update"]
            .with_context(default_project_id=plain.id)
            .create({"name": "June"})
        )
        self.assertNotIn("fuel_figures", update.description)
        self.assertEqual(update.progress, 0)
