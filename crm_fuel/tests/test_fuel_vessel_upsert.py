from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_vessel_upsert import FuelVesselUpsertCommon


@tagged("-at_install", "post_install")
class TestFuelVesselUpsert(FuelVesselUpsertCommon):
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
