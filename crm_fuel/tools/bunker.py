"""What a bunker delivery note must say: bounds and small decisions, no database.

MARPOL Annex VI, regulation 18 and appendix V, as in force since 1 May 2024: the note
states the flashpoint in °C, or that it was measured at or above 70 °C. SOLAS II-2 sets
the lowest flashpoint of fuel at 60 °C; DMX, for emergency engines outside the machinery
space, is the one grade of ISO 8217 below it.
"""

FLASHPOINT_MIN = 60.0
FLASHPOINT_MIN_DMX = 43.0
FLASHPOINT_MAX = 400.0
FLASHPOINT_STATED = 70.0
# No marine fuel has more; the highest limit of ISO 8217 is what the buyer agrees to.
SULPHUR_MAX = 5.0
# Regulations 14.1 and 14.4, per cent by mass.
LIMIT_GLOBAL = 0.50
LIMIT_AREA = 0.10
# Regulation 18.6: the note is kept three years from delivery.
YEARS_KEPT = 3
# Smaller ships need no IMO number, and no note by regulation 18.
NOTE_FROM_GT = 400
# A note gives the density to a tenth of a kg/m³.
DENSITY_STEP = 0.05
SIGNED_MEGABYTES = 25
LONGEST_NUMBER = 64
LONGEST_TEXT = 2_000

# The first bytes of what a scanner or a phone makes of a signed note.
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


def lowest_flashpoint(code):
    """Return the lowest flashpoint in °C at which a grade may be supplied.

    :param str code: ISO 8217 code of the grade, or nothing
    :rtype: float
    """
    return FLASHPOINT_MIN_DMX if code == "DMX" else FLASHPOINT_MIN


def proposed_limit(sulphur_max):
    """Return which limit the supplier declares the fuel to keep.

    :param float sulphur_max: limit of the grade, per cent by mass; 0 where it has none
    :return: ``"area"`` (regulation 14.4), ``"global"`` (14.1) or ``"purchaser"``
    :rtype: str
    """
    if not sulphur_max or sulphur_max > LIMIT_GLOBAL:
        return "purchaser"
    return "area" if sulphur_max <= LIMIT_AREA else "global"


def limit_value(limit, agreed):
    """Return the per cent by mass that a declared limit allows.

    :param str limit: see :func:`proposed_limit`
    :param float agreed: what the purchaser has specified
    :rtype: float
    """
    return {"area": LIMIT_AREA, "global": LIMIT_GLOBAL}.get(limit, agreed or 0.0)


def clean_number(number):
    """Return a note's number as it is stored: one space at most between its parts.

    :rtype: str or False
    """
    return " ".join(str(number or "").split()) or False


def signed_copy_type(content):
    """Tell by its first bytes what a signed copy is.

    A name or a declared type proves nothing: a page with a script may call itself
    ``scan.pdf``.

    :param bytes content: the file, or its beginning
    :return: the MIME type, or None where a signed copy may not be such a file
    """
    for signature, mimetype in _SIGNATURES:
        if content.startswith(signature):
            return mimetype
    return None
