import base64
from email.message import EmailMessage

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_complaint import ComplaintCommon


@tagged("-at_install", "post_install")
class TestComplaintMail(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alias = cls.env.ref("crm_fuel.mail_alias_complaint")
        domain = cls.env["mail.alias.domain"].search([], limit=1)
        if not domain:
            domain = domain.create({"name": "fuel.example"})
        cls.alias.alias_domain_id = domain
        cls.address = f"{cls.alias.alias_name}@{domain.name}"

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def receive(self, sender, subject="Dirty fuel", body="Filters clog.", files=()):
        """Let an e-mail come in; return the complaint it made, if any."""
        message = EmailMessage()
        message["From"] = sender
        message["To"] = self.address
        message["Subject"] = subject
        message["Message-Id"] = f"<{hash((sender, subject))}@far.example>"
        message.set_content(body)
        for name, content in files:
            message.add_attachment(
                content, maintype="application", subtype="pdf", filename=name
            )
        before = self.complaints.search([], order="id desc", limit=1).id or 0
        self.env["mail.thread"].message_process(None, message.as_bytes())
        return self.complaints.search([("id", ">", before)])

    def test_contact_we_know(self):
        complaint = self.receive(
            "Li <li@yongxing.example>", files=[("bdn.pdf", b"%PDF-1.4 bdn")]
        )
        self.assertRecordValues(
            complaint,
            [
                {
                    "name": "Dirty fuel",
                    "source": "email",
                    "customer_id": self.customer.id,
                    "contact_id": self.buyer.id,
                    "user_id": self.am_anna.id,
                    "company_id": self.company.id,
                    "state": "new",
                }
            ],
        )
        self.assertIn("Filters clog.", complaint.description)
        self.assertRegex(complaint.number, "^CP")
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", "fuel.complaint"), ("res_id", "=", complaint.id)]
        )
        self.assertEqual(attachments.mapped("name"), ["bdn.pdf"])
        self.assertEqual(base64.b64decode(attachments.datas), b"%PDF-1.4 bdn")
        self.assertTrue(complaint.with_user(self.am_anna).has_access("write"))
        self.assertFalse(complaint.first_reply_at)

    def test_somebody_unknown_waits_to_be_assigned(self):
        complaint = self.receive("Nobody <nobody@unknown.example>")
        self.assertFalse(complaint.customer_id)
        self.assertFalse(complaint.user_id)
        self.assertIn("nobody@unknown.example", complaint.email_from)
        self.assertIn(self.supervisor, complaint.activity_ids.user_id)
        self.assertNotIn(complaint, self.complaints.with_user(self.am_anna).search([]))
        unassigned = complaint.with_user(self.supervisor)
        unassigned.customer_id = self.customer
        self.assertEqual(complaint.user_id, self.am_anna)
        self.assertEqual(complaint.activity_ids.user_id, self.am_anna)

    def test_colleague_who_forwards_is_no_customer(self):
        complaint = self.receive(self.am_bo.email_formatted)
        self.assertFalse(complaint.customer_id)

    def test_letter_without_subject_and_a_long_one(self):
        complaint = self.receive("li@yongxing.example", subject="")
        self.assertEqual(complaint.name, "E-mail without a subject")
        complaint = self.receive(
            "li@yongxing.example", subject="Ärger 🛢️ " + "x" * 300, body="y" * 100_000
        )
        self.assertEqual(len(complaint.name), 200)
        self.assertEqual(len(complaint.description), 20_000)

    def test_a_message_to_the_customer_is_the_first_reply(self):
        complaint = self.complain(contact_id=self.buyer.id)
        complaint.message_post(body="Seen.", subtype_xmlid="mail.mt_note")
        complaint.message_post(body="Colleagues?", subtype_xmlid="mail.mt_comment")
        self.assertFalse(complaint.first_reply_at)
        complaint.message_post(
            body="We look into it.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.buyer.ids,
        )
        self.assertTrue(complaint.first_reply_at)

    def test_customer_s_own_letter_is_no_reply(self):
        complaint = self.complain(contact_id=self.buyer.id)
        complaint.sudo().message_post(
            body="Hello?",
            author_id=self.buyer.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.buyer.ids,
        )
        self.assertFalse(complaint.first_reply_at)

    def test_address_in_the_settings(self):
        settings = self.env["res.config.settings"].create(
            {"fuel_complaint_alias_name": "claims"}
        )
        settings.execute()
        self.assertEqual(self.alias.alias_name, "claims")
