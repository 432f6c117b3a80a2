from datetime import date

from freezegun import freeze_time
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import FuelCommon


@tagged("-at_install", "post_install")
class TestFuelVessel(FuelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vessels = cls.env["fuel.vessel"].with_user(cls.am_anna)

    # ------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------

    def test_imo_number_is_stored_as_seven_digits(self):
        number = self.imo(1)
        vessel = self.vessels.create(
            {"name": "A", "imo_number": f" IMO {number}", "call_sign": "3e ab2"}
        )
        self.assertEqual(vessel.imo_number, number)
        self.assertEqual(vessel.call_sign, "3EAB2")
        vessel.imo_number = f"imo{self.imo(2)}"
        self.assertEqual(vessel.imo_number, self.imo(2))

    def test_wrong_imo_numbers_are_named(self):
        for number, message in (
            ("9074728", "9074728 is not an IMO number: its last digit"),
            ("0000000", "0000000 is not an IMO number"),
            ("90747299", "90747299 is not an IMO number: seven digits"),
            ("ABC", "ABC is not an IMO number: seven digits"),
        ):
            with (
                self.subTest(number=number),
                self.assertRaisesRegex(ValidationError, message),
            ):
                self.vessels.create({"name": "A", "imo_number": number})
        vessel = self.vessels.create({"name": "A"})
        with self.assertRaisesRegex(ValidationError, "9074728"):
            vessel.imo_number = "9074728"

    def test_inland_craft_need_no_number(self):
        craft = self.vessels.create(
            [{"name": "浙嵊油 9", "imo_number": ""}, {"name": "浙嵊油 10", "ref": " "}]
        )
        self.env.flush_all()
        self.assertEqual(craft.mapped("imo_number"), [False, False])
        self.assertEqual(craft.mapped("ref"), [False, False])
        self.env.cr.execute(
            "SELECT count(*) FROM fuel_vessel WHERE id = ANY(%s)"
            " AND imo_number IS NULL AND ref IS NULL",
            [craft.ids],
        )
        self.assertEqual(self.env.cr.fetchone(), (2,))

    def test_imo_number_and_reference_are_unique_archived_vessels_included(self):
        self.make_vessel(
            imo_number=self.imo(1),
            ref="R1",
            active=False,
            company_id=self.other_company.id,
        )
        for vals in ({"imo_number": f"IMO {self.imo(1)}"}, {"ref": "R1"}):
            with (
                self.subTest(vals=vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(UniqueViolation) as raised,
                self.env.cr.savepoint(),
            ):
                self.vessels.create({"name": "B", **vals})
            message = self.vessels._sql_error_to_message(raised.exception)
            self.assertIn("already", message)
            self.assertIn("archived", message)

    def test_mmsi_of_ships(self):
        vessel = self.vessels.create({"name": "A", "mmsi": "412 345 678"})
        self.assertEqual(vessel.mmsi, "412345678")
        for number in ("112345678", "41234567"):
            with self.assertRaisesRegex(ValidationError, number):
                vessel.mmsi = number
        vessel.mmsi = ""
        self.assertFalse(vessel.mmsi)

    @freeze_time("2026-06-15")
    def test_year_built(self):
        vessel = self.vessels.create({"name": "A", "year_built": 1850})
        vessel.year_built = 2029
        vessel.year_built = 0
        for year in (1849, 2030, -5):
            with self.assertRaisesRegex(ValidationError, f"{year} is not a year"):
                vessel.year_built = year

    def test_figures_are_not_negative(self):
        vessel = self.vessels.create({"name": "A"})
        for field_name in (
            "gross_tonnage",
            "deadweight",
            "length",
            "draught",
            "tank_capacity_mt",
        ):
            with (
                self.subTest(field=field_name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation) as raised,
                self.env.cr.savepoint(),
            ):
                vessel[field_name] = -1
                self.env.flush_all()
            self.assertIn(
                "cannot be negative", vessel._sql_error_to_message(raised.exception)
            )

    def test_texts_no_index_could_hold_are_refused(self):
        for field_name in ("name", "ref"):
            with (
                self.subTest(field=field_name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation) as raised,
                self.env.cr.savepoint(),
            ):
                self.vessels.create({"name": "A", field_name: "N" * 251})
            self.assertIn(
                "at most 250 characters",
                self.vessels._sql_error_to_message(raised.exception),
            )
        self.vessels.create({"name": "N" * 250, "ref": "R" * 250})

    def test_a_copy_has_no_numbers(self):
        vessel = self.make_vessel(
            imo_number=self.imo(1), mmsi="412345678", ref="R", call_sign="AB"
        )
        copy = vessel.with_user(self.am_anna).copy()
        for field_name in ("imo_number", "mmsi", "ref", "call_sign"):
            self.assertFalse(copy[field_name], field_name)

    # ------------------------------------------------------------
    # Names
    # ------------------------------------------------------------

    @freeze_time("2026-03-01 18:00:00")  # 2 March in Shanghai
    def test_a_rename_keeps_the_old_name(self):
        vessel, other, same = self.vessels.create(
            [{"name": "OLD ONE"}, {"name": "OLD TWO"}, {"name": "NEW"}]
        )
        (vessel + other + same).write({"name": "NEW"})
        self.assertRecordValues(
            vessel.former_name_ids,
            [{"name": "OLD ONE", "date_until": date(2026, 3, 2)}],
        )
        self.assertEqual(other.former_name_ids.name, "OLD TWO")
        self.assertFalse(same.former_name_ids, "Its name did not change")

    def test_renaming_back(self):
        vessel = self.vessels.create({"name": "ALPHA"})
        vessel.name = "BETA"
        vessel.name = "ALPHA"
        self.assertEqual(
            sorted(vessel.former_name_ids.mapped("name")), ["ALPHA", "BETA"]
        )

    def test_what_is_no_rename(self):
        vessel = self.vessels.create({"name": "Aurora"})
        for name in ("Aurora", "AURORA", "  aurora "):
            vessel.name = name
        vessel.write({"deadweight": 5})
        self.assertFalse(vessel.former_name_ids)
        self.assertEqual(vessel.name, "aurora")

    def test_found_by_any_name_or_number(self):
        number = self.imo(7)
        vessel = self.vessels.create(
            {
                "name": "ZZ FIRST",
                "imo_number": number,
                "mmsi": "412000777",
                "call_sign": "ZZCALL7",
                "ref": "ZZ-REF-7",
            }
        )
        vessel.name = "ZZ SECOND"
        for text in (
            "zz second",
            "zz first",
            number,
            f"IMO {number}",
            f"imo{number}",
            f"IMO: {number[:5]}",
            "412000777",
            "zzcall7",
            "zz-ref-7",
            vessel.display_name,
        ):
            with self.subTest(text=text):
                found = self.vessels.name_search(text)
                self.assertEqual(found, [(vessel.id, vessel.display_name)])
        self.assertEqual(
            self.vessels.search([("display_name", "=", f"ZZ SECOND (IMO {number})")]),
            vessel,
        )
        self.assertNotIn(
            vessel, self.vessels.search([("display_name", "not ilike", "zz sec")])
        )
        self.assertFalse(self.vessels.name_search("IMO 7777777"))

    def test_display_name_shows_the_number(self):
        vessel = self.vessels.create({"name": "A", "imo_number": self.imo(1)})
        self.assertEqual(vessel.display_name, f"A (IMO {self.imo(1)})")
        vessel.imo_number = False
        self.assertEqual(vessel.display_name, "A")

    def test_changes_are_tracked(self):
        vessel = self.vessels.create({"name": "A"})
        self.flush_tracking()
        before = vessel.message_ids
        vessel.write({"name": "B", "flag_id": self.panama.id, "status": "laid_up"})
        self.flush_tracking()
        tracked = (vessel.message_ids - before).sudo().tracking_value_ids
        self.assertEqual(
            set(tracked.field_id.mapped("name")), {"name", "flag_id", "status"}
        )

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()

    # ------------------------------------------------------------
    # Who may do what
    # ------------------------------------------------------------

    def test_vessels_of_other_companies_are_hidden(self):
        customer = self.make_customer()
        hidden = self.make_vessel(
            "Hidden ZZ",
            company_id=self.other_company.id,
            party_ids=[Command.create({"partner_id": customer.id, "role": "agent"})],
        )
        hidden.name = "Hidden YY"
        shared = self.make_vessel("Shared ZZ")
        own = self.make_vessel("Own ZZ", company_id=self.company.id)
        for user in (self.am_anna, self.supervisor, self.manager):
            with self.subTest(user=user.name):
                found = self.env["fuel.vessel"].with_user(user).search([])
                self.assertIn(shared, found)
                self.assertIn(own, found)
                self.assertNotIn(hidden, found)
                for records in (hidden, hidden.party_ids, hidden.former_name_ids):
                    with self.assertRaises(AccessError):
                        records.with_user(user).check_access("read")

    def test_account_managers_do_not_delete_vessels(self):
        vessel = self.vessels.create({"name": "A"})
        with self.assertRaises(AccessError):
            vessel.unlink()
        vessel.with_user(self.supervisor).unlink()
        self.assertFalse(vessel.exists())

    # ------------------------------------------------------------
    # Native interfaces and speed
    # ------------------------------------------------------------

    def test_native_load(self):
        self.make_port("ZZAAA", "Loading")
        result = self.vessels.load(
            ["name", "imo_number", "flag_id", "type_id", "home_port_id", "status"],
            [
                [
                    "LOADED",
                    f"IMO {self.imo(1)}",
                    "Panama",
                    "Bulk carrier",
                    "ZZAAA",
                    "Scrapped",
                ],
                ["LOADED 2", self.imo(2), "", "", "Loading (ZZAAA)", "Laid up"],
            ],
        )
        self.assertFalse(result["messages"])
        self.assertRecordValues(
            self.vessels.browse(result["ids"]),
            [
                {
                    "imo_number": self.imo(1),
                    "flag_id": self.panama.id,
                    "type_id": self.type_bulk.id,
                    "status": "scrapped",
                },
                {
                    "imo_number": self.imo(2),
                    "flag_id": False,
                    "type_id": False,
                    "status": "laid_up",
                },
            ],
        )

    def test_search_read(self):
        vessel = self.vessels.create({"name": "A", "imo_number": self.imo(1)})
        self.assertEqual(
            self.vessels.search_read([("imo_number", "=", self.imo(1))], ["name"]),
            [{"id": vessel.id, "name": "A"}],
        )

    def count_queries(self, model, domain, view_type):
        """Return how many queries the web client's list or kanban needs."""
        arch_fields = model.get_view(view_type=view_type)["models"][model._name]
        specification = {
            name: {"fields": {"display_name": {}}}
            if model._fields[name].relational
            else {}
            for name in arch_fields
            if model._fields[name].type != "properties"
        }
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        model.web_search_read(domain, specification, limit=200)
        return self.cr.sql_log_count - before

    def test_lists_need_as_many_queries_for_any_number_of_rows(self):
        few, many = self.make_vessels(8, "Few"), self.make_vessels(80, "Many")
        for view_type in ("list", "kanban"):
            with self.subTest(view_type=view_type):
                self.count_queries(self.vessels, [("id", "in", few.ids)], view_type)
                self.assertEqual(
                    self.count_queries(
                        self.vessels, [("id", "in", few.ids)], view_type
                    ),
                    self.count_queries(
                        self.vessels, [("id", "in", many.ids)], view_type
                    ),
                )
