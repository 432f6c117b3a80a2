"""Positions on the Earth: what is one, how far apart two are, what one proves.

Pure functions: no database, no user, no language. Errors carry a field and a reason that
the caller turns into a sentence. Degrees are decimal, north and east positive, WGS-84;
lengths are metres.
"""

import math
from typing import NamedTuple

# Mean radius (2a + b) / 3 of the GRS 80 ellipsoid, of the International Union of Geodesy
# and Geophysics: H. Moritz, "Geodetic Reference System 1980", Journal of Geodesy 74
# (2000), page 131 (R1 = 6,371,008.7714 m), rounded to decimetres.
EARTH_RADIUS_M = 6_371_008.8

# From here on no device that finds positions is meant: something else went wrong.
WORST_ACCURACY_M = 10_000.0
# A circle wider than this proves nothing: it holds a whole port and its city.
USEFUL_ACCURACY_M = 2_000.0
# What may become the place of a customer: good enough to tell one quay from the next.
PLACE_ACCURACY_M = 100.0


class PositionError(ValueError):
    """Something that cannot be a position.

    :ivar field: ``latitude``, ``longitude`` or ``accuracy``
    :ivar reason: ``missing``, ``number`` (not a finite number) or ``range``
    """

    def __init__(self, field, reason, value):
        super().__init__(f"{field} {value!r}: {reason}")
        self.field = field
        self.reason = reason
        self.value = value


class Fix(NamedTuple):
    """What a device found."""

    latitude: float
    longitude: float
    accuracy: float


class Target(NamedTuple):
    """A place where a visit may be, and how far around it counts as there."""

    latitude: float
    longitude: float
    radius: float
    name: str


class Finding(NamedTuple):
    """What a position proves: the reason is there where it proves nothing."""

    verdict: str
    reason: str | None
    distance: float | None
    target: Target | None


# Lowest and highest value of each; the highest accuracy is itself too much.
_RANGES = {"latitude": 90.0, "longitude": 180.0}


def read_fix(latitude, longitude, accuracy):
    """Return the :class:`Fix` of three numbers, or raise :class:`PositionError`.

    >>> read_fix(29, 122.5, 15)
    Fix(latitude=29.0, longitude=122.5, accuracy=15.0)
    """
    fix = Fix(
        _finite("latitude", latitude),
        _finite("longitude", longitude),
        _finite("accuracy", accuracy),
    )
    for field, limit in _RANGES.items():
        if abs(getattr(fix, field)) > limit:
            raise PositionError(field, "range", getattr(fix, field))
    if not 0 <= fix.accuracy < WORST_ACCURACY_M:
        raise PositionError("accuracy", "range", fix.accuracy)
    return fix


def _finite(field, value):
    if value is None or value is False:
        raise PositionError(field, "missing", value)
    # A boolean is a number to Python, and a text with digits is one to nobody here.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PositionError(field, "number", value)
    try:
        number = float(value)
    except OverflowError as error:
        raise PositionError(field, "range", value) from error
    if not math.isfinite(number):
        raise PositionError(field, "number", value)
    return number


def is_known(latitude, longitude):
    """Tell whether coordinates of a record are known: 0/0 stands for unknown.

    >>> is_known(0.0, 0.0), is_known(0.0, 6.7)
    (False, True)
    """
    return bool(latitude or longitude)


def haversine(latitude, longitude, other_latitude, other_longitude, radius=None):
    """Return the metres between two points on a sphere, along its surface.

    The Earth is flattened, so that this is up to 0.56 % off; at the distance of a quay
    that is less than the accuracy of any phone.

    :param radius: of the sphere, in metres; the Earth's mean radius unless given
    """
    phi, other_phi = math.radians(latitude), math.radians(other_latitude)
    half_phi = (other_phi - phi) / 2
    half_lambda = math.radians(other_longitude - longitude) / 2
    square = (
        math.sin(half_phi) ** 2
        + math.cos(phi) * math.cos(other_phi) * math.sin(half_lambda) ** 2
    )
    # Rounding can bring antipodes a hair above 1.
    return 2 * (radius or EARTH_RADIUS_M) * math.asin(math.sqrt(min(1.0, square)))


def find_verdict(fix, targets):
    """Return the :class:`Finding` of a position among the places of a visit.

    The benefit of the doubt is the visitor's: the distance counts less the accuracy, as
    the device may be anywhere in that circle. Of several places the nearest one counts
    in whose radius the position is, else the nearest.

    :param fix: the :class:`Fix`, checked by :func:`read_fix`
    :param targets: list of :class:`Target`
    """
    if not targets:
        return Finding("unverified", "no_target", None, None)
    ranked = sorted(
        (
            distance - fix.accuracy > target.radius,
            distance,
            index,
        )
        for index, (target, distance) in enumerate(
            (target, haversine(fix.latitude, fix.longitude, *target[:2]))
            for target in targets
        )
    )
    is_outside, distance, index = ranked[0]
    if fix.accuracy > USEFUL_ACCURACY_M:
        return Finding("unverified", "inaccurate", distance, targets[index])
    verdict = "off_site" if is_outside else "on_site"
    return Finding(verdict, None, distance, targets[index])
