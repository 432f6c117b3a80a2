import re
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

ADDON = Path(__file__).parents[1]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\$\{.*?\}")
# Written in Latin letters by Chinese users as well: codes, units, names of standards.
LATIN = set(
    "ISO 8217 MMSI IMO UN/LOCODE MT GT DWT ETA ECA kg L m³ Hong Kong ID".split()
) | {"ISO 8217:2005", "ISO 8217:2010", "ISO 8217:2012", "ISO 8217:2017"}
LATIN.add("ISO 8217:2024")


@tagged("-at_install", "post_install")
class TestTranslation(TransactionCase):
    """The addon speaks Chinese completely, from what is in the code today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        reader = TranslationModuleReader(cls.env.cr, modules=["crm_fuel"])
        cls.terms = {row[4] for row in reader if row[0] == "crm_fuel"}
        catalogue = polib.pofile(str(ADDON / "i18n" / "zh_CN.po"))
        cls.translated = {
            entry.msgid: entry.msgstr for entry in catalogue if not entry.obsolete
        }

    def test_something_is_exported(self):
        self.assertIn("Vessel", self.terms)
        self.assertGreater(len(self.terms), 200)

    def test_every_term_is_translated(self):
        missing = sorted(term for term in self.terms if not self.translated.get(term))
        self.assertFalse(missing, f"{len(missing)} terms without zh_CN translation")

    def test_no_translation_of_what_is_gone(self):
        gone = sorted(set(self.translated) - self.terms)
        self.assertFalse(gone, "Terms in zh_CN.po that the code no longer has")

    def test_translations_are_chinese(self):
        latin = sorted(
            term
            for term in self.terms & set(self.translated)
            if WORD.search(PLACEHOLDER.sub("", term))
            and term not in LATIN
            and not CHINESE.search(self.translated[term])
        )
        self.assertFalse(latin, "Translations without a Chinese character")

    def test_placeholders_survive(self):
        for term in sorted(self.terms & set(self.translated)):
            with self.subTest(term=term):
                self.assertEqual(
                    sorted(PLACEHOLDER.findall(term)),
                    sorted(PLACEHOLDER.findall(self.translated[term])),
                )
