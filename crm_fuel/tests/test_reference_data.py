from collections import Counter

from odoo.tests import TransactionCase, tagged
from odoo.tools.convert import convert_file

# South, north, west, east of each province with ports, in degrees, with room for
# islands and anchorages: catches a swapped, mistyped or borrowed position.
PROVINCE_BOX = {
    "LN": (38.5, 41.5, 119.5, 124.5),
    "HE": (38.0, 40.2, 117.2, 119.9),
    "TJ": (38.5, 39.3, 117.4, 118.2),
    "SD": (35.0, 38.4, 117.8, 122.8),
    "JS": (31.4, 35.1, 118.4, 121.95),
    "SH": (30.6, 31.9, 121.0, 122.3),
    "ZJ": (27.1, 31.1, 120.4, 123.2),
    "FJ": (23.5, 27.4, 117.1, 120.5),
    "GD": (20.1, 23.7, 109.6, 117.3),
    "GX": (21.4, 23.6, 107.9, 111.5),
    "HI": (18.1, 20.3, 108.5, 111.2),
    "AH": (30.4, 32.0, 116.8, 118.6),
    "JX": (29.5, 30.0, 115.7, 116.9),
    "HB": (29.9, 31.0, 110.9, 115.6),
    "HN": (29.2, 29.7, 112.8, 113.4),
    "CQ": (29.3, 31.2, 106.3, 110.3),
    "SC": (28.5, 29.1, 104.4, 105.7),
}

# A code that lists use -> the UN/LOCODE of the seaport.
SEAPORT_OF = {
    "CNNGB": "CNNBG",
    "CNNBO": "CNNBG",
    "CNSHA": "CNSHG",
    "CNSGH": "CNSHG",
    "CNTAO": "CNQDG",
    "CNQIN": "CNQDG",
    "CNXMN": "CNXMG",
    "CNXAM": "CNXMG",
    "CNDLC": "CNDAG",
    "CNCAN": "CNGZG",
    "CNTSN": "CNTXG",
    "CNSZX": "CNSZP",
    "CNZHA": "CNZNG",
    "CNWNZ": "CNWZO",
    "CNZAP": "CNZPU",
    "CNYAN": "CNYSA",
    "CNHAK": "CNHIG",
    "CNCKG": "CNCHQ",
    "DJPOD": "DJJIB",
    "ANWIL": "CWWIL",
}

BUNKERING_PORTS = """
    CNZOS CNNBG CNSHG CNYSA CNQDG CNTXG CNDAG CNGZG CNNSA CNSZP CNYTN CNSHK CNXMG
    CNFZG CNLYG CNRZH CNYTG CNZNG CNFAN CNQZH CNBIH CNHIG CNYPG CNSYA CNTAZ CNWZO
    CNZPU CNNTG CNZJG CNTAC CNJIA CNNJG CNWHG CNCHQ HKHKG TWKHH SGSIN AEFJR NLRTM
    BEANR GIGIB ESALG PABLB PACTB USHOU USLAX USLGB USNYC KRPUS KRUSN KRYOS JPTYO
    JPYOK LKCMB MYPKG MYTPP ESLPA MTMLA GRPIR TRIST ZADUR ZACPT MUPLU BRSSZ ARBUE
"""

IN_ECA = {
    "Baltic, North Sea": "RULED SEGOT DKSKA DEHAM NLRTM FRLEH GBSOU NOBGO",
    "Mediterranean": "GIGIB ESALG FRMRS MTMLA GRPIR EGPSD TRMER MAPTM",
    "North America, US Caribbean": "CAVAN CAMTR USHOU USNYC USHNL PRSJU",
    "Hainan": "CNHIG CNYPG CNSYA CNBSP",
    "Yangtze, West River": "CNTAC CNNTG CNNJG CNWHG CNCHQ CNZQG CNWUZ",
    "Korea": "KRPUS KRUSN KRYOS KRINC",
}
NOT_IN_ECA = {
    "China's coast": "CNZOS CNNBG CNSHG CNQDG CNGZG CNZNG CNLYG HKHKG TWKHH",
    "Asia": "SGSIN AEFJR JPTYO KRMOK EGSUZ",
    "Atlantic Europe": "ESLPA PTLIS ESHUV FRSNR GBLIV IEDUB",
    "Marmara, Black Sea": "TRIST ROCND UAODS",
    "America": "BSFPO JMKIN PABLB MXVER BRSSZ",
    "South": "ZADUR AUSYD",
}

