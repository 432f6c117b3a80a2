import re
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

I18N = Path(__file__).parents[1] / "i18n"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\$\{.*?\}")
# Whole terms that are the same in Chinese: codes, units, names of standards, signs.
# They stay empty in zh_CN.po, as Odoo's export and OCA's check want it.
LATIN = {
    '<span class="mx-1">/</span>',
    "'BDN %s' % (object.fuel_bdn_number or object.name).replace('/', '-')",
    "<span>%</span>",
    '<span invisible="not fuel_complaint_alias_domain">@</span>',
    "<span>, </span>",
    "<span> % S · </span>",
    "<span> kg/m³</span>",
    "<span> · </span>",
    "<span>± </span>",
    "<span>≤ </span>",
    "ID",
    "IMO",
    "ISO 8217:2005",
    "ISO 8217:2010",
    "ISO 8217:2012",
    "ISO 8217:2017",
    "ISO 8217:2024",
    "MMSI",
    "UN/LOCODE",
    "WGS-84",
    "complaints",
    "https://tiles.example.com/{z}/{x}/{y}.png",
    "id",
    "kg/m³",
    "kg/m³ ·",
}
# Terms of the trade as its people say them, by the record that bears them. One English
# word with two meanings would give one of them the other's translation.
TRADE = {
    "fuel_visit_channel_on_site": "上门",
    "fuel_visit_channel_on_board": "登轮",
    "fuel_visit_channel_our_office": "来访",
    "fuel_visit_channel_telephone": "电话",
    "fuel_visit_channel_wechat": "微信",
    "fuel_visit_channel_video": "视频会议",
    "fuel_visit_channel_exhibition": "展会",
    "fuel_visit_result_order_intended": "有购买意向",
    "fuel_visit_result_follow_up": "需跟进",
    "fuel_visit_result_information": "信息收集",
    "fuel_visit_result_complaint": "客户投诉",
    "fuel_visit_result_no_one": "未遇",
    "fuel_visit_result_rejected": "拒绝",
}


@tagged("-at_install", "post_install")
class TestTranslation(TransactionCase):
    """The addon speaks Chinese completely, from what is in the code today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        reader = TranslationModuleReader(cls.env.cr, modules=["crm_fuel"])
        cls.terms = {row[4] for row in reader if row[0] == "crm_fuel"}
        cls.translated = cls._read_catalogue("zh_CN.po")

    @classmethod
    def _read_catalogue(cls, name):
        catalogue = polib.pofile(str(I18N / name))
        return {entry.msgid: entry.msgstr for entry in catalogue if not entry.obsolete}

    def test_something_is_exported(self):
        self.assertIn("Vessel", self.terms)
        self.assertGreater(len(self.terms), 200)

    def test_every_term_is_translated(self):
        missing = sorted(
            term for term in self.terms - LATIN if not self.translated.get(term)
        )
        self.assertFalse(missing, f"{len(missing)} terms without zh_CN translation")

    def test_no_translation_of_what_is_gone(self):
        gone = sorted(set(self.translated) - self.terms)
        self.assertFalse(gone, "Terms in zh_CN.po that the code no longer has")

    def test_template_is_of_today(self):
        template = set(self._read_catalogue("crm_fuel.pot"))
        self.assertEqual(
            sorted(template ^ self.terms), [], "Terms to export to crm_fuel.pot again"
        )

    def test_translations_are_chinese(self):
        latin = sorted(
            term
            for term in (self.terms - LATIN) & set(self.translated)
            if WORD.search(PLACEHOLDER.sub("", term))
            and not CHINESE.search(self.translated[term])
        )
        self.assertFalse(latin, "Translations without a Chinese character")

    def test_terms_of_the_trade(self):
        chinese = self.env(context={"lang": "zh_CN"})
        self.assertEqual(
            {name: chinese.ref(f"crm_fuel.{name}").name for name in TRADE}, TRADE
        )

    def test_latin_terms_are_terms_as_they_are(self):
        self.assertFalse(sorted(LATIN - self.terms), "No longer terms: unlist them")
        changed = {term: self.translated[term] for term in LATIN}
        self.assertFalse(
            {term: text for term, text in changed.items() if text},
            "Translated after all: unlist them",
        )

    def test_placeholders_survive(self):
        for term in sorted((self.terms - LATIN) & set(self.translated)):
            with self.subTest(term=term):
                self.assertEqual(
                    sorted(PLACEHOLDER.findall(term)),
                    sorted(PLACEHOLDER.findall(self.translated[term])),
                )
