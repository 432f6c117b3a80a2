from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.base_geolocalize.models.res_partner import ResPartner as Geolocalized

from .common_check import OFFICE, CheckCommon


@tagged("-at_install", "post_install")
class TestFixedPlace(CheckCommon):
    def place(self, partner):
        return partner.partner_latitude, partner.partner_longitude

    def test_an_edit_of_the_address_forgets_a_place(self):
        self.customer.with_user(self.am_anna).street = "1 Harbour Road"
        self.assertEqual(self.place(self.customer), (0, 0))

    def test_a_fixed_place_survives(self):
        customer = self.customer.with_user(self.am_anna)
        customer.fuel_place_fixed = True
        vals = {"street": "1 Harbour Road", "country_id": self.china.id}
        customer.write(vals)
        self.assertEqual(self.place(customer), OFFICE)
        # The caller's values are the caller's.
        self.assertEqual(
            vals, {"street": "1 Harbour Road", "country_id": self.china.id}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.place(customer), OFFICE)
        self.assertEqual(customer.street, "1 Harbour Road")

    def test_until_it_is_released(self):
        customer = self.customer.with_user(self.am_anna)
        customer.fuel_place_fixed = True
        customer.action_fuel_release_place()
        self.assertEqual(self.place(customer), OFFICE)
        customer.city = "Zhoushan"
        self.assertEqual(self.place(customer), (0, 0))

    def test_fixed_or_released_along_with_the_address(self):
        self.customer.write({"city": "Zhoushan", "fuel_place_fixed": True})
        self.assertEqual(self.place(self.customer), OFFICE)
        self.customer.write({"city": "Ningbo", "fuel_place_fixed": False})
        self.assertEqual(self.place(self.customer), (0, 0))

    def test_given_coordinates_count(self):
        self.customer.fuel_place_fixed = True
        self.customer.write(
            {"city": "Ningbo", "partner_latitude": 29.8, "partner_longitude": 121.5}
        )
        self.assertEqual(self.place(self.customer), (29.8, 121.5))

    def test_somebody_outside_the_app_edits_the_address(self):
        self.customer.fuel_place_fixed = True
        manager = self.env.ref("base.group_partner_manager")
        self.plain.group_ids |= manager
        self.customer.with_user(self.plain).write({"street": "2 Harbour Road"})
        self.assertEqual(self.place(self.customer), OFFICE)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.plain).fuel_place_fixed = False

    def make_customers(self, number):
        return self.env["res.partner"].create(
            [
                {
                    "name": f"C{index}",
                    "is_company": True,
                    "partner_latitude": 10 + index,
                    "partner_longitude": 100 + index,
                    "fuel_place_fixed": bool(index % 2),
                }
                for index in range(number)
            ]
        )

    def test_many_at_once(self):
        customers = self.make_customers(10)
        customers.write({"country_id": self.china.id})
        self.env.flush_all()
        self.env.invalidate_all()
        for index, customer in enumerate(customers):
            expected = (10 + index, 100 + index) if index % 2 else (0, 0)
            self.assertEqual(self.place(customer), expected)

    def test_queries_do_not_depend_on_rows(self):
        def count(number):
            customers = self.make_customers(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            customers.write({"country_id": self.china.id})
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(2)
        self.assertEqual(count(4), count(40))

    def test_looking_up_skips_fixed_places(self):
        other = self.make_customer("Other")
        self.customer.fuel_place_fixed = True
        with patch.object(
            Geolocalized, "_geo_localize", return_value=(31.2, 121.5)
        ) as lookup:
            both = (self.customer | other).with_context(force_geo_localize=True)
            self.assertTrue(both.geo_localize())
            self.assertFalse(both[0].geo_localize())
        self.assertEqual(lookup.call_count, 1)
        self.assertEqual(self.place(self.customer), OFFICE)
        self.assertEqual(self.place(other), (31.2, 121.5))

    def test_a_copy_is_not_fixed(self):
        self.customer.fuel_place_fixed = True
        self.assertFalse(self.customer.copy().fuel_place_fixed)

    def test_the_range_of_the_radius(self):
        for radius in (-1, 50_001):
            with (
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.customer.fuel_on_site_radius = radius
                self.env.flush_all()

    def test_on_the_form(self):
        customer = self.customer.with_user(self.am_anna)
        with Form(customer) as form:
            form.fuel_on_site_radius = 250
            form.fuel_place_fixed = True
            form.street = "3 Harbour Road"
        self.assertEqual(self.place(customer), OFFICE)
        self.assertEqual(customer.fuel_on_site_radius, 250)
