from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import FuelCommon


@tagged("-at_install", "post_install")
class TestFuelPort(FuelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.ports = cls.env["fuel.port"].with_user(cls.manager)
        cls.port = cls.ports.create(
            {
                "unlocode": "cn zza",
                "name": "Zhenzhou Test",
                "name_zh": "真洲",
                "alias_ids": [Command.create({"code": "cn-zzz"})],
            }
        )

    def assert_refused(self, error, message, vals):
        with (
            self.subTest(vals=vals),
            mute_logger("odoo.sql_db"),
            self.assertRaises(error) as raised,
            self.env.cr.savepoint(),
        ):
            self.ports.create({"unlocode": "ZZNEW", "name": "New", **vals})
        self.assertIn(message, self.ports._sql_error_to_message(raised.exception))

    def test_codes_are_stored_in_one_spelling(self):
        self.assertEqual(self.port.unlocode, "CNZZA")
        self.assertEqual(self.port.alias_ids.code, "CNZZZ")
        self.port.unlocode = "cnzzb"
        self.assertEqual(self.port.unlocode, "CNZZB")
        self.port.alias_ids.code = "zza"
        self.assertEqual(self.port.alias_ids.code, "ZZA")

    def test_country_comes_from_the_code_where_it_is_empty(self):
        self.assertEqual(self.port.country_id, self.china)
        given = self.ports.create(
            {"unlocode": "CNZZC", "name": "C", "country_id": self.panama.id}
        )
        self.assertEqual(given.country_id, self.panama)
        given.unlocode = "CNZZD"
        self.assertEqual(given.country_id, self.panama, "It was not empty")
        waters = self.ports.create({"unlocode": "XZZZZ", "name": "High seas"})
        self.assertFalse(waters.country_id)
        form = Form(self.ports)
        form.unlocode = "pa zza"
        self.assertEqual(form.unlocode, "PAZZA")
        self.assertEqual(form.country_id, self.panama)

    def test_form_of_the_code(self):
        for code in ("CN", "CNZZAA", "1NZZA", "CN_ZA", "宁波ZZA"):
            self.assert_refused(CheckViolation, "two letters", {"unlocode": code})

    def test_degrees(self):
        for vals in ({"latitude": 90.1}, {"latitude": -91}):
            self.assert_refused(CheckViolation, "latitude lies", vals)
        for vals in ({"longitude": 180.1}, {"longitude": -181}):
            self.assert_refused(CheckViolation, "longitude lies", vals)
        self.ports.create(
            {"unlocode": "ZZEND", "name": "E", "latitude": -90, "longitude": 180}
        )

    def test_codes_are_unique_archived_ports_included(self):
        self.port.active = False
        self.assert_refused(
            UniqueViolation, "UN/LOCODE exists already", {"unlocode": "CNZZA"}
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.make_port("ZZNEW", alias_ids=[Command.create({"code": "CNZZZ"})])

    def test_an_alias_is_no_other_ports_code(self):
        message = "CNZZZ is already kept as another code of Zhenzhou Test"
        with (
            self.assertRaisesRegex(ValidationError, message),
            self.env.cr.savepoint(),
        ):
            self.ports.create({"unlocode": "CNZZZ", "name": "Other"})
        other = self.ports.create({"unlocode": "CNZZY", "name": "Other"})
        with (
            self.assertRaisesRegex(ValidationError, message),
            self.env.cr.savepoint(),
        ):
            other.unlocode = "CNZZZ"
        self.port.active = False
        message = "CNZZA is the UN/LOCODE of Zhenzhou Test"
        with (
            self.assertRaisesRegex(ValidationError, message),
            self.env.cr.savepoint(),
        ):
            other.alias_ids = [Command.create({"code": "CNZZA"})]
        with self.assertRaisesRegex(ValidationError, message):
            self.port.alias_ids.write({"port_id": other.id, "code": "CNZZA"})

    def test_found_by_any_code_and_name(self):
        ports = self.env["fuel.port"].with_user(self.am_anna)
        for text in ("CNZZA", "cnzza", "CNZZZ", "zhenzhou t", "真洲"):
            with self.subTest(text=text):
                found = ports.name_search(text)
                self.assertEqual(found, [(self.port.id, "Zhenzhou Test (CNZZA)")])
        self.assertEqual(
            ports.search([("display_name", "=", "Zhenzhou Test (CNZZA)")]), self.port
        )
        self.assertEqual(
            ports.search([("display_name", "in", ["真洲 (CNZZA)"])]), self.port
        )
        self.assertNotIn(self.port, ports.search([("display_name", "!=", "CNZZA")]))
        self.assertFalse(ports.name_search("CNZZQ"))

    def test_chinese_for_chinese_users(self):
        chinese = self.port.with_context(lang="zh_CN")
        self.assertEqual(chinese.display_name, "真洲 (CNZZA)")
        self.assertEqual(self.port.display_name, "Zhenzhou Test (CNZZA)")
        self.port.name_zh = False
        self.assertEqual(chinese.display_name, "Zhenzhou Test (CNZZA)")

    def test_find_by_code(self):
        ports = self.env["fuel.port"].with_user(self.am_anna)
        other = self.make_port("ZZOTH", active=False)
        codes = ["CNZZA", "cn zzz", "zzoth", "NOPE", "", None, False]
        expected = {"CNZZA": self.port.id, "cn zzz": self.port.id, "zzoth": other.id}
        self.assertEqual(ports._find_by_code(codes), expected)
        self.assertEqual(ports._find_by_code([]), {})
        with self.assertQueryCount(1):
            ports._find_by_code(codes)

    def test_find_by_code_sees_what_is_not_written_yet(self):
        self.port.unlocode = "CNZZX"
        self.assertEqual(self.ports._find_by_code(["CNZZX"]), {"CNZZX": self.port.id})

    def test_only_managers_configure(self):
        for user in (self.am_anna, self.supervisor, self.plain):
            with self.subTest(user=user.name):
                port = self.port.with_user(user)
                self.assertTrue(port.name)
                with self.assertRaises(AccessError):
                    port.name = "X"
        with self.assertRaises(AccessError):
            self.port.with_user(self.portal).read(["name"])

    def test_native_load(self):
        result = self.ports.load(
            ["unlocode", "name", "name_zh", "alias_ids/code", "latitude", "longitude"],
            [
                ["ZZLDA", "Load A", "甲", "ZZLDX", "30.5", "122.25"],
                ["", "", "", "ZZLDY", "", ""],
                ["ZZLDB", "Load B", "", "", "", ""],
            ],
        )
        self.assertFalse(result["messages"])
        first, second = self.ports.browse(result["ids"])
        self.assertEqual(first.alias_ids.mapped("code"), ["ZZLDX", "ZZLDY"])
        self.assertEqual((first.latitude, first.longitude), (30.5, 122.25))
        self.assertFalse(second.name_zh)
