from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_survey_send import SurveySendCommon


@tagged("post_install", "-at_install")
class TestFuelSurveyWithdraw(SurveySendCommon):
    """Withdrawing invitations, and sending again what did not arrive."""

    def test_withdraw(self):
        invitation = self.invite()
        mail = self.mails(invitation)
        invitation.with_user(self.am_anna).action_fuel_withdraw()
        self.assertTrue(invitation.fuel_revoked_at)
        self.assertEqual(mail.state, "cancel")
        self.assertEqual(invitation.fuel_mail_state, "failed")
        with self.refused(UserError, "did not reach"):
            invitation.with_user(self.am_anna).action_fuel_send_again()

    def test_withdraw_others(self):
        invitation = self.invite()
        with self.refused(AccessError, ""):
            invitation.with_user(self.am_bo).action_fuel_withdraw()
        invitation.with_user(self.supervisor).action_fuel_withdraw()

    def test_withdraw_what_was_answered(self):
        invitation = self.invite()
        invitation.state = "done"
        with self.refused(UserError, "has answered"):
            invitation.with_user(self.am_anna).action_fuel_withdraw()

    def test_withdraw_what_was_no_invitation(self):
        answer = self.inputs.create(
            {"survey_id": self.survey.id, "fuel_manager_id": self.am_anna.id}
        )
        with self.refused(UserError, "not asked for by mail"):
            answer.with_user(self.am_anna).action_fuel_withdraw()

    def test_send_again_to_a_corrected_address(self):
        invitation = self.invite()
        self.mailed(
            invitation,
            state="exception",
            failure_type="unknown",
            failure_reason="SMTPRecipientsRefused: {'wu@x': (550, b'No such user')}",
        )
        self.assertEqual(invitation.fuel_mail_state, "failed")
        self.assertIn("No such user", invitation.fuel_mail_note)
        self.captain.email = "captain@yongxing.example"
        invitation.with_user(self.am_anna).action_fuel_send_again()
        self.assertEqual(invitation.fuel_mail_state, "queued")
        self.assertEqual(invitation.email, "captain@yongxing.example")
        self.assertEqual(len(self.mails(invitation)), 1)
        with self.refused(UserError, "did not reach"):
            invitation.with_user(self.am_anna).action_fuel_send_again()

    def test_send_again_to_who_opted_out(self):
        invitation = self.invite()
        self.mailed(invitation, state="exception", failure_type="mail_email_invalid")
        self.captain.fuel_survey_opt_out = True
        with self.refused(UserError, "Wants no surveys"):
            invitation.with_user(self.am_anna).action_fuel_send_again()
