from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import FuelCommon


@tagged("-at_install", "post_install")
class TestFuelGrade(FuelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grades = cls.env["fuel.grade"].with_user(cls.manager)
        cls.grade = cls.grades.create(
            {
                "name": "ZZ VLSFO",
                "code": "zzg 380",
                "edition": "2017",
                "family": "residual",
                "sulphur_max": 0.5,
                "density_15": 991,
                "trade_names": "ZZ Low sulphur, LSFO ZZ",
            }
        )

    def assert_refused(self, error, message, records, **vals):
        with (
            self.subTest(vals=vals),
            mute_logger("odoo.sql_db"),
            self.assertRaises(error) as raised,
            self.env.cr.savepoint(),
        ):
            if records:
                records.write(vals)
            else:
                records.create({"name": "New", "family": "residual", **vals})
            self.env.flush_all()
        self.assertIn(message, records._sql_error_to_message(raised.exception))

    def test_codes_are_stored_in_one_spelling(self):
        self.assertEqual(self.grade.code, "ZZG380")
        self.grade.code = " "
        self.assertIs(self.grade.code, False)
        form = Form(self.grades)
        form.code = "dma z"
        self.assertEqual(form.code, "DMAZ")

    def test_code_edition_and_sulphur_are_unique(self):
        same = {"code": "ZZG380", "edition": "2017", "sulphur_max": 0.5}
        message = "code, edition and maximum sulphur exists already"
        self.grade.active = False
        self.assert_refused(UniqueViolation, message, self.grades, **same)
        for changes in ({"edition": "2024"}, {"sulphur_max": 0.1}, {"edition": False}):
            self.grades.create({"name": "N", "family": "residual", **same, **changes})
        self.assert_refused(
            UniqueViolation, message, self.grades, **{**same, "edition": False}
        )
        trade_only = {"name": "Trade name only", "family": "bio"}
        self.grades.create([trade_only, dict(trade_only)])

    def test_ranges(self):
        for sulphur in (-0.1, 5.1):
            self.assert_refused(
                CheckViolation, "between 0 and 5", self.grade, sulphur_max=sulphur
            )
        for density in (0.991, 599, 1201, -900):
            self.assert_refused(
                CheckViolation,
                "between 600 and 1200 kg/m³",
                self.grade,
                density_15=density,
            )
        self.grade.density_15 = 0

    def test_found_by_name_code_and_trade_name(self):
        grades = self.env["fuel.grade"].with_user(self.am_anna)
        for text in ("ZZ VLSFO", "zzg380", "lsfo zz"):
            self.assertEqual(grades.name_search(text), [(self.grade.id, "ZZ VLSFO")])

    def test_find_by_code(self):
        newer = self.grades.create(
            {
                "name": "ZZG380",
                "code": "ZZG700",
                "family": "residual",
                "sequence": 99,
            }
        )
        self.assertEqual(
            self.grades._find_by_code(
                ["zz vlsfo", "zzg 700", "ZZG380", "nope", "", None]
            ),
            {
                "zz vlsfo": self.grade.id,
                "zzg 700": newer.id,
                # A name beats a code, though the coded one comes first in the list.
                "ZZG380": newer.id,
            },
        )
        self.assertEqual(self.grades._find_by_code([]), {})

    def test_fuel_products(self):
        self.manager.group_ids += self.env.ref("product.group_product_manager")
        product = (
            self.env["product.template"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Fuel",
                    "fuel_grade_id": self.grade.id,
                    "fuel_density_15": 950.5,
                }
            )
        )
        self.assertEqual(product.fuel_density_15, 950.5)
        found = product.search([("fuel_grade_id", "=", self.grade.id)])
        self.assertEqual(found, product)
        for density in (0.95, 1300, -1):
            self.assert_refused(
                CheckViolation,
                "between 600 and 1200 kg/m³",
                product,
                fuel_density_15=density,
            )

    def test_a_grade_in_use_is_not_deleted(self):
        self.env["product.template"].create(
            {"name": "Fuel", "fuel_grade_id": self.grade.id}
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(Exception, "foreign key"),
            self.env.cr.savepoint(),
        ):
            self.grade.unlink()

    def test_only_managers_configure(self):
        for user in (self.am_anna, self.supervisor, self.plain):
            with self.subTest(user=user.name):
                grade = self.grade.with_user(user)
                self.assertTrue(grade.name)
                with self.assertRaises(AccessError):
                    grade.name = "X"


@tagged("-at_install", "post_install")
class TestFuelVesselType(FuelCommon):
    def test_names_of_real_lists(self):
        """Ship types as the EU's MRV reports and the US fleet list write them."""
        names = [
            "Bulk carrier",
            "Chemical tanker",
            "Combination carrier",
            "Container ship",
            "Container/ro-ro cargo ship",
            "Gas carrier",
            "General cargo ship",
            "LNG carrier",
            "Oil tanker",
            "Other ship types",
            "Passenger ship",
            "Refrigerated cargo carrier",
            "Ro-pax ship",
            "Ro-ro ship",
            "Vehicle carrier",
            "Tanker",
            "Containership",
            "Ro-Ro",
            "General Cargo",
            "Vehicles Carrier",
            "Dry Bulk",
        ]
        types = self.env["fuel.vessel.type"].with_user(self.am_anna)
        found = types._find_by_name(names)
        self.assertEqual(sorted(found), sorted(names))
        self.assertEqual(found["Dry Bulk"], found["Bulk carrier"])
        self.assertEqual(found["Containership"], found["Container ship"])
        self.assertNotEqual(found["Tanker"], found["Oil tanker"])

    def test_found_by_name_code_and_other_name_in_any_case(self):
        types = self.env["fuel.vessel.type"]
        self.env["res.lang"]._activate_lang("zh_CN")
        tug = types.create({"name": "ZZ Tug", "code": "zz_tug", "other_names": "A, B"})
        tug.with_context(lang="zh_CN").name = "拖轮ZZ"
        names = ["zz tug", "ZZ_TUG", " b ", "拖轮zz", "C", "", None]
        expected = dict.fromkeys(names[:4], tug.id)
        self.assertEqual(types._find_by_name(names), expected)
        for lang in ("en_US", "zh_CN"):
            self.assertEqual(
                types.with_context(lang=lang)._find_by_name(names), expected
            )

    def test_codes_are_unique(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env["fuel.vessel.type"].create({"name": "X", "code": "bulk"})

    def test_a_type_in_use_is_not_deleted(self):
        vessel_type = self.env["fuel.vessel.type"].create({"name": "X", "code": "x"})
        self.make_vessel(type_id=vessel_type.id)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(Exception, "foreign key"),
            self.env.cr.savepoint(),
        ):
            vessel_type.unlink()
