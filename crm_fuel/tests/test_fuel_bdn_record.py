from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_bdn import COMMENCED, BdnCommon
from .common_complaint import MONDAY


@tagged("-at_install", "post_install")
@freeze_time(MONDAY)
class TestFuelBdnRecord(BdnCommon):
    """Notes from another system: one outcome a row, good rows whatever the bad."""

    def row(self, picking, grade=None, **values):
        return {
            "delivery": picking.name,
            "commenced_at": COMMENCED,
            "representative": "Zhou Ming",
            "grades": [
                {
                    "density": 950.5,
                    "sulphur": 0.45,
                    "flashpoint_above_70": True,
                    **(grade or {}),
                }
            ],
            "issue": True,
            **values,
        }

    def record(self, *rows, user=None):
        return self.pickings.with_user(user or self.storekeeper).fuel_record_bdns(
            list(rows)
        )

    def test_record_and_issue(self):
        picking = self.delivery()
        self.barge.imo_number = self.imo(45)
        [outcome] = self.record(
            self.row(
                picking,
                number="YL-77",
                barge=f"IMO {self.imo(45)}",
                vessel=self.imo(41),
                port="zzbdn",
                seals="MARPOL 1",
            )
        )
        self.assertEqual(
            outcome,
            {
                "index": 0,
                "status": "issued",
                "id": picking.id,
                "number": "YL-77",
                "errors": [],
            },
        )
        self.assertEqual(picking.fuel_barge_id, self.barge)
        self.assertEqual(picking.fuel_bdn_facts["grades"][0]["density"], 950.5)

    def test_second_time_changes_nothing(self):
        picking = self.delivery()
        row = self.row(picking, number="YL-78")
        self.record(row)
        messages = picking.message_ids
        [outcome] = self.record(row)
        self.assertEqual((outcome["status"], outcome["number"]), ("unchanged", "YL-78"))
        self.assertEqual(picking.message_ids, messages)
        [outcome] = self.record(self.row(picking, number="YL-79"))
        self.assertIn("is issued", outcome["errors"][0]["message"])

    def test_bad_rows_cost_themselves(self):
        first = self.delivery()
        self.record(self.row(first, number="TAKEN"))
        bad = self.delivery()
        order = self._order((self.fuel, 5, self.ton))
        undone = order.picking_ids
        cases = [
            ("delivery", "not exactly one", self.row(bad, delivery="WH/OUT/x")),
            ("delivery", "not exactly one", self.row(bad, delivery=17)),
            ("port", "not known", self.row(bad, port="XXXXX")),
            ("barge", "not known", self.row(bad, barge="9999999")),
            ("commenced_at", "YYYY-MM-DD", self.row(bad, commenced_at="yesterday")),
            ("commenced_at", "YYYY-MM-DD", self.row(bad, commenced_at=[1])),
            (False, "future", self.row(bad, commenced_at="2030-01-01 00:00:00")),
            (False, "another delivery", self.row(bad, number="taken")),
            (False, "64 characters", self.row(bad, number="9" * 65)),
            ("representative", "Text", self.row(bad, representative="a\x00b")),
            ("mt", "no such field", self.row(bad, mt=500)),
            ("grades", "dictionary of", self.row(bad, {"mt": 500})),
            ("density", "number", self.row(bad, {"density": "dense"})),
            ("density", "number", self.row(bad, {"density": float("nan")})),
            (False, "600 and 1200", self.row(bad, {"density": 9.91})),
            (False, "percentages", self.row(bad, {"sulphur": -1})),
            (False, "not both", self.row(bad, {"flashpoint": 66})),
            (
                False,
                "SOLAS",
                self.row(bad, {"flashpoint": 45, "flashpoint_above_70": False}),
            ),
            ("limit", "One of", self.row(bad, {"limit": "none"})),
            ("product", "which of", self.row(bad, {"product": "Water"})),
            (False, "Sulphur", self.row(bad, {"sulphur": 0.9})),
            (False, "not delivered yet", self.row(undone)),
            (False, "a dictionary", ["no", "row"]),
        ]
        good = self.delivery()
        # The database's own constraints speak, each in the row's savepoint.
        with mute_logger("odoo.sql_db"):
            outcomes = self.record(*(row for _f, _m, row in cases), self.row(good))
        for (field, message, row), outcome in zip(cases, outcomes[:-1], strict=True):
            with self.subTest(row=row):
                self.assertEqual(outcome["status"], "error")
                [error] = outcome["errors"]
                self.assertEqual(error["field"], field)
                self.assertIn(message, error["message"])
        self.assertEqual(outcomes[-1]["status"], "issued")
        self.assertRecordValues(
            bad,
            [
                {
                    "fuel_bdn_state": "draft",
                    "fuel_bdn_number": False,
                    "fuel_bdn_commenced_at": False,
                    "fuel_bdn_representative": False,
                }
            ],
        )
        self.assertEqual(bad.fuel_move_ids.fuel_density, 950)

    def test_several_fuels(self):
        self.mgo.density_15 = 845
        picking = self.delivery((self.fuel, 5, self.ton), (self.gasoil, 4, self.ton))
        [outcome] = self.record(self.row(picking))
        self.assertEqual(outcome["errors"][0]["field"], "product")
        self.gasoil.default_code = "MGO"
        [outcome] = self.record(
            self.row(
                picking,
                grades=[
                    {
                        "product": "Fuel oil",
                        "density": 950,
                        "sulphur": 0.4,
                        "flashpoint": 80,
                    },
                    {"product": "MGO", "sulphur": 0.08, "flashpoint": 63},
                ],
            )
        )
        self.assertEqual(outcome["status"], "issued")

    def test_record_without_issuing(self):
        picking = self.delivery()
        [outcome] = self.record(self.row(picking, issue=False))
        self.assertEqual(outcome["status"], "updated")
        self.assertEqual(picking.fuel_bdn_state, "draft")

    def test_who_may(self):
        with self.refused(AccessError, "people of the warehouse"):
            self.record(self.row(self.delivery()), user=self.am_anna)
        with self.refused(UserError, "list of dictionaries"):
            self.pickings.with_user(self.storekeeper).fuel_record_bdns("rows")
