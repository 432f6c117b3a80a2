import re
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_portal import FuelPortalCommon


@tagged("-at_install", "post_install")
class TestPortalLink(FuelPortalCommon):
    """Links that open a delivery without a password."""

    def link(self, picking=None, contact=None, **named):
        picking = picking or self.delivery
        url = picking.with_user(self.am_anna).fuel_customer_link(
            (contact or self.li.partner_id).id, **named
        )
        return "/fuel/" + url.partition("/fuel/")[2]

    def token_of(self, url):
        return self.env["fuel.portal.token"]._find(url.rpartition("/")[2])

    # ------------------------------------------------------------
    # Making and sending
    # ------------------------------------------------------------

    def test_sending(self):
        self.li.partner_id.email = "li@customer.example"
        self.delivery.with_user(self.am_anna).action_fuel_send_link()
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.li.partner_id.ids)], order="id desc", limit=1
        )
        self.assertIn("BDN-0001", mail.subject)
        url = re.search(r"/fuel/delivery/[\w-]{43}", mail.body_html)[0]
        self.assertEqual(self.token_of(url)._record(), self.delivery)
        self.assertEqual(self.token_of(url).partner_id, self.li.partner_id)
        note = self.delivery.message_ids[0]
        self.assertIn("Portal Li", note.body)
        self.assertNotIn("/fuel/delivery/", note.body)
        self.assertTrue(mail.auto_delete, "Who reads letters could open the link")

    def test_nobody_to_write_to(self):
        self.li.partner_id.email = False
        with self.assertRaisesRegex(UserError, "has no e-mail address"):
            self.delivery.with_user(self.am_anna).action_fuel_send_link()

    def test_only_for_contacts_of_the_customer(self):
        for contact in (self.out.partner_id, self.other, self.am_anna.partner_id):
            with self.assertRaisesRegex(UserError, "choose a contact of Yongxing"):
                self.link(contact=contact)
        with self.assertRaises(UserError):
            self.delivery.with_user(self.am_anna).fuel_customer_link(0)
        self.assertTrue(self.link(contact=self.customer))

    def test_only_once_the_note_is_issued(self):
        self.delivery.fuel_correct_bdn("Wrong density")
        with self.assertRaisesRegex(UserError, "issue its bunker delivery note"):
            self.link()

    def test_only_by_users_of_fuel_crm(self):
        for user in (self.li, self.plain):
            with self.assertRaises(AccessError):
                self.delivery.with_user(user).fuel_customer_link(self.li.partner_id.id)

    # ------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------

    def test_a_link_opens_without_a_password(self):
        answer = self.get(self.link())
        for text in ("BDN-0001", "Ever Portal", "Liuheng", "100.000"):
            self.assertIn(text, answer.text)
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", answer.headers["X-Robots-Tag"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertNotIn("SECRET", answer.text)
        note = self.get(self.link() + "/bdn")
        self.assertIn("BDN-0001", note.text)
        self.assertEqual(note.headers["Referrer-Policy"], "no-referrer")

    def test_a_link_opens_that_record_alone(self):
        url = self.link()
        page = self.get(url).text
        self.assertNotIn("/my/fuel/orders/", page)
        self.assertNotIn("/my/fuel/deliveries/", page)
        self.assertNotIn("signed.pdf", page)
        self.get(f"{url}/signed/1", status=404)

    def test_one_answer_for_all_links_that_do_not_work(self):
        revoked, expired, gone, draft = (self.link() for _ in range(4))
        self.token_of(revoked).action_revoke()
        self.token_of(expired).expires_at = fields.Datetime.now() - timedelta(minutes=1)
        other = self.link(self.other_delivery, self.out.partner_id)
        self.token_of(gone).write({"res_id": self.other_delivery.id})
        self.token_of(draft).write({"res_model": "sale.order"})
        texts = set()
        for url in (
            revoked,
            expired,
            gone,
            draft,
            other[:-1] + ("A" if other[-1] != "A" else "B"),
            "/fuel/delivery/x",
            f"/fuel/delivery/{self.delivery.id}",
        ):
            for path in (url, f"{url}/bdn"):
                with self.subTest(path=path):
                    text = self.get(path, status=404).text
                    self.assertIn("This link does not work", text)
                    self.assertNotIn("SECRET", text)
                    text = re.sub(r'csrf_token: "[^"]*"', "", text)
                    texts.add(text.replace(path, ""))
        self.assertEqual(len(texts), 1)
        self.get(other)

    def test_a_note_that_is_taken_back(self):
        url = self.link()
        self.delivery.fuel_correct_bdn("Wrong density")
        self.assertNotIn("MARPOL", self.get(url).text)
        self.get(f"{url}/bdn", status=404)

    def test_a_link_expires(self):
        url = self.link(days=1)
        self.get(url)
        with freeze_time(fields.Datetime.now() + timedelta(days=1, minutes=1)):
            self.assertFalse(self.token_of(url))

    def test_a_link_is_the_customers_while_the_delivery_is(self):
        url = self.link()
        self.order.sudo().partner_id = self.out.partner_id
        self.assertEqual(self.delivery.fuel_customer_id, self.other)
        self.get(url, status=404)
