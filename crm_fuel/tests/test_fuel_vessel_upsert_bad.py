from unittest.mock import patch

from psycopg2 import OperationalError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_vessel_upsert import FuelVesselUpsertCommon


@tagged("-at_install", "post_install")
class TestFuelVesselUpsertBad(FuelVesselUpsertCommon):
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
