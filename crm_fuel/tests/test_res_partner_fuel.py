from datetime import date

from freezegun import freeze_time
from lxml import etree
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import FuelCommon

FUEL_FIELDS = [
    "fuel_customer_since",
    "fuel_annual_demand_mt",
    "fuel_vessel_party_ids",
    "fuel_vessel_ids",
    "fuel_vessel_count",
    "fuel_contact_role",
    "fuel_birthday",
]


@tagged("-at_install", "post_install")
class TestResPartnerFuel(FuelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].with_user(cls.am_anna)
        cls.customer = cls.make_customer("ZZ Shipping", user_id=cls.am_anna.id)
        cls.contact = cls.env["res.partner"].create(
            {"name": "Captain ZZ", "parent_id": cls.customer.id}
        )
        cls.branch = cls.make_customer("ZZ Branch", parent_id=cls.customer.id)
        cls.own, cls.by_contact, cls.past, cls.archived, cls.branchs = cls.make_vessel(
            "ZZ own"
        ) + cls.env["fuel.vessel"].create(
            [
                {"name": "ZZ by contact"},
                {"name": "ZZ past"},
                {"name": "ZZ archived", "active": False},
                {"name": "ZZ branch"},
            ]
        )
        cls.env["fuel.vessel.party"].create(
            [
                {
                    "vessel_id": vessel.id,
                    "partner_id": partner.id,
                    "role": role,
                    "date_to": date_to,
                }
                for vessel, partner, role, date_to in (
                    (cls.own, cls.customer, "operator", False),
                    (cls.own, cls.customer, "ship_manager", False),
                    (cls.by_contact, cls.contact, "agent", False),
                    (cls.past, cls.customer, "charterer", "2020-01-01"),
                    (cls.archived, cls.customer, "operator", False),
                    (cls.branchs, cls.branch, "operator", False),
                )
            ]
        )

    # ------------------------------------------------------------
    # Vessels
    # ------------------------------------------------------------

    def test_vessels_of_the_commercial_entity(self):
        customer, contact, branch = (
            partner.with_user(self.am_anna)
            for partner in (self.customer, self.contact, self.branch)
        )
        self.assertEqual(customer.fuel_vessel_ids, self.own + self.by_contact)
        self.assertEqual(customer.fuel_vessel_count, 2)
        self.assertEqual(contact.fuel_vessel_ids, self.own + self.by_contact)
        self.assertEqual(branch.fuel_vessel_ids, self.branchs, "A company of its own")
        with freeze_time("2020-01-01"):
            self.env.invalidate_all()
            self.assertIn(self.past, customer.fuel_vessel_ids)

    def test_search_by_vessel(self):
        customers = self.customer + self.contact
        for domain, expected in (
            ([("fuel_vessel_ids", "in", self.by_contact.ids)], customers),
            ([("fuel_vessel_ids", "=", self.own.id)], customers),
            ([("fuel_vessel_ids", "in", self.past.ids)], self.customer.browse()),
            ([("fuel_vessel_ids", "ilike", "zz by con")], customers),
            ([("fuel_vessel_ids.name", "=", "ZZ branch")], self.branch),
            ([("fuel_vessel_ids", "!=", False)], customers + self.branch),
        ):
            with self.subTest(domain=domain):
                found = self.partners.search(
                    [*domain, ("id", "child_of", self.customer.id)]
                )
                self.assertEqual(found.sorted("id"), expected.sorted("id"))
        none = self.make_customer("ZZ None")
        found = self.partners.search([("fuel_vessel_ids", "=", False)])
        self.assertIn(none, found)
        self.assertNotIn(self.customer, found)

    def test_one_query_for_any_number_of_partners(self):
        def count(partners):
            self.env.invalidate_all()
            partners.mapped("commercial_partner_id")
            before = self.cr.sql_log_count
            partners.mapped("fuel_vessel_count")
            return self.cr.sql_log_count - before

        customers = self.partners
        for index in range(40):
            customer = self.make_customer(f"ZZ {index}")
            self.make_vessel(
                party_ids=[
                    Command.create({"partner_id": customer.id, "role": "operator"})
                ]
            )
            customers |= customer.with_user(self.am_anna)
        count(customers)
        self.assertEqual(count(customers[:4]), count(customers))

    def test_open_vessels(self):
        action = self.customer.with_user(self.am_anna).action_fuel_open_vessels()
        self.assertEqual(action["res_model"], "fuel.vessel")
        self.assertEqual(
            self.env["fuel.vessel"].search(action["domain"]), self.own + self.by_contact
        )

    def test_a_partner_with_a_vessel_is_not_deleted(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(Exception, "foreign key"),
            self.env.cr.savepoint(),
        ):
            self.branch.unlink()

    # ------------------------------------------------------------
    # Form and search
    # ------------------------------------------------------------

    def test_form_of_a_customer(self):
        form = Form(
            self.partners.with_context(
                default_is_company=True, default_fuel_customer=True
            )
        )
        form.name = "ZZ New"
        form.fuel_customer_since = date(2020, 5, 1)
        form.fuel_annual_demand_mt = 12000.5
        form.user_id = self.am_bo
        with form.fuel_vessel_party_ids.new() as party:
            party.vessel_id = self.own
            party.role = "charterer"
        customer = form.save()
        self.assertTrue(customer.fuel_customer)
        self.assertEqual(customer.fuel_annual_demand_mt, 12000.5)
        self.assertEqual(customer.fuel_vessel_ids, self.own)

    def test_form_of_a_contact(self):
        form = Form(self.contact.with_user(self.am_anna))
        form.fuel_contact_role = "on_board"
        form.fuel_birthday = date(1980, 2, 29)
        contact = form.save()
        self.assertEqual(contact.fuel_contact_role, "on_board")
        self.assertEqual(contact.fuel_birthday, date(1980, 2, 29))

    def test_contact_popup(self):
        form = Form(self.customer.with_user(self.am_anna))
        with form.child_ids.new() as contact:
            contact.name = "ZZ Buyer"
            contact.fuel_contact_role = "purchaser"
        form.save()
        contact = self.customer.child_ids.filtered(lambda it: it.name == "ZZ Buyer")
        self.assertEqual(contact.fuel_contact_role, "purchaser")

    def test_demand_is_not_negative(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation) as raised,
            self.env.cr.savepoint(),
        ):
            self.customer.fuel_annual_demand_mt = -1
            self.env.flush_all()
        self.assertIn(
            "cannot be negative",
            self.customer._sql_error_to_message(raised.exception),
        )

    def test_filters(self):
        arch = etree.fromstring(
            self.partners.get_view(
                self.env.ref("base.view_res_partner_filter").id, "search"
            )["arch"]
        )
        (mine,) = arch.xpath("//filter[@name='my_fuel_customers']/@domain")
        self.assertIn("('user_id', '=', uid)", mine)
        found = self.partners.search(
            [("fuel_customer", "=", True), ("user_id", "=", self.am_anna.id)]
        )
        self.assertIn(self.customer, found)
        self.assertNotIn(self.contact, found)

    # ------------------------------------------------------------
    # Who sees it
    # ------------------------------------------------------------

    def test_plain_users_neither_see_nor_stumble(self):
        partner = self.customer.with_user(self.plain)
        Form(partner)
        for view_type in ("form", "list", "kanban", "search"):
            arch = etree.fromstring(partner.get_view(view_type=view_type)["arch"])
            shown = arch.xpath("//field/@name")
            self.assertFalse(set(FUEL_FIELDS) & set(shown), view_type)
        self.assertTrue(partner.read(["name", "fuel_customer"]))
        for name in FUEL_FIELDS:
            with self.assertRaises(AccessError):
                partner.read([name])

    def test_account_managers_see_it(self):
        arch = self.partners.get_view(view_type="form")["arch"]
        for name in FUEL_FIELDS:
            if name != "fuel_vessel_ids":
                self.assertIn(name, arch)
