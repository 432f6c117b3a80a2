from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .common_survey_send import SurveySendCommon

BOUNCE = """\
Return-Path: <>
To: bounce@fuel.example
From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
Message-Id: <bounce-1@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

No such user.

--x
Content-Type: message/delivery-status

Final-Recipient: rfc822; {email}
Action: failed
Status: 5.1.1

--x
Content-Type: message/rfc822

Message-Id: {message_id}
To: {email}
Subject: Survey

Hello

--x--
"""


@tagged("post_install", "-at_install")
class TestFuelSurveyMail(SurveySendCommon):
    """What becomes of letters; the server itself is in the black-box tests."""

    def test_sent(self):
        invitation = self.invite()
        self.mailed(invitation)
        self.assertEqual(invitation.fuel_mail_state, "sent")
        self.assertTrue(invitation.fuel_sent_at)
        self.assertFalse(self.mails(invitation))

    def test_no_connection_is_tried_again(self):
        """Odoo gives such a letter no type of failure, and leaves it for ever."""
        invitation = self.invite()
        mail = self.mails(invitation)
        now = fields.Datetime.now()
        for tries, minutes in enumerate((5, 10, 20), start=1):
            self.mailed(
                invitation, state="exception", failure_reason="Connection refused"
            )
            self.assertEqual(mail.state, "outgoing")
            self.assertEqual(mail.fuel_tries, tries)
            self.assertFalse(mail.failure_reason)
            self.assertGreaterEqual(
                mail.scheduled_date, now + timedelta(minutes=minutes)
            )
        self.assertEqual(invitation.fuel_mail_state, "queued")
        self.mailed(invitation)
        self.assertEqual(invitation.fuel_mail_state, "sent")

    def test_not_tried_again_when_it_is_over(self):
        for values in (
            {"state": "done"},
            {"fuel_revoked_at": fields.Datetime.now()},
            {"deadline": fields.Datetime.now() - timedelta(minutes=1)},
        ):
            invitation = self.invite()
            invitation.write(values)
            self.mailed(invitation, state="exception", failure_reason="refused")
            with self.subTest(values=values):
                self.assertEqual(invitation.fuel_mail_state, "failed")
                self.assertFalse(self.mails(invitation))

    def test_wrong_address_is_not_tried_again(self):
        invitation = self.invite()
        self.mailed(
            invitation,
            state="exception",
            failure_type="mail_email_invalid",
            failure_reason="Invalid",
        )
        self.assertEqual(invitation.fuel_mail_state, "failed")
        self.assertEqual(invitation.fuel_mail_note, "Invalid")
        self.assertFalse(self.mails(invitation))

    def test_cancelled_by_the_administrator(self):
        invitation = self.invite()
        self.mailed(invitation, state="cancel")
        self.assertEqual(invitation.fuel_mail_state, "failed")
        self.assertIn("cancelled", invitation.fuel_mail_note)

    def test_server_hung_up(self):
        """Odoo leaves what it wrote before sending, in the language of its job."""
        for text in self.inputs._fuel_hung_up_texts():
            invitation = self.invite()
            self.mailed(
                invitation,
                state="exception",
                failure_type="unknown",
                failure_reason=text,
            )
            with self.subTest(text=text):
                self.assertEqual(invitation.fuel_mail_state, "queued")
                self.assertEqual(self.mails(invitation).state, "outgoing")

    def test_account_managers_do_not_read_the_letter(self):
        """Its link would let them answer for the customer."""
        invitation = self.invite()
        self.assertFalse(self.mails(invitation).model)
        self.assertNotIn(
            invitation.access_token, "".join(invitation.message_ids.mapped("body"))
        )

    def test_other_mail_is_left_alone(self):
        other = self.env["mail.mail"].create(
            {"state": "exception", "email_to": "a@b.example", "subject": "x"}
        )
        self.inputs._fuel_collect_mails()
        self.assertEqual(other.state, "exception")

    def test_held_letters_wait_for_the_next_run(self):
        invitation = self.invite()
        inputs = self.registry["survey.user_input"]
        native = inputs.try_lock_for_update

        def lock(records, **kwargs):
            return (
                records.browse()
                if records._name == "survey.user_input"
                else native(records, **kwargs)
            )

        with patch.object(inputs, "try_lock_for_update", lock):
            self.mailed(invitation)
        self.assertEqual(invitation.fuel_mail_state, "queued")
        self.inputs._fuel_collect_mails()
        self.assertEqual(invitation.fuel_mail_state, "sent")

    def test_bounce(self):
        invitation = self.invite()
        self.mailed(invitation)
        self.env["mail.thread"].message_process(
            None,
            BOUNCE.format(
                message_id=invitation.fuel_message_id, email=self.captain.email
            ),
        )
        self.assertEqual(invitation.fuel_mail_state, "bounced")
        self.assertEqual(self.survey.fuel_sent_count, 0)
        # It can be sent again, to the right address.
        self.captain.email = "right@yongxing.example"
        invitation.with_user(self.am_anna).action_fuel_send_again()
        self.assertEqual(invitation.fuel_mail_state, "queued")

    def test_bounce_before_it_was_collected(self):
        invitation = self.invite()
        self.mails(invitation).state = "sent"
        self.env["mail.thread"].message_process(
            None,
            BOUNCE.format(
                message_id=invitation.fuel_message_id, email=self.captain.email
            ),
        )
        self.inputs._fuel_collect_mails()
        self.assertEqual(invitation.fuel_mail_state, "bounced")

    # ------------------------------------------------------------
    # No more surveys
    # ------------------------------------------------------------

    def test_opting_out_takes_letters_back(self):
        twin = self.make_customer("Twin", email="WU@yongxing.example")
        invitation = self.invite()
        mail = self.mails(invitation)
        self.captain._fuel_survey_stop()
        self.assertTrue(self.captain.fuel_survey_opt_out)
        self.assertTrue(twin.fuel_survey_opt_out, "the same address")
        self.assertFalse(self.buyer.fuel_survey_opt_out)
        self.assertEqual(mail.state, "cancel")
        self.assertEqual(invitation.fuel_mail_state, "failed")
        self.assertIn("wants no surveys", invitation.fuel_mail_note)

    # ------------------------------------------------------------
    # Response rate
    # ------------------------------------------------------------

    def rated(self, survey, states):
        """Invitations in these states, and the rate counted by hand."""
        now = fields.Datetime.now()
        rows = []
        for index, (mail_state, state, revoked, test) in enumerate(states):
            rows.append(
                {
                    "survey_id": survey.id,
                    "partner_id": self.captain.id,
                    "email": f"r{index}@rate.example",
                    "fuel_company_id": self.company.id,
                    "fuel_manager_id": self.am_anna.id,
                    "fuel_mail_state": mail_state,
                    "state": state,
                    "fuel_revoked_at": now if revoked else False,
                    "test_entry": test,
                }
            )
        return self.inputs.create(rows)

    def test_response_rate(self):
        survey = self.survey.copy()
        answers = self.rated(
            survey,
            [
                ("sent", "done", False, False),
                ("sent", "done", True, False),  # answered, then withdrawn
                ("sent", "new", False, False),
                ("sent", "in_progress", False, False),
                ("sent", "new", True, False),  # withdrawn: could not answer
                ("bounced", "new", False, False),
                ("failed", "new", False, False),
                ("queued", "new", False, False),
                ("waiting", "new", False, False),
                (False, "done", False, False),  # nobody invited them
                ("sent", "done", False, True),  # a test
            ],
        )
        mine = survey.with_user(self.am_anna)
        self.assertRecordValues(
            mine,
            [{"fuel_sent_count": 4, "fuel_answer_count": 2, "fuel_response_rate": 50}],
        )
        [(rate, count)] = self.inputs.with_user(self.am_anna)._read_group(
            [("id", "in", answers.ids)], [], ["fuel_response_rate:avg", "__count"]
        )
        self.assertEqual((rate, count), (50, 11))
        self.assertEqual(survey.with_user(self.am_bo).fuel_sent_count, 0)

    def test_response_rate_of_nobody(self):
        survey = self.survey.copy()
        self.assertEqual(survey.fuel_response_rate, 0)
        answers = self.rated(survey, [("failed", "new", False, False)])
        [(rate,)] = self.inputs._read_group(
            [("id", "in", answers.ids)], [], ["fuel_response_rate:avg"]
        )
        self.assertFalse(rate)

    def test_invitations_of_a_questionnaire(self):
        invitation = self.invite()
        action = self.survey.with_user(self.am_anna).action_open_fuel_invitations()
        found = self.inputs.with_user(self.am_anna).search(action["domain"])
        self.assertIn(invitation, found)
