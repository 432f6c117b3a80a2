"""Check digits and forms of the numbers that identify ships and their companies.

Pure functions: no database, no user, no language. Errors carry a reason that the caller
turns into a sentence.
"""

import re
import unicodedata

SHIP_WEIGHTS = (7, 6, 5, 4, 3, 2)
COMPANY_WEIGHTS = (8, 6, 4, 2, 9, 7)

_IMO_PREFIX = re.compile(r"^IMO[\s:.#\-]*", re.IGNORECASE)
_SEVEN_DIGITS = re.compile(r"[0-9]{7}", re.ASCII)
_SHIP_MMSI = re.compile(r"[2-7][0-9]{8}", re.ASCII)


class ImoNumberError(ValueError):
    """A text that is no IMO number.

    :ivar reason: ``form`` (not seven digits), ``zero`` (0000000, which satisfies the
        formula) or ``check_digit``
    """

    def __init__(self, text, reason):
        super().__init__(f"{text!r} is not an IMO number: {reason}")
        self.text = text
        self.reason = reason


def clean_imo(text):
    """Return ``text`` without the prefix IMO and without blanks.

    Full-width digits, which Chinese input methods write, become ordinary ones. What is
    left need not be a valid number: see :func:`normalise_imo`.
    """
    text = unicodedata.normalize("NFKC", str(text or "")).strip()
    return re.sub(r"\s+", "", _IMO_PREFIX.sub("", text))


def normalise_imo(text):
    """Return the seven digits of a ship's IMO number, or raise ``ImoNumberError``.

    >>> normalise_imo("IMO 9074729")
    '9074729'
    """
    number = clean_imo(text)
    if not _SEVEN_DIGITS.fullmatch(number):
        raise ImoNumberError(text, "form")
    if number == "0000000":
        raise ImoNumberError(text, "zero")
    if number[6] != str(_weighted_sum(number, SHIP_WEIGHTS) % 10):
        raise ImoNumberError(text, "check_digit")
    return number


def is_valid_imo(text):
    """Tell whether ``text`` is a ship's IMO number in any accepted spelling."""
    try:
        normalise_imo(text)
    except ImoNumberError:
        return False
    return True


def is_valid_company_imo(text):
    """Tell whether ``text`` is the IMO number of a company or registered owner.

    Companies have a formula of their own: weights 8, 6, 4, 2, 9, 7 and the complement
    of the sum to 11.
    """
    number = clean_imo(text)
    if not _SEVEN_DIGITS.fullmatch(number) or number == "0000000":
        return False
    check = (11 - _weighted_sum(number, COMPANY_WEIGHTS) % 11) % 10
    return number[6] == str(check)


def clean_mmsi(text):
    """Return ``text`` without blanks, with ordinary digits."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text or "")))


def is_valid_mmsi(text):
    """Tell whether ``text`` is a ship's MMSI: nine digits, the first one 2 to 7.

    Other first digits stand for coast stations, aircraft, buoys and handheld radios.
    """
    return bool(_SHIP_MMSI.fullmatch(clean_mmsi(text)))


def _weighted_sum(number, weights):
    return sum(
        int(digit) * weight for digit, weight in zip(number, weights, strict=False)
    )