# ISO 8217:2017: code -> greatest density at 15 °C (kg/m³), greatest sulphur (% m/m;
# None: residual grades leave it to the buyer and the law).
LIMITS_2017 = {
    "DMA": (890.0, 1.00),
    "DFA": (890.0, 1.00),
    "DMZ": (890.0, 1.00),
    "DFZ": (890.0, 1.00),
    "DMB": (900.0, 1.50),
    "DFB": (900.0, 1.50),
    "RMA10": (920.0, None),
    "RMB30": (960.0, None),
    "RMD80": (975.0, None),
    "RME180": (991.0, None),
    "RMG180": (991.0, None),
    "RMG380": (991.0, None),
    "RMG500": (991.0, None),
    "RMG700": (991.0, None),
    "RMK380": (1010.0, None),
    "RMK500": (1010.0, None),
    "RMK700": (1010.0, None),
}

# What the first word of a trade name promises: above, up to (% m/m).
SULPHUR_OF_NAME = {
    "ULSFO": (0.0, 0.10),
    "LSMGO": (0.0, 0.10),
    "LSMDO": (0.0, 0.10),
    "VLSFO": (0.10, 0.50),
    "HSFO": (1.0, 3.50),
}


def has_chinese(text):
    return any("\u4e00" <= char <= "\u9fff" for char in text or "")


class ReferenceDataCase(TransactionCase):
    @classmethod
    def _shipped(cls, model):
        """The records that the addon's data made, whatever else the database has."""
        data = cls.env["ir.model.data"].search(
            [("module", "=", "crm_fuel"), ("model", "=", model)]
        )
        return data, cls.env[model].browse(data.mapped("res_id"))


