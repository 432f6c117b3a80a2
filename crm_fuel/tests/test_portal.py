import json
import re
from datetime import datetime
from urllib.parse import quote

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_portal import PDF, FuelPortalCommon

LISTS = ("vessels", "orders", "deliveries", "announcements")


@tagged("-at_install", "post_install")
class TestPortal(FuelPortalCommon):
    # ------------------------------------------------------------
    # What customers see
    # ------------------------------------------------------------

    def test_home_counts_what_there_is(self):
        self.enter(self.li)
        counters = [
            "fuel_vessel_count",
            "fuel_order_count",
            "fuel_delivery_count",
            "fuel_volume_count",
            "fuel_announcement_count",
        ]
        answer = self.url_open(
            "/my/counters",
            data=json.dumps({"params": {"counters": counters}}),
            headers={"Content-Type": "application/json"},
        )
        self.assertEqual(
            answer.json()["result"], dict(zip(counters, (1, 1, 1, 1, 0), strict=True))
        )
        home = self.get("/my").text
        for page in (*LISTS, "volumes"):
            self.assertIn(f'href="/my/fuel/{page}"', home)

    def test_vessels(self):
        self.enter(self.li)
        page = self.get("/my/fuel/vessels").text
        self.assertIn("Ever Portal", page)
        self.assertIn(self.vessel.imo_number, page)
        self.assertNotIn("SECRET", page)
        page = self.get(self.link_in("/my/fuel/vessels", "Ever Portal")).text
        self.assertIn("Last deliveries", page)
        self.assertIn("BDN-0001", page)

    def test_vessels_of_which_they_are_a_party_now(self):
        for name, dates in (
            ("Present", {}),
            ("Former", {"date_to": "2020-01-01"}),
            ("Future", {"date_from": "2090-01-01"}),
        ):
            self.make_vessel(
                f"{name} Ship",
                party_ids=[
                    Command.create(
                        {"partner_id": self.customer.id, "role": "operator", **dates}
                    )
                ],
            )
        self.enter(self.wu)
        page = self.get("/my/fuel/vessels").text
        self.assertIn("Present Ship", page)
        self.assertNotIn("Former Ship", page)
        self.assertNotIn("Future Ship", page)
        vessel = self.get(self.link_in("/my/fuel/vessels", "Present Ship")).text
        self.assertIn("Nothing has been delivered yet", vessel)

    def test_a_vessel_tells_nothing_of_others_who_ordered_for_it(self):
        self._delivered(self.out.partner_id, self.vessel, 55.555, "SECRET too")
        self.enter(self.li)
        page = self.get(self.link_in("/my/fuel/vessels", "Ever Portal")).text
        self.assertNotIn("55.555", page)
        self.assertNotIn("SECRET", page)

    def test_orders(self):
        self.order.sudo().fuel_eta = "2026-03-01 18:30:00"
        self.enter(self.wu)
        page = self.get("/my/fuel/orders").text
        self.assertIn(self.order.name, page)
        self.assertIn("100.000", page)
        self.assertNotIn(self.other_order.name, page)
        page = self.get(self.link_in("/my/fuel/orders", self.order.name)).text
        for text in ("PO-2026", "Ever Portal", "Liuheng", "Test VLSFO", "BDN-0001"):
            self.assertIn(text, page)
        self.assertIn("3/2/26", page, "The ETA in the time zone of the visitor")

    def test_orders_of_one_vessel(self):
        second = self.make_vessel("Second Ship")
        order = self._delivered(self.wu.partner_id, second, 10)
        self.enter(self.li)
        vessel = self.link_in("/my/fuel/vessels", "Second Ship")
        page = self.get(self.link_in(vessel, "All orders for this vessel")).text
        self.assertIn(order.name, page)
        self.assertNotIn(self.order.name, page)

    def test_quotations_and_cancelled_orders_are_no_orders(self):
        draft = self._order((self.fuel, 5, self.ton), confirm=False)
        gone = self._order((self.fuel, 6, self.ton))
        gone._action_cancel()
        hoses = self._order((self.hose, 1, self.unit))
        self.enter(self.li)
        page = self.get("/my/fuel/orders").text
        for order in (draft, gone, hoses):
            self.assertNotIn(f">{order.name}<", page)

    def test_a_delivery_and_its_files(self):
        self.enter(self.li)
        url = self.link_in("/my/fuel/deliveries", "BDN-0001")
        page = self.get(url).text
        for text in ("MARPOL 1234567", "Liuheng", "950.0", "0.47", "at or above 70"):
            self.assertIn(text, page)
        note = self.get(self.link_in(url, "Download the delivery note"))
        self.assertIn("BDN-0001", note.text)
        self.assertEqual(note.headers["Cache-Control"], "no-store")
        signed = self.get(self.link_in(url, "Signed copy: BDN-0001 signed.pdf"))
        self.assertEqual(signed.content, PDF + b"BDN-0001")
        self.assertIn("attachment", signed.headers["Content-Disposition"])
        self.assertEqual(signed.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", signed.headers["Content-Security-Policy"])
        self.assertEqual(signed.headers["Cache-Control"], "no-store")
        for number in (0, 2, 99999999999):
            self.get(f"{url}/signed/{number}", status=404)

    def test_a_delivery_without_a_note(self):
        self.delivery.fuel_correct_bdn("Wrong density")
        self.enter(self.li)
        url = self.link_in("/my/fuel/deliveries", self.delivery.name)
        page = self.get(url).text
        self.assertIn("has not been issued", " ".join(page.split()))
        self.assertNotIn("MARPOL", page)
        self.get(f"{url}/bdn", status=404)
        self.get(f"{url}/signed/1", status=404)

    def test_what_is_still_to_be_delivered_is_no_delivery(self):
        order = self._order((self.fuel, 5, self.ton), partner_id=self.li.partner_id.id)
        self.enter(self.li)
        self.assertNotIn(order.picking_ids.name, self.get("/my/fuel/deliveries").text)
        self.assertIn(order.name, self.get("/my/fuel/orders").text)

    def test_volumes(self):
        year = datetime.now().year
        before = self._delivered(self.wu.partner_id, self.vessel, 31.5)
        before.date_order = datetime(year - 1, 5, 10)
        self._delivered(self.out.partner_id, self.other_vessel, 900)
        self.enter(self.li)
        page = self.get("/my/fuel/volumes").text
        self.assertIn("31.500", page)
        self.assertIn("100.000", page)
        self.assertNotIn("900.000", page)
        self.assertEqual(page.count("<rect"), 24)
        earlier = self.get(self.link_in("/my/fuel/volumes", "Earlier year")).text
        self.assertIn(f"Delivered {year - 1}", earlier)
        for wrong in ("x", "99999", "-1", "1", "２０２５", "2025;"):
            page = self.get(f"/my/fuel/volumes?year={wrong}").text
            self.assertIn(f"Delivered {year}", page)

    def test_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.li.lang = "zh_CN"
        self.authenticate(
            "portal_li", "portal_li", session_extra={"context": {"lang": "zh_CN"}}
        )
        answer = self.url_open("/my/fuel/orders")
        self.assertIn("六横", answer.text)

    # ------------------------------------------------------------
    # Who is who
    # ------------------------------------------------------------

    def test_contacts_of_a_company_see_each_others(self):
        self._delivered(self.wu.partner_id, self.vessel, 12.345)
        self.enter(self.li)
        self.assertIn("12.345", self.get("/my/fuel/orders").text)

    def test_a_subsidiary_that_buys_for_itself_is_another_customer(self):
        child = self.make_customer("Yongxing Subsidiary", parent_id=self.customer.id)
        self.assertEqual(child.commercial_partner_id, child)
        self._delivered(child, self.vessel, 66.666)
        self.enter(self.li)
        self.assertNotIn("66.666", self.get("/my/fuel/orders").text)

    def test_a_department_is_the_same_customer(self):
        child = self.env["res.partner"].create(
            {"name": "Bunker desk", "parent_id": self.customer.id}
        )
        desk = self._contact("portal_desk", child)
        self.enter(desk)
        self.assertIn(self.order.name, self.get("/my/fuel/orders").text)

    def test_orders_of_an_archived_contact_stay_the_companys(self):
        self.buyer.active = True
        order = self._delivered(self.buyer, self.vessel, 12.321)
        self.buyer.active = False
        self.enter(self.li)
        self.assertIn(order.name, self.get("/my/fuel/orders").text)
        self.assertIn("12.321", self.get("/my/fuel/deliveries").text)

    def test_a_contact_without_a_company_sees_their_own(self):
        lonely = self._contact("portal_lonely", self.env["res.partner"])
        self.enter(lonely)
        for page in (*LISTS, "volumes"):
            self.assertNotIn("Ever Portal", self.get(f"/my/fuel/{page}").text)
        order = self._delivered(lonely.partner_id, self.vessel, 3)
        self.assertIn(order.name, self.get("/my/fuel/orders").text)

    def test_a_contact_who_changes_to_another_customer(self):
        self.enter(self.wu)
        url = self.link_in("/my/fuel/orders", self.order.name)
        self.wu.partner_id.parent_id = self.other
        self.get(url, status=404)
        page = self.get("/my/fuel/orders").text
        self.assertNotIn(self.order.name, page)
        self.assertIn(self.other_order.name, page)

    def test_records_of_another_company(self):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.other_company.id)], limit=1
        )
        self.assertTrue(warehouse)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.li.partner_id.id,
                "company_id": self.other_company.id,
                "warehouse_id": warehouse.id,
                "fuel_vessel_id": self.make_vessel("Abroad").id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.fuel.id,
                            "product_uom_qty": 44.444,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        self.enter(self.li)
        self.assertNotIn("44.444", self.get("/my/fuel/orders").text)
        self.assertNotIn("Abroad", self.get("/my/fuel/vessels").text)
        self.li.company_ids = self.company | self.other_company
        self.assertIn("44.444", self.get("/my/fuel/orders").text)
        self.assertIn("Abroad", self.get("/my/fuel/vessels").text)

    def test_contact_data_of_others(self):
        """Odoo's own pages: theirs to change, and nobody else's."""
        self.enter(self.li)
        self.assertIn("portal_li@customer.example", self.get("/my/account").text)
        for partner in (self.out.partner_id, self.other, self.am_anna.partner_id):
            self.get(f"/my/address?partner_id={partner.id}", status=403)
        self.assertNotIn("SECRET", self.get("/my/addresses").text)

    def test_who_has_no_pages(self):
        employee = new_test_user(
            self.env, login="portal_staff", groups="base.group_user"
        )
        employee.partner_id.parent_id = self.customer
        for user in (employee, self.am_anna, self.manager):
            self.enter(user)
            for page in (*LISTS, "volumes"):
                self.get(f"/my/fuel/{page}", status=404)
            self.get("/my")
        self.authenticate(None, None)
        for page in (*LISTS, "volumes"):
            answer = self.get(f"/my/fuel/{page}", status=303)
            self.assertIn("/web/login", answer.headers["Location"])

    # ------------------------------------------------------------
    # References
    # ------------------------------------------------------------

    def test_what_is_not_theirs_is_not_there(self):
        self.enter(self.out)
        stolen = [
            self.link_in("/my/fuel/vessels", "SECRET Star"),
            self.link_in("/my/fuel/orders", self.other_order.name),
            self.link_in("/my/fuel/deliveries", "BDN-SECRET"),
        ]
        stolen += [f"{stolen[2]}/bdn", f"{stolen[2]}/signed/1"]
        stolen.append(f"/my/fuel/orders?vessel={stolen[0].rpartition('/')[2]}")
        self.enter(self.li)
        own = self.link_in("/my/fuel/deliveries", "BDN-0001")
        missing = "/my/fuel/deliveries/0-0"
        nothing = strip(self.get(missing, status=404).text, missing)
        for url in stolen:
            with self.subTest(url=url):
                text = self.get(url, status=404).text
                self.assertNotIn("SECRET", text)
                self.assertEqual(strip(text, url), nothing)
        self.get(own)

    def test_references_cannot_be_made_up(self):
        self.enter(self.li)
        own = self.link_in("/my/fuel/deliveries", "BDN-0001").rpartition("/")[2]
        number, signature = own.split("-")
        other = f"{self.other_delivery.id:x}"
        for ref in (
            self.delivery.id,
            number,
            other,
            f"{other}-{signature}",
            f"{number}-{signature[:-1]}",
            f"{number}-{signature.upper()}x",
            f"-{signature}",
            f"{'f' * 30}-{signature}",
            f"{number}-%F0%9F%9A%A2",
            "%00",
        ):
            with self.subTest(ref=ref):
                answer = self.get(f"/my/fuel/deliveries/{ref}", status=404)
                self.assertIn("This page is not there", answer.text)
                self.assertEqual(answer.headers["Cache-Control"], "no-store")
        # A reference is for one kind of record.
        self.get(f"/my/fuel/orders/{own}", status=404)

    def test_pages_are_private(self):
        self.enter(self.li)
        for page in (*LISTS, "volumes"):
            headers = self.get(f"/my/fuel/{page}").headers
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertIn("noindex", headers["X-Robots-Tag"])

    # ------------------------------------------------------------
    # Many records
    # ------------------------------------------------------------

    def test_pages_of_twenty(self):
        for index in range(21):
            self._delivered(
                self.li.partner_id, self.make_vessel(f"Many {index:02d}"), 1
            )
        self.enter(self.li)
        for page in ("vessels", "orders", "deliveries"):
            with self.subTest(page=page):
                first = self.get(f"/my/fuel/{page}").text
                self.assertEqual(first.count("<tr>") - 1, 20)
                self.assertIn(f"/my/fuel/{page}/page/2", first)
                second = self.get(f"/my/fuel/{page}/page/2").text
                self.assertEqual(second.count("<tr>") - 1, 2)
                self.get(f"/my/fuel/{page}/page/9999")

    def test_queries_do_not_grow_with_the_rows(self):
        self.enter(self.li)
        pages = ("vessels", "orders", "deliveries", "volumes")
        few = {page: self.queries_of(page) for page in pages}
        for index in range(12):
            order = self._delivered(
                self.li.partner_id, self.make_vessel(f"More {index:02d}"), 1
            )
            self._issue(order.picking_ids, f"BDN-1{index:02d}")
        many = {page: self.queries_of(page) for page in pages}
        self.assertEqual(many, few)

    def queries_of(self, page):
        """Return how many queries a page takes once caches are warm."""
        self.get(f"/my/fuel/{page}")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.get(f"/my/fuel/{page}")
        return self.cr.sql_log_count - before


def strip(text, url):
    """Return a page without what differs in each answer: its address, a token."""
    text = text.replace(url, "").replace(quote(url), "")
    return re.sub(r'csrf_token: "[^"]*"', "", text)
