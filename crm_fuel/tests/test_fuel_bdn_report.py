from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_bdn import BdnCommon
from .common_complaint import MONDAY


@tagged("-at_install", "post_install")
@freeze_time(MONDAY)
class TestFuelBdnReport(BdnCommon):
    """The printed note, which is a page before it becomes a PDF."""

    def printed(self, pickings, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.storekeeper)
        content, _kind = report._render_qweb_html(
            "crm_fuel.fuel_bdn_report", pickings.ids
        )
        return html.fromstring(content)

    def text(self, page, name=None):
        nodes = page.xpath(f"//*[@name='{name}']") if name else [page]
        return " ".join(" ".join(node.text_content() for node in nodes).split())

    def test_everything_appendix_v_asks_for(self):
        picking = self.issued()
        page = self.printed(picking)
        facts = self.text(page, "facts")
        for words in (
            "Ever Ready",
            self.imo(41),
            "Note Harbour (ZZBDN)",
            "2026-02-28 06:00 (Asia/Shanghai)",
            "18 Wharf Road",
            "+86 580 5550 1000",
            "Yongxing Shipping",
            "Yao Lan 8",
        ):
            self.assertIn(words, facts)
        grades = self.text(page, "grades")
        for words in ("Fuel oil", "500.000", "950.0", "0.470", "at or above 70 °C"):
            self.assertIn(words, grades)
        self.assertEqual(self.text(page, "number"), picking.fuel_bdn_number)
        self.assertIn("regulation 18.3", self.text(page, "declaration"))
        self.assertIn("regulation 14.1 (0.50 % m/m)", self.text(page, "declaration"))
        self.assertIn("MARPOL 100001", self.text(page, "seals"))
        self.assertIn("Zhou Ming", self.text(page, "signatures"))
        self.assertFalse(page.xpath("//*[@name='draft']"))

    def test_measured_flashpoint_and_purchasers_limit(self):
        picking = self.ready()
        picking.fuel_move_ids.write(
            {
                "fuel_flashpoint_above_70": False,
                "fuel_flashpoint": 66.5,
                "fuel_sulphur": 2.61,
                "fuel_sulphur_limit": "purchaser",
                "fuel_sulphur_limit_value": 3.5,
            }
        )
        picking.action_fuel_issue_bdn()
        page = self.printed(picking)
        self.assertIn("66.5 °C", self.text(page, "grades"))
        self.assertIn("3.50 % m/m that the purchaser", self.text(page, "declaration"))

    def test_draft_says_so(self):
        page = self.printed(self.delivery())
        self.assertIn("DRAFT", self.text(page, "draft"))

    def test_prints_what_was_issued(self):
        picking = self.issued()
        self.vessel.name = "New Name"
        self.assertIn("Ever Ready", self.text(self.printed(picking), "facts"))

    def test_several_at_once(self):
        page = self.printed(self.issued() + self.issued())
        self.assertEqual(len(page.xpath("//table[@name='grades']")), 2)

    def test_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.buyer.lang = "de_DE"
        page = self.printed(self.issued())
        self.assertIn("500,000", self.text(page, "grades"))

    def test_revision(self):
        picking = self.issued()
        picking.with_user(self.supervisor).fuel_correct_bdn("Wrong barge")
        picking.with_user(self.supervisor).action_fuel_issue_bdn()
        self.assertEqual(self.text(self.printed(picking), "revision"), "Revision 2")

    def test_names_are_text(self):
        picking = self.ready()
        picking.fuel_bdn_representative = "<script>alert(1)</script>"
        picking.action_fuel_issue_bdn()
        page = self.printed(picking)
        self.assertFalse(page.xpath("//*[@name='signatures']//script"))

    def test_who_prints(self):
        picking = self.issued()
        self.assertIn("Ever Ready", self.text(self.printed(picking, self.am_anna)))
        self.env.invalidate_all()
        with self.refused(AccessError, ""):
            picking.with_user(self.am_bo)._fuel_facts()
