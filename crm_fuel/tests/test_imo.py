import doctest

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import imo

VALID = ("9074729", "9244661", "6602898", "7625811", "7605811")
SIX_DIGITS = st.from_regex(r"\A[0-9]{6}\Z")


def with_check_digit(six):
    total = sum(int(d) * w for d, w in zip(six, (7, 6, 5, 4, 3, 2), strict=True))
    return f"{six}{total % 10}"


@tagged("-at_install", "post_install")
class TestImo(BaseCase):
    def test_examples_of_the_documentation(self):
        failed, attempted = doctest.testmod(imo)
        self.assertFalse(failed)
        self.assertTrue(attempted)

    def test_spellings_of_one_number(self):
        for text in (
            "9074729",
            "IMO 9074729",
            "imo9074729",
            " IMO: 9074729 ",
            "IMO-9074729",
            "IMO # 9074729",
            "9074 729",
            "９０７４７２９",  # the digits of a Chinese keyboard
            9074729,
        ):
            with self.subTest(text=text):
                self.assertEqual(imo.normalise_imo(text), "9074729")

    def test_reasons(self):
        for text, reason in (
            ("9074728", "check_digit"),
            ("9704729", "check_digit"),
            ("0000000", "zero"),
            ("IMO 0000000", "zero"),
            ("907472", "form"),
            ("90747290", "form"),
            ("907472A", "form"),
            ("", "form"),
            (None, "form"),
            (False, "form"),
            ("IMO", "form"),
            ("٩٠٧٤٧٢٩", "form"),  # Arabic digits are digits to Python's \d
        ):
            with (
                self.subTest(text=text),
                self.assertRaises(imo.ImoNumberError) as raised,
            ):
                imo.normalise_imo(text)
            self.assertEqual(raised.exception.reason, reason)
            self.assertEqual(raised.exception.text, text)
            self.assertFalse(imo.is_valid_imo(text))

    def test_known_ships_are_valid(self):
        for number in VALID:
            self.assertTrue(imo.is_valid_imo(number), number)

    @settings(deadline=None)  # machines under load pause now and then
    @given(SIX_DIGITS.filter(lambda six: six != "000000"))
    def test_one_check_digit_fits(self, six):
        fitting = [f"{six}{d}" for d in range(10) if imo.is_valid_imo(f"{six}{d}")]
        self.assertEqual(fitting, [with_check_digit(six)])

    @settings(deadline=None)  # machines under load pause now and then
    @given(SIX_DIGITS.filter(lambda six: six != "000000"))
    def test_normalising_twice_changes_nothing(self, six):
        number = imo.normalise_imo(f"IMO {with_check_digit(six)}")
        self.assertEqual(imo.normalise_imo(number), number)

    @settings(deadline=None)  # machines under load pause now and then
    @given(st.text())
    def test_any_text_is_a_number_or_an_error_with_a_reason(self, text):
        try:
            number = imo.normalise_imo(text)
        except imo.ImoNumberError as error:
            self.assertIn(error.reason, ("form", "zero", "check_digit"))
        else:
            self.assertRegex(number, r"\A[0-9]{7}\Z")
            self.assertNotEqual(number, "0000000")

    def test_single_digit_errors_that_slip_through(self):
        """Why the number must be unique as well: the check misses some errors."""
        number = "7625811"
        missed = [
            wrong
            for place in range(7)
            for digit in "0123456789"
            if (wrong := number[:place] + digit + number[place + 1 :]) != number
            and imo.is_valid_imo(wrong)
        ]
        # The even weights and the 5 share a factor with the 10 they are counted by.
        self.assertIn("7605811", missed)
        self.assertEqual({len(wrong) for wrong in missed}, {7})

    def test_company_numbers_follow_another_formula(self):
        # 5 * 8 + 0 * 6 + 0 * 4 + 0 * 2 + 0 * 9 + 0 * 7 = 40; 11 - 40 % 11 = 4
        self.assertTrue(imo.is_valid_company_imo("5000004"))
        self.assertTrue(imo.is_valid_company_imo("IMO 5000004"))
        self.assertFalse(imo.is_valid_company_imo("5000005"))
        self.assertFalse(imo.is_valid_company_imo("0000000"))
        self.assertFalse(imo.is_valid_company_imo("500000"))
        self.assertFalse(imo.is_valid_company_imo(None))

    @settings(deadline=None)  # machines under load pause now and then
    @given(SIX_DIGITS.filter(lambda six: six != "000000"))
    def test_one_company_check_digit_fits(self, six):
        fitting = [d for d in range(10) if imo.is_valid_company_imo(f"{six}{d}")]
        weights = (8, 6, 4, 2, 9, 7)
        total = sum(int(d) * w for d, w in zip(six, weights, strict=True))
        self.assertEqual(fitting, [(11 - total % 11) % 10])

    def test_mmsi(self):
        for text in ("412345678", "212345678", "775123456", " 412 345 678 ", 412345678):
            self.assertTrue(imo.is_valid_mmsi(text), text)
        for text in ("112345678", "812345678", "41234567", "4123456789", "", None, "x"):
            self.assertFalse(imo.is_valid_mmsi(text), text)

    @settings(deadline=None)  # machines under load pause now and then
    @given(st.from_regex(r"\A[0-9]{9}\Z"))
    def test_mmsi_of_ships_begin_with_2_to_7(self, text):
        self.assertEqual(imo.is_valid_mmsi(text), text[0] in "234567")
