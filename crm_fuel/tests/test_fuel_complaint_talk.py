from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_complaint import MONDAY
from .common_portal_form import PDF, PNG, PortalCommon


@tagged("-at_install", "post_install")
class TestFuelComplaintTalk(PortalCommon):
    """What customers and we say to each other about a complaint, and what follows."""

    # --- replies ---

    def test_reply_starts_the_clocks_again(self):
        complaint = self.complain(contact_id=self.contact.id)
        complaint.action_wait()
        self.log_in(self.portal)
        self.assertIn("Waiting for you", self.page_of(complaint).text)
        answer = self.send(
            f"{complaint._portal_path()}/reply",
            text="Here is the analysis.",
            files=[("analysis.pdf", PDF, "application/pdf")],
        )
        self.assertEqual(answer.status_code, 303)
        self.assertFalse(complaint.waiting_since)
        message = complaint._portal_messages()
        self.assertEqual(message.author_id, self.contact)
        self.assertEqual(message.attachment_ids.name, "analysis.pdf")
        self.assertIn(self.am_anna.partner_id, message.notified_partner_ids)
        self.assertFalse(complaint.first_reply_at)

    def test_letter_of_the_customer_starts_them_as_well(self):
        complaint = self.complain(contact_id=self.contact.id)
        complaint.action_wait()
        values = {
            "author_id": self.contact.id,
            "message_type": "email",
            "subtype_xmlid": "mail.mt_comment",
        }
        complaint.message_post(body="We are on it", subtype_xmlid="mail.mt_comment")
        complaint.sudo().message_post(
            body="Of another", **{**values, "author_id": self.stranger.partner_id.id}
        )
        self.assertTrue(complaint.waiting_since)
        complaint.sudo().message_post(body="Here it is", **values)
        self.assertFalse(complaint.waiting_since)

    def test_sent_twice_is_one_message(self):
        complaint = self.complain(contact_id=self.contact.id)
        self.log_in(self.portal)
        url = f"{complaint._portal_path()}/reply"
        key = "0123456789abcdef-0123"
        for text in ("Hello", "Hello", "Hello again"):
            self.assertEqual(self.send(url, text=text, key=key).status_code, 303)
        bodies = complaint._portal_messages().mapped("body")
        self.assertEqual(bodies, ["<p>Hello</p>", "<p>Hello again</p>"])

    def test_replies_that_are_refused(self):
        complaint = self.complain(contact_id=self.contact.id)
        self.log_in(self.portal)
        url = f"{complaint._portal_path()}/reply"
        page = ("a.jpg", b"<html><script>", "image/jpeg")
        for values, reason in (
            ({"text": " "}, "write something"),
            ({"text": "x" * 100_000}, "100,000 characters"),
            ({"text": "keep this", "files": [page]}, "neither a picture"),
        ):
            answer = self.send(url, **values)
            self.assertEqual(answer.status_code, 422)
            self.assertIn(reason, self.errors(answer)["reply"])
            self.assertIn(values["text"][:50].strip(), answer.text)
        self.assert_of_this_site_only(self.send, url, text="Hello")
        self.assertFalse(complaint._portal_messages())
        # A file says enough.
        photo = ("a.png", PNG, "image/png")
        self.assertEqual(self.send(url, files=[photo]).status_code, 303)

    def test_reply_to_a_closed_one_calls_its_owner_back(self):
        complaint = self.settled(contact_id=self.contact.id)
        self.assertFalse(complaint.activity_ids)
        self.log_in(self.portal)
        url = f"{complaint._portal_path()}/reply"
        self.assertIn("This complaint is closed", self.page_of(complaint).text)
        for text in ("It is not settled!", "Hello?"):
            self.assertEqual(self.send(url, text=text).status_code, 303)
        self.assertEqual(complaint.state, "settled")
        self.assertEqual(complaint.activity_ids.user_id, self.am_anna)
        self.assertEqual(len(complaint.activity_ids), 1)
        self.assertEqual(len(complaint._portal_messages()), 2)

    def test_answers_reach_the_customer_with_a_link(self):
        complaint = self.complain(contact_id=self.contact.id)
        self.log_in(self.portal)
        self.send(f"{complaint._portal_path()}/reply", text="Hello?")
        complaint.message_post(
            body="We look into it.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        message = complaint._portal_messages()[-1]
        self.assertIn(self.contact, message.notified_partner_ids)
        self.assertTrue(complaint.first_reply_at)
        mail = self.env["mail.mail"].search(
            [
                ("mail_message_id", "=", message.id),
                ("recipient_ids", "in", self.contact.ids),
            ]
        )
        self.assertIn(complaint._portal_path(), mail.body_html)

    def test_model_and_page_call_a_record_the_same(self):
        complaint = self.complain(contact_id=self.contact.id)
        self.log_in(self.portal)
        self.assertIn(
            complaint._portal_path(), self.url_open("/my/fuel/complaints").text
        )

    # --- the proposal ---

    def test_agreed(self):
        complaint = self.proposed(contact_id=self.contact.id)
        self.log_in(self.portal)
        url = f"{complaint._portal_path()}/answer"
        self.assertEqual(self.send(url, answer="accepted").status_code, 303)
        self.assertEqual(complaint.proposal_answer, "accepted")
        self.assertFalse(complaint.waiting_since)
        self.assertEqual(complaint.state, "proposed")
        message = complaint._portal_messages()
        self.assertIn("We agree", message.body)
        self.assertIn(self.am_anna.partner_id, message.notified_partner_ids)
        self.assertIn("You agreed:", self.page_of(complaint).text)
        answer = self.send(url, answer="declined", text="Now we do not")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("answered already", answer.text)
        self.assertEqual(complaint.proposal_answer, "accepted")

    def test_not_agreed(self):
        complaint = self.proposed(contact_id=self.contact.id)
        self.log_in(self.portal)
        url = f"{complaint._portal_path()}/answer"
        for values, reason in (
            ({"answer": "declined"}, "what you would agree with"),
            ({"answer": "perhaps"}, "choose whether you agree"),
            ({"answer": ""}, "choose whether you agree"),
        ):
            answer = self.send(url, **values)
            self.assertEqual(answer.status_code, 422)
            self.assertIn(reason, self.errors(answer)["answer"])
        self.send(url, answer="declined", text="Four tonnes, please.")
        self.assertEqual(complaint.proposal_answer, "declined")
        complaint.action_investigate()
        complaint.action_propose()
        # Another proposal is another question.
        self.assertFalse(complaint.proposal_answer)
        self.assertTrue(complaint.waiting_since)

    def test_nothing_is_proposed(self):
        complaint = self.complain(contact_id=self.contact.id)
        self.log_in(self.portal)
        answer = self.send(f"{complaint._portal_path()}/answer", answer="accepted")
        self.assertEqual(answer.status_code, 422)
        self.assertFalse(complaint.proposal_answer)

    def test_nobody_writes_the_answer_from_outside(self):
        complaint = self.proposed()
        with self.refused(AccessError, "Customer's answer"):
            complaint.with_user(self.am_anna).proposal_answer = "accepted"

    # --- satisfaction ---

    def link_of(self, complaint):
        mail = self.env["mail.mail"].search(
            [("model", "=", "fuel.complaint"), ("res_id", "=", complaint.id)],
            order="id desc",
            limit=1,
        )
        address = mail.body_html.split("/fuel/satisfaction/")[1].split('"')[0]
        return f"/fuel/satisfaction/{address}"

    def test_told_on_the_page_once(self):
        complaint = self.settled(contact_id=self.contact.id)
        self.log_in(self.portal)
        url = f"{complaint._portal_path()}/satisfaction"
        for score in ("0", "6", "-1", "4.5", "", "x"):
            answer = self.send(url, score=score)
            self.assertEqual(answer.status_code, 422)
            self.assertIn("one of the five", self.errors(answer)["score"])
        self.assertFalse(complaint.satisfaction)
        self.assertEqual(self.send(url, score="4", text="Thanks").status_code, 303)
        self.assertEqual(complaint.satisfaction, "4")
        self.assertEqual(complaint.satisfaction_comment, "Thanks")
        answer = self.send(url, score="1")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("told us already", answer.text)
        self.assertEqual(complaint.satisfaction, "4")

    def test_told_by_the_link_without_logging_in(self):
        complaint = self.settled(contact_id=self.contact.id)
        link = self.link_of(complaint)
        self.authenticate(None, None)
        page = self.url_open(link)
        self.assertEqual(page.status_code, 200)
        self.assertIn(complaint.number, page.text)
        self.assertFalse(complaint.satisfaction, "opening a link answers nothing")
        self.assertEqual(self.send(link, score="9").status_code, 422)
        self.assert_of_this_site_only(self.send, link, score="5")
        self.assertEqual(self.send(link, score="2").status_code, 303)
        self.assertEqual(complaint.satisfaction, "2")
        self.assertEqual(self.send(link, score="5").status_code, 422)
        self.assertEqual(complaint.satisfaction, "2")

    def test_links_that_do_not_work(self):
        complaint = self.settled(contact_id=self.contact.id)
        tokens = self.env["fuel.portal.token"]
        revoked = tokens._make(complaint, self.contact, 30)
        tokens._find(revoked).action_revoke()
        expired = tokens._make(complaint, self.contact, 1)
        tokens._find(expired).sudo().expires_at = fields.Datetime.now() - timedelta(
            seconds=1
        )
        other = tokens._make(self.customer, self.contact, 30)
        stranger = tokens._make(complaint, self.stranger.partner_id, 30)
        self.authenticate(None, None)
        for token in (revoked, expired, other, stranger, "x", "A" * 43):
            link = f"/fuel/satisfaction/{token}"
            self.assertEqual(self.url_open(link).status_code, 404)
            self.assertEqual(self.send(link, score="5").status_code, 404)
        self.assertFalse(complaint.satisfaction)

    def test_link_while_it_is_open_again(self):
        complaint = self.settled(contact_id=self.contact.id)
        link = self.link_of(complaint)
        complaint.action_reopen()
        self.authenticate(None, None)
        self.assertIn("taken up again", self.url_open(link).text)
        self.assertEqual(self.send(link, score="5").status_code, 422)
        self.assertFalse(complaint.satisfaction)

    def test_our_people_do_not_answer_by_the_link(self):
        complaint = self.settled(contact_id=self.contact.id)
        link = self.link_of(complaint)
        self.log_in(self.am_anna)
        self.assertEqual(self.url_open(link).status_code, 200)
        self.assertEqual(self.send(link, score="5").status_code, 422)
        self.assertFalse(complaint.satisfaction)

    def test_asked_again_after_another_close(self):
        with freeze_time(MONDAY):
            complaint = self.settled(contact_id=self.contact.id)
            complaint.sudo()._tell_satisfaction("2", "")
            with self.refused(UserError, "told us already"):
                complaint.sudo()._tell_satisfaction("3", "")
        with freeze_time("2026-03-03 01:00:00"):
            complaint.action_reopen()
            complaint.reject_reason = "Nothing more to give"
            complaint.action_reject()
        with freeze_time("2026-03-04 01:00:00"):
            complaint.sudo()._tell_satisfaction("1", "")
        self.assertEqual(complaint.satisfaction, "1")

    # --- our side ---

    def test_dialogue_notes_satisfaction(self):
        complaint = self.settled()
        action = complaint.with_user(self.am_anna).action_ask_satisfaction()
        model = self.env[action["res_model"]].with_user(self.am_anna)
        form = Form(model.with_context(**action["context"]))
        form.score = "3"
        form.comment = "Could be worse"
        form.save().action_apply()
        self.assertEqual(complaint.satisfaction, "3")
        self.assertEqual(complaint.satisfaction_comment, "Could be worse")

    def test_dialogue_of_a_complaint_that_is_open(self):
        complaint = self.complain()
        dialogue = (
            self.env["fuel.complaint.satisfaction"]
            .with_user(self.am_anna)
            .create({"complaint_id": complaint.id, "score": "5"})
        )
        with self.refused(UserError, "not closed yet"):
            dialogue.action_apply()
        with self.refused(AccessError, ""):
            dialogue.with_user(self.am_bo).action_apply()

    def test_dialogue_waits_and_tells_why(self):
        complaint = self.complain(contact_id=self.contact.id)
        action = complaint.with_user(self.am_anna).action_ask_wait()
        model = self.env[action["res_model"]].with_user(self.am_anna)
        form = Form(model.with_context(**action["context"]))
        form.reason = "Please send the sealed sample."
        form.save().action_apply()
        self.assertTrue(complaint.waiting_since)
        self.assertEqual(complaint.pause_ids.reason, "Please send the sealed sample.")
        message = complaint._portal_messages()
        self.assertIn("sealed sample", message.body)
        self.assertIn(self.contact, message.notified_partner_ids)
        self.assertTrue(complaint.first_reply_at)

    def test_dialogue_waits_and_says_nothing(self):
        complaint = self.complain()
        dialogue = self.env["fuel.complaint.wait"].create(
            {
                "complaint_ids": complaint.ids,
                "reason": "They telephone us.",
                "tell_customer": False,
            }
        )
        dialogue.action_apply()
        self.assertFalse(complaint._portal_messages())
        with self.refused(UserError, "waits for the customer already"):
            dialogue.action_apply()