@tagged("-at_install", "post_install")
class TestPortData(ReferenceDataCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data, cls.ports = cls._shipped("fuel.port")
        cls.by_code = {port.unlocode: port for port in cls.ports}

    # === What every port has === #

    def test_external_id_follows_the_code(self):
        for data in self.data:
            port = self.ports.browse(data.res_id)
            self.assertEqual(data.name, f"port_{port.unlocode.lower()}")

    def test_codes_are_unlocodes(self):
        self.assertGreater(len(self.ports), 250)
        for code in self.ports.mapped("unlocode"):
            self.assertRegex(code, r"^[A-Z]{2}[A-Z2-9]{3}$")

    def test_country_is_the_code_s(self):
        for port in self.ports:
            self.assertEqual(port.country_id.code, port.unlocode[:2], port.name)

    def test_names_in_both_languages(self):
        for port in self.ports:
            self.assertTrue(has_chinese(port.name_zh), port.unlocode)
            self.assertNotIn("(", port.name_zh, "Chinese brackets in Chinese names")
            self.assertTrue(port.name.isascii(), port.unlocode)
            for name in (port.name, port.name_zh):
                self.assertEqual(name, name.strip())

    def test_names_are_told_apart(self):
        for field in ("name", "name_zh"):
            twice = [n for n, c in Counter(self.ports.mapped(field)).items() if c > 1]
            self.assertFalse(twice, f"Two shipped ports share the {field}")

    def test_display_name_is_chinese_for_chinese_users(self):
        zhoushan = self.by_code["CNZOS"]
        self.assertIn("Zhoushan", zhoushan.with_context(lang="en_US").display_name)
        self.assertIn("舟山", zhoushan.with_context(lang="zh_CN").display_name)

    # === Where it is === #

    def test_positions_are_on_earth(self):
        for port in self.ports:
            self.assertTrue(port.latitude or port.longitude, port.unlocode)
            self.assertLess(abs(port.latitude), 72, port.unlocode)
            self.assertLessEqual(abs(port.longitude), 180, port.unlocode)

    def test_chinese_ports_lie_in_their_province(self):
        chinese = self.ports.filtered(lambda port: port.country_id.code == "CN")
        self.assertGreater(len(chinese), 100)
        for port in chinese:
            self.assertEqual(port.state_id.country_id.code, "CN", port.name)
            province = port.state_id.get_external_id()[port.state_id.id][-2:]
            south, north, west, east = PROVINCE_BOX[province]
            self.assertTrue(
                south <= port.latitude <= north and west <= port.longitude <= east,
                f"{port.name} ({port.latitude}, {port.longitude}) is not in {province}",
            )

    def test_hemispheres(self):
        """A lost minus sign moves a port to the other side of the world."""
        south = {"AU", "NZ", "ZA", "AR", "CL", "UY", "PE", "MU", "MZ", "NA", "AO"}
        west = {"US", "CA", "MX", "BR", "AR", "CL", "PE", "CO", "PA", "PT", "MA", "SN"}
        for port in self.ports:
            country = port.unlocode[:2]
            if country in south:
                self.assertLess(port.latitude, 0, port.name)
            if country in west:
                self.assertLess(port.longitude, 0, port.name)

    # === Codes that lead to it === #

    def test_codes_never_collide(self):
        codes = self.ports.mapped("unlocode") + self.ports.alias_ids.mapped("code")
        self.assertEqual([c for c, n in Counter(codes).items() if n > 1], [])

    def test_alias_is_a_code_of_the_same_country(self):
        for alias in self.ports.alias_ids:
            country = alias.port_id.unlocode[:2]
            # Codes of the Netherlands Antilles, dissolved in 2010, live on in lists.
            allowed = {country, "AN"} if country in {"CW", "BQ"} else {country}
            self.assertIn(alias.code[:2], allowed, alias.port_id.name)

    def test_codes_lists_use_find_the_seaport(self):
        found = self.env["fuel.port"]._find_by_code(SEAPORT_OF)
        for code, unlocode in SEAPORT_OF.items():
            self.assertEqual(found.get(code), self.by_code[unlocode].id, code)

    def test_search_by_code_alias_and_name(self):
        ningbo = self.by_code["CNNBG"]
        for text in ("CNNBG", "CNNGB", "Ningbo", "宁波"):
            found = [port_id for port_id, _name in ningbo.name_search(text)]
            self.assertIn(ningbo.id, found, text)

    def test_bunkering_ports_are_there(self):
        self.assertFalse(set(BUNKERING_PORTS.split()) - set(self.by_code))

    # === Emission control areas === #

    def test_emission_control_areas(self):
        for expected, areas in ((True, IN_ECA), (False, NOT_IN_ECA)):
            for area, codes in areas.items():
                for code in codes.split():
                    self.assertEqual(self.by_code[code].is_eca, expected, (area, code))

    def test_a_country_wholly_inside_or_outside(self):
        """Countries whose every port is inside an area, or whose every port is not."""
        inside = {
            "US",
            "CA",
            "NL",
            "BE",
            "DE",
            "DK",
            "SE",
            "FI",
            "PL",
            "IT",
            "GR",
            "MT",
        }
        outside = {"SG", "MY", "JP", "TW", "HK", "IN", "AE", "BR", "AU", "ZA", "PT"}
        for port in self.ports:
            country = port.unlocode[:2]
            if country in inside:
                self.assertTrue(port.is_eca, port.name)
            if country in outside:
                self.assertFalse(port.is_eca, port.name)

    # === After installation the records are the user's === #

    def test_update_leaves_users_changes_alone(self):
        edited, deleted = self.by_code["CNZOS"], self.by_code["CNJTO"]
        edited.write({"name_zh": "舟山港", "active": False})
        edited.alias_ids.unlink()
        deleted.unlink()
        # Loaded by the user under the code of a shipped port they deleted.
        own = self.env["fuel.port"].create({"unlocode": "CNJTO", "name": "Jiantiao"})
        count = self.env["fuel.port"].with_context(active_test=False).search_count([])
        convert_file(self.env, "crm_fuel", "data/fuel_port_data.xml", {}, mode="update")
        self.assertEqual(
            self.env["fuel.port"].with_context(active_test=False).search_count([]),
            count,
        )
        self.assertRecordValues(
            edited, [{"name_zh": "舟山港", "active": False, "alias_ids": []}]
        )
        self.assertFalse(own.name_zh)


@tagged("-at_install", "post_install")
class TestGradeData(ReferenceDataCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        _data, cls.grades = cls._shipped("fuel.grade")

    def test_2017_grades_keep_the_limits(self):
        grades = self.grades.filtered(lambda grade: grade.edition == "2017")
        self.assertGreater(len(grades), 10)
        for grade in grades:
            density_max, sulphur_max = LIMITS_2017[grade.code]
            self.assertLessEqual(grade.density_15, density_max, grade.name)
            if sulphur_max is not None:
                self.assertLessEqual(grade.sulphur_max, sulphur_max, grade.name)

    def test_every_grade_is_complete(self):
        for grade in self.grades:
            self.assertIn(grade.code, grade.name)
            self.assertTrue(grade.edition, grade.name)
            self.assertTrue(has_chinese(grade.trade_names), grade.name)
            self.assertGreater(grade.sulphur_max, 0, grade.name)
            self.assertTrue(830 <= grade.density_15 <= 1010, grade.name)

    def test_names_are_told_apart(self):
        names = self.grades.mapped("name")
        self.assertEqual(len(names), len(set(names)))
        for grade in self.grades.filtered(lambda grade: grade.edition != "2017"):
            self.assertIn(f"({grade.edition})", grade.name)

    def test_family_follows_the_code(self):
        family_of = {"DM": "distillate", "RM": "residual", "DF": "bio", "RF": "bio"}
        for grade in self.grades:
            self.assertEqual(grade.family, family_of[grade.code[:2]], grade.name)
        self.assertEqual(
            set(self.grades.mapped("family")), {"distillate", "residual", "bio"}
        )

    def test_sulphur_is_what_the_trade_name_says(self):
        checked = 0
        for grade in self.grades:
            word = grade.name.removeprefix("Bio ").split()[0]
            if word in SULPHUR_OF_NAME:
                above, up_to = SULPHUR_OF_NAME[word]
                self.assertTrue(above < grade.sulphur_max <= up_to, grade.name)
                checked += 1
        self.assertGreater(checked, 15)

    def test_trade_names_find_the_grade(self):
        for text, xml_id in (
            ("IFO380", "grade_hsfo_rmg380"),
            ("380CST", "grade_hsfo_rmg380"),
            ("高硫380", "grade_hsfo_rmg380"),
            ("低硫燃料油", "grade_vlsfo_rmg380"),
            ("船用重油", "grade_hsfo_rmg380"),
            ("低硫轻油", "grade_lsmgo_dma"),
            ("B24", "grade_bio_rf380_2024"),
        ):
            grade = self.env.ref(f"crm_fuel.{xml_id}")
            found = [grade_id for grade_id, _name in grade.name_search(text)]
            self.assertIn(grade.id, found, text)

    def test_update_does_not_bring_back_a_deleted_grade(self):
        grade = self.env.ref("crm_fuel.grade_hsfo_rmg380_2005")
        grade.unlink()
        convert_file(
            self.env, "crm_fuel", "data/fuel_grade_data.xml", {}, mode="update"
        )
        self.assertFalse(
            self.env.ref("crm_fuel.grade_hsfo_rmg380_2005", raise_if_not_found=False)
        )
