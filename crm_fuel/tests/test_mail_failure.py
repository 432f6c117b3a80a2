from odoo.tests import BaseCase, tagged

from ..tools.mail_failure import is_temporary, minutes_until_retry

REFUSED = "Mail delivery failed via SMTP server 'x'.\n"


@tagged("post_install", "-at_install")
class TestMailFailure(BaseCase):
    def test_no_connection_is_temporary(self):
        for reason in (
            "[Errno 111] Connection refused",
            "(535, b'5.7.8 Authentication failed')",
            "timed out",
            "",
            None,
        ):
            with self.subTest(reason=reason):
                self.assertTrue(is_temporary(False, reason))
                self.assertTrue(is_temporary("mail_smtp", reason))

    def test_server_hung_up_is_temporary(self):
        texts = {"Error without exception", "没有例外的错误"}
        for text in texts:
            self.assertTrue(is_temporary("unknown", text, texts))
            self.assertFalse(is_temporary("unknown", text))

    def test_what_went_wrong_afterwards_is_final(self):
        """The server may have taken the letter: it is not sent again by itself."""
        for reason in ("Access denied", "could not serialize access", "", None):
            with self.subTest(reason=reason):
                self.assertFalse(is_temporary("unknown", reason, {"other"}))

    def test_lost_connections_are_temporary(self):
        for reason in (
            "TimeoutError: timed out",
            "ConnectionResetError: [Errno 104] Connection reset by peer",
            "BrokenPipeError: [Errno 32]",
            "SSLEOFError: EOF occurred in violation of protocol",
        ):
            with self.subTest(reason=reason):
                self.assertTrue(is_temporary("unknown", REFUSED + reason))

    def test_answers_4xx_are_temporary(self):
        for reply in (
            "SMTPSenderRefused: (451, b'4.3.0 later', 'a@b.example')",
            "SMTPDataError: (452, b'full')",
            "SMTPRecipientsRefused: {'a@b.example': (450, b'greylisted')}",
        ):
            with self.subTest(reply=reply):
                self.assertTrue(is_temporary("unknown", REFUSED + reply))

    def test_answers_5xx_are_final(self):
        for reply in (
            "SMTPRecipientsRefused: {'a@b.example': (550, b'No such user')}",
            "SMTPDataError: (554, 'rejected')",
        ):
            with self.subTest(reply=reply):
                self.assertFalse(is_temporary("unknown", REFUSED + reply))

    def test_numbers_in_the_text_are_no_answers(self):
        text = REFUSED + "TimeoutError: no reply within (550 seconds), port 5432"
        self.assertTrue(is_temporary("unknown", text))

    def test_wrong_addresses_are_final(self):
        for failure in ("mail_email_invalid", "mail_email_missing", "mail_bl"):
            with self.subTest(failure=failure):
                self.assertFalse(is_temporary(failure, ""))

    def test_waits_longer_each_time(self):
        waits = [minutes_until_retry(tries) for tries in range(12)]
        self.assertEqual(waits[:4], [5, 10, 20, 40])
        self.assertEqual(waits, sorted(waits))
        self.assertEqual(waits[-1], 240)
        self.assertEqual(minutes_until_retry(-1), 5)
        self.assertEqual(minutes_until_retry(10**9), 240)
