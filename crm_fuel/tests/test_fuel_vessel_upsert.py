from unittest.mock import patch

from psycopg2 import OperationalError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import FuelCommon


@tagged("-at_install", "post_install")
class TestFuelVesselUpsert(FuelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vessels = cls.env["fuel.vessel"].with_user(cls.am_anna)
        cls.port = cls.make_port("ZZAAA", "Home", alias_ids=[(0, 0, {"code": "ZZOLD"})])
        cls.grade = cls.env["fuel.grade"].create(
            {"name": "ZZ Fuel", "code": "ZZF380", "family": "residual"}
        )
        cls.tag = cls.env["crm.tag"].create({"name": "ZZ tag"})

    def upsert(self, *rows):
        """Load the rows as account manager Anna."""
        return self.vessels.upsert(list(rows))

    def assert_error(self, row, field_name, pattern):
        """Check that the row is refused, for this field and reason alone."""
        (result,) = self.upsert(row)
        self.assertEqual(result["status"], "error")
        self.assertIs(result["id"], False)
        (error,) = result["errors"]
        self.assertEqual(error["field"], field_name)
        self.assertRegex(error["message"], pattern)

    def full_row(self, serial=1, **changes):
        return {
            "name": "FULL",
            "imo_number": f"IMO {self.imo(serial)}",
            "ref": f"FULL-{serial}",
            "mmsi": 412000000 + serial,
            "call_sign": "3e ab",
            "ice_class": "IA Super",
            "flag_id": "pa",
            "type_id": "bulk CARRIER",
            "home_port_id": "zzold",
            "company_id": self.company.name,
            "gross_tonnage": 29242,
            "deadweight": "46666",
            "year_built": 2010.0,
            "length": 183.456,
            "draught": "11.5",
            "tank_capacity_mt": 1234.5678,
            "has_scrubber": True,
            "active": 1,
            "status": "laid_up",
            "grade_ids": ["zzf 380"],
            "tag_ids": ["ZZ tag"],
            **changes,
        }

    # ------------------------------------------------------------
    # Created, updated, unchanged
    # ------------------------------------------------------------

    def test_every_field(self):
        (result,) = self.upsert(self.full_row())
        self.assertEqual(
            result,
            {"index": 0, "status": "created", "id": result["id"], "errors": []},
        )
        self.assertRecordValues(
            self.vessels.browse(result["id"]),
            [
                {
                    "name": "FULL",
                    "imo_number": self.imo(1),
                    "ref": "FULL-1",
                    "mmsi": "412000001",
                    "call_sign": "3EAB",
                    "ice_class": "IA Super",
                    "flag_id": self.panama.id,
                    "type_id": self.type_bulk.id,
                    "home_port_id": self.port.id,
                    "company_id": self.company.id,
                    "gross_tonnage": 29242,
                    "deadweight": 46666,
                    "year_built": 2010,
                    "length": 183.46,
                    "draught": 11.5,
                    "tank_capacity_mt": 1234.568,
                    "has_scrubber": True,
                    "active": True,
                    "status": "laid_up",
                    "grade_ids": self.grade.ids,
                    "tag_ids": self.tag.ids,
                }
            ],
        )

    def test_the_same_again_writes_nothing(self):
        (first,) = self.upsert(self.full_row())
        vessel = self.vessels.browse(first["id"])
        self.cr.flush()
        messages = vessel.message_ids
        with patch.object(
            type(self.vessels), "write", autospec=True, side_effect=AssertionError
        ):
            (second,) = self.upsert(self.full_row())
        self.assertEqual(
            second,
            {"index": 0, "status": "unchanged", "id": vessel.id, "errors": []},
        )
        self.assertEqual(vessel.message_ids, messages)
        self.assertFalse(vessel.former_name_ids)

    def test_each_field_is_compared(self):
        self.upsert(self.full_row())
        other_port = self.make_port("ZZBBB", "Other")
        changes = {
            "name": "RENAMED",
            "ref": "OTHER",
            "mmsi": "412999999",
            "call_sign": "OTHER",
            "ice_class": "",
            "flag_id": False,
            "type_id": "oil_tanker",
            "home_port_id": other_port.unlocode,
            "company_id": None,
            "gross_tonnage": 1,
            "deadweight": False,
            "year_built": 0,
            "length": 183.47,
            "draught": None,
            "tank_capacity_mt": 1234.569,
            "has_scrubber": False,
            "status": "scrapped",
            "grade_ids": [],
            "tag_ids": False,
            "active": False,
        }
        for field_name, value in changes.items():
            with self.subTest(field=field_name):
                row = {"imo_number": self.imo(1), field_name: value}
                (result,) = self.upsert(row)
                self.assertEqual(result["status"], "updated", result)
                (result,) = self.upsert(row)
                self.assertEqual(result["status"], "unchanged", result)

    def test_fields_that_a_row_does_not_name_stay(self):
        (first,) = self.upsert(self.full_row())
        (second,) = self.upsert({"imo_number": self.imo(1), "deadweight": 7})
        self.assertEqual(second["id"], first["id"])
        vessel = self.vessels.browse(first["id"])
        self.assertEqual(vessel.deadweight, 7)
        self.assertEqual(vessel.gross_tonnage, 29242)
        self.assertEqual(vessel.grade_ids, self.grade)

    def test_a_rename_is_filed_and_tracked(self):
        (first,) = self.upsert(self.full_row())
        vessel = self.vessels.browse(first["id"])
        self.cr.flush()
        before = vessel.message_ids
        self.upsert({"imo_number": self.imo(1), "name": "NEW NAME"})
        self.cr.flush()
        self.assertEqual(vessel.former_name_ids.name, "FULL")
        tracked = (vessel.message_ids - before).sudo().tracking_value_ids
        self.assertEqual(tracked.field_id.name, "name")

    def test_archived_vessels_are_matched_and_stay_archived(self):
        vessel = self.make_vessel(imo_number=self.imo(1), active=False)
        (result,) = self.upsert({"imo_number": self.imo(1), "deadweight": 5})
        self.assertEqual((result["status"], result["id"]), ("updated", vessel.id))
        self.assertFalse(vessel.active)
        self.upsert({"imo_number": self.imo(1), "active": True})
        self.assertTrue(vessel.active)

    def test_type_by_its_chinese_name(self):
        self.type_bulk.with_context(lang="zh_CN").name = "散货船"
        (result,) = self.upsert(
            {"imo_number": self.imo(1), "name": "A", "type_id": "散货船"}
        )
        self.assertEqual(self.vessels.browse(result["id"]).type_id, self.type_bulk)

    # ------------------------------------------------------------
    # Keys
    # ------------------------------------------------------------

    def test_without_imo_number_the_reference_is_the_key(self):
        (first,) = self.upsert({"ref": "B-1", "name": "Barge", "imo_number": ""})
        (second,) = self.upsert({"ref": " B-1 ", "name": "Barge 1"})
        self.assertEqual(second["id"], first["id"])
        self.assertEqual(second["status"], "updated")

    def test_an_imo_number_that_becomes_known(self):
        (first,) = self.upsert({"ref": "B-1", "name": "Ship"})
        (second,) = self.upsert({"ref": "B-1", "imo_number": self.imo(1)})
        self.assertEqual((second["status"], second["id"]), ("updated", first["id"]))
        # A row without the number does not take it away.
        (third,) = self.upsert({"ref": "B-1", "imo_number": False})
        self.assertEqual(third["status"], "unchanged")
        self.assertEqual(self.vessels.browse(first["id"]).imo_number, self.imo(1))

    def test_keys_that_disagree(self):
        self.upsert(
            {"ref": "B-1", "imo_number": self.imo(1), "name": "One"},
            {"ref": "B-2", "imo_number": self.imo(2), "name": "Two"},
        )
        pattern = "B-1 belongs to another vessel, One"
        self.assert_error({"ref": "B-1", "imo_number": self.imo(2)}, "ref", pattern)
        self.assert_error(
            {"ref": "B-1", "imo_number": self.imo(3), "name": "Three"}, "ref", pattern
        )

    def test_a_row_needs_a_key_and_a_new_vessel_a_name(self):
        self.assert_error({"name": "A"}, "imo_number", "needs an IMO number")
        self.assert_error({"name": "A", "ref": " "}, "imo_number", "needs an IMO")
        self.assert_error({}, "imo_number", "needs an IMO number")
        self.assert_error({"ref": "X"}, "name", "A new vessel needs a name")

    def test_the_same_key_twice_in_one_call(self):
        results = self.upsert(
            {"imo_number": self.imo(1), "name": "One"},
            {"imo_number": f"IMO {self.imo(1)}", "name": "Other"},
            {"imo_number": self.imo(2), "ref": "X", "name": "Two"},
            {"ref": "X", "name": "Three"},
            # This one is bad, so the next is the first with its number.
            {"imo_number": self.imo(3), "name": "Bad", "deadweight": -1},
            {"imo_number": self.imo(3), "name": "Good"},
        )
        self.assertEqual(
            [result["status"] for result in results],
            ["created", "error", "created", "error", "error", "created"],
        )
        self.assertRegex(results[1]["errors"][0]["message"], "Row 0 of this call")
        self.assertEqual(results[1]["errors"][0]["field"], "imo_number")
        self.assertRegex(results[3]["errors"][0]["message"], "Row 2 of this call")
        self.assertEqual(results[3]["errors"][0]["field"], "ref")
        # One vessel by two different keys is one vessel too.
        results = self.upsert(
            {"imo_number": self.imo(2), "deadweight": 1},
            {"ref": "X", "deadweight": 2},
        )
        self.assertEqual(results[1]["status"], "error")
        self.assertEqual(self.vessels.browse(results[0]["id"]).deadweight, 1)

    # ------------------------------------------------------------
    # Bad input
    # ------------------------------------------------------------

    def test_bad_values(self):
        for field_name, value, pattern in (
            ("imo_number", "9074728", "9074728 is not an IMO number"),
            ("imo_number", "0000000", "0000000 is not an IMO number"),
            ("imo_number", 12.5, "Text is expected, not 12.5"),
            ("mmsi", "12", "12 is not the MMSI"),
            ("name", "", "name must not be empty"),
            ("name", 5, "Text is expected, not 5"),
            ("name", "A\x00B", "zero byte"),
            ("name", "A\ud800B", "surrogate"),
            ("name", "A" * 251, "too long: 251 characters, where 250 are"),
            ("ref", "A" * 5_000_000, "too long: 5000000 characters"),
            ("call_sign", "A" * 251, "too long"),
            ("ice_class", ["IA"], "Text is expected"),
            ("flag_id", "XX", "Flag: nothing is known by the code or name 'XX'"),
            ("flag_id", 12, "as text, not 12"),
            ("home_port_id", "ZZNOP", "Home.*'ZZNOP'"),
            ("home_port_id", "A\x00B", "nothing is known"),
            ("flag_id", "A\ud800", "nothing is known"),
            ("type_id", "Spaceship", "'Spaceship'"),
            ("company_id", self.other_company.name, "nothing is known"),
            ("grade_ids", ["ZZF380", "nope"], "'nope'"),
            ("grade_ids", "ZZF380", "A list is expected"),
            ("tag_ids", [7], "as text, not 7"),
            ("deadweight", "12,000", "without thousands separators"),
            ("deadweight", "5 t", "without thousands separators"),
            ("deadweight", "12.5", "whole number"),
            ("deadweight", 2**31, "too large"),
            ("deadweight", 10**400, "too large"),
            ("deadweight", -(10**400), "is negative"),
            ("length", float("-inf"), "-inf is negative"),
            ("deadweight", -1, "-1 is negative"),
            ("deadweight", True, "A number is expected, not True"),
            ("deadweight", {}, "A number is expected"),
            ("length", float("nan"), "too large to be true"),
            ("length", float("inf"), "too large to be true"),
            ("length", "1e5", "not a plain number"),
            ("tank_capacity_mt", -0.5, "is negative"),
            ("year_built", 1700, "1700 is not a year"),
            ("year_built", "1,999", "without thousands separators"),
            ("has_scrubber", "yes", "True or false is expected, not 'yes'"),
            ("has_scrubber", 2, "True or false is expected"),
            ("active", None, "active must not be empty"),
            ("status", "sunk", "'sunk' is not one of in_service, laid_up, scrapped"),
            ("status", ["laid_up"], "is not one of"),
            ("imo", "9074729", "cannot be loaded with the field imo"),
            ("id", 5, "cannot be loaded with the field id"),
            ("create_uid", 1, "cannot be loaded with the field create_uid"),
        ):
            with self.subTest(field=field_name, value=value):
                row = {"imo_number": self.imo(1), "name": "A", field_name: value}
                self.assert_error(row, field_name, pattern)
        self.assertFalse(self.vessels.search([("imo_number", "=", self.imo(1))]))

    def test_messages_show_no_more_of_a_value_than_is_needed(self):
        huge = "x" * 5_000_000
        for field_name, value in (
            ("deadweight", huge),
            ("flag_id", huge),
            ("status", huge),
            ("grade_ids", [huge]),
            ("has_scrubber", [huge] * 10),
            (huge, 1),
        ):
            with self.subTest(field=field_name[:20]):
                (result,) = self.upsert({"imo_number": self.imo(1), field_name: value})
                self.assertEqual(result["errors"][0]["field"], field_name)
                self.assertLess(len(result["errors"][0]["message"]), 1000)

    def test_an_answer_holds_no_half_characters(self):
        (result,) = self.upsert({"imo_number": self.imo(1), "na\ud800me": "\ud800"})
        (error,) = result["errors"]
        self.assertEqual(error["field"], "na\N{REPLACEMENT CHARACTER}me")
        self.assertTrue(error["message"].encode())

    def test_the_longest_text_is_stored(self):
        # Letters of four bytes, and one that becomes eighteen in `name_key`.
        for text in ("\N{SHIP}" * 250, "\ufdfa" * 250, "x" * 250):
            with self.subTest(text=text[0]):
                (result,) = self.upsert({"ref": text, "name": text, "call_sign": text})
                self.assertEqual(result["errors"], [])
                self.assertEqual(self.vessels.browse(result["id"]).name, text)

    def test_all_errors_of_a_row_are_told(self):
        (result,) = self.upsert(
            {"imo_number": "9074728", "deadweight": -1, "nonsense": 1, "name": "A"}
        )
        self.assertEqual(
            [error["field"] for error in result["errors"]],
            ["imo_number", "deadweight", "nonsense"],
        )

    def test_rows_that_are_no_rows(self):
        results = self.upsert("text", None, 5, ["a"], {"ref": "OK", "name": "OK"})
        self.assertEqual(
            [result["status"] for result in results], ["error"] * 4 + ["created"]
        )
        self.assertIs(results[0]["errors"][0]["field"], False)
        for rows in ("text", None, {"name": "A"}, 5):
            with self.assertRaisesRegex(UserError, "must be a list"):
                self.vessels.upsert(rows)
        self.assertEqual(self.vessels.upsert([]), [])

    def test_seven_bad_rows_of_a_thousand(self):
        rows = [
            {"imo_number": self.imo(serial), "name": f"Ship {serial}"}
            for serial in range(1000)
        ]
        bad = {
            17: ("imo_number", {"imo_number": "9074728"}),
            101: ("home_port_id", {"home_port_id": "ZZNOP"}),
            250: ("deadweight", {"deadweight": -1}),
            400: ("name", {"name": False}),
            555: ("colour", {"colour": "red"}),
            777: ("imo_number", {"imo_number": self.imo(3)}),
            999: ("gross_tonnage", {"gross_tonnage": "29,242"}),
        }
        for index, (_field_name, changes) in bad.items():
            rows[index].update(changes)
        results = self.upsert(*rows)
        self.assertEqual([result["index"] for result in results], list(range(1000)))
        self.assertEqual(
            {
                result["index"]: result["errors"][0]["field"]
                for result in results
                if result["status"] == "error"
            },
            {index: field_name for index, (field_name, _changes) in bad.items()},
        )
        created = [result["id"] for result in results if result["status"] == "created"]
        self.assertEqual(len(set(created)), 993)
        self.assertEqual(len(self.vessels.browse(created).exists()), 993)
        again = self.upsert(*rows)
        self.assertEqual(
            [result["status"] for result in again],
            ["error" if index in bad else "unchanged" for index in range(len(rows))],
        )

    # ------------------------------------------------------------
    # What validation cannot foresee
    # ------------------------------------------------------------

    def patch_check(self, refuse):
        """Let a constraint that upsert knows nothing of refuse some vessels."""
        vessel_class = self.env.registry["fuel.vessel"]
        native = vessel_class._file_former_names, vessel_class.create

        def create(model, vals_list):
            vessels = native[1](model, vals_list)
            refuse(vessels)
            return vessels

        self.patch(vessel_class, "create", create)

        def write(model, vals):
            native[0](model, vals)
            refuse(model)

        self.patch(vessel_class, "_file_former_names", write)

    def test_a_constraint_refuses_rows_while_they_are_stored(self):
        reason = "%s is cursed"

        def refuse(vessels):
            for vessel in vessels:
                if vessel.ref in ("R3", "R5"):
                    raise ValidationError(reason % vessel.ref)

        self.patch_check(refuse)
        rows = [{"ref": f"R{serial}", "name": "A"} for serial in range(8)]
        results = self.upsert(*rows)
        self.assertEqual(
            [result["index"] for result in results if result["status"] == "error"],
            [3, 5],
        )
        self.assertEqual(
            results[5]["errors"], [{"field": False, "message": "R5 is cursed"}]
        )
        self.assertEqual(
            self.vessels.search_count([("ref", "in", [f"R{n}" for n in range(8)])]), 6
        )

    def test_a_constraint_refuses_updates(self):
        rows = [{"ref": f"R{serial}", "name": "A"} for serial in range(4)]
        self.upsert(*rows)

        reason = "R2 is cursed"

        def refuse(vessels):
            if "R2" in vessels.mapped("ref"):
                raise ValidationError(reason)

        self.patch_check(refuse)
        results = self.upsert(*({**row, "deadweight": 5} for row in rows))
        self.assertEqual(
            [result["status"] for result in results],
            ["updated", "updated", "error", "updated"],
        )
        vessels = self.vessels.browse([row["id"] for row in results if row["id"]])
        self.assertEqual(set(vessels.mapped("deadweight")), {5})
        self.cr.flush()

    def test_the_database_refuses_a_row(self):
        """As when another session has taken the number a moment ago."""
        self.make_vessel("Quick", imo_number=self.imo(2))
        self.env.flush_all()
        with (
            patch.object(
                self.env.registry["fuel.vessel"],
                "_upsert_find_hidden_keys",
                lambda *args: set(),
            ),
            patch.object(
                self.env.registry["fuel.vessel"],
                "search_fetch",
                lambda model, *args, **kwargs: model.browse(),
            ),
            mute_logger("odoo.sql_db"),
        ):
            results = self.upsert(
                *(
                    {"imo_number": self.imo(serial), "name": "Slow"}
                    for serial in range(4)
                )
            )
        self.assertEqual(
            [result["status"] for result in results],
            ["created", "created", "error", "created"],
        )
        self.assertIn("has this IMO number", results[2]["errors"][0]["message"])

    def test_a_conflict_of_transactions_is_no_error_of_a_row(self):
        """Odoo repeats the whole call by itself: it must see the conflict."""

        def refuse(vessels):
            raise OperationalError("could not serialize access")

        self.patch_check(refuse)
        with self.assertRaises(OperationalError):
            self.upsert({"ref": "R", "name": "A"})

    # ------------------------------------------------------------
    # Who may do what
    # ------------------------------------------------------------

    def test_who_may_load(self):
        for user in (self.plain, self.portal):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.env["fuel.vessel"].with_user(user).upsert([])

    def test_vessels_of_other_companies(self):
        hidden = self.make_vessel(
            "Hidden",
            imo_number=self.imo(1),
            ref="HID",
            company_id=self.other_company.id,
        )
        pattern = "a vessel that you have no access to"
        self.assert_error(
            {"imo_number": self.imo(1), "name": "A"}, "imo_number", pattern
        )
        self.assert_error({"ref": "HID", "name": "A"}, "ref", pattern)
        self.assertEqual(hidden.name, "Hidden")

    def test_vessels_one_may_see_but_not_change(self):
        vessel = self.make_vessel("Fixed", ref="FIX")
        self.env["ir.rule"].create(
            {
                "name": "Fixed vessels",
                "model_id": self.env["ir.model"]._get_id("fuel.vessel"),
                "domain_force": "[('ref', '!=', 'FIX')]",
                "perm_read": False,
                "perm_create": False,
            }
        )
        self.assert_error({"ref": "FIX", "name": "A"}, False, "may not change")
        self.assertEqual(vessel.name, "Fixed")

    # ------------------------------------------------------------
    # Speed
    # ------------------------------------------------------------

    def test_a_second_load_needs_as_many_queries_for_any_number_of_rows(self):
        def rows(first, number):
            return [
                {
                    "imo_number": self.imo(serial),
                    "name": "A",
                    "flag_id": "PA",
                    "type_id": "Tanker",
                    "home_port_id": "ZZAAA",
                    "grade_ids": ["ZZ Fuel"],
                }
                for serial in range(first, first + number)
            ]

        def count(data):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            results = self.upsert(*data)
            self.assertEqual({result["status"] for result in results}, {"unchanged"})
            return self.cr.sql_log_count - before

        few, many = rows(0, 8), rows(100, 80)
        self.upsert(*few, *many)
        count(few)
        self.assertEqual(count(few), count(many))
