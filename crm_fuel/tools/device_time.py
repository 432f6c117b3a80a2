"""The moment at which a device did something, whatever its clock says.

Pure functions: no database, no user, no language. Moments are naive and in UTC.
"""

from datetime import timedelta
from typing import NamedTuple

# Networks and clocks are never quite in step.
TOLERANCE = timedelta(minutes=5)
# What waits longer than this on a phone is recorded by hand instead.
OLDEST = timedelta(days=30)
# Seconds that an integer column holds.
WIDEST_SKEW = 2**31 - 1


class MomentError(ValueError):
    """A moment that cannot be.

    :ivar reason: ``future``, ``order`` (sent before it was made) or ``old``
    """

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Moment(NamedTuple):
    """When something was done, and how many seconds the device's clock was ahead."""

    made_at: object
    clock_skew: int


def true_moment(now, made_at=None, sent_at=None):
    """Return the :class:`Moment` of something done on a device.

    With ``sent_at`` only the time between the two counts, which a wrong clock measures
    as well as a right one. Without it ``made_at`` is taken as it is.

    :param now: by the server's clock
    :param made_at: by the device's clock; now unless given
    :param sent_at: by the device's clock
    :raises MomentError: where that cannot be
    """
    skew = 0
    if sent_at is not None:
        if made_at is not None and made_at - sent_at > TOLERANCE:
            raise MomentError("order")
        age = sent_at - (made_at if made_at is not None else sent_at)
        seconds = round((sent_at - now).total_seconds())
        skew = max(-WIDEST_SKEW, min(WIDEST_SKEW, seconds))
    else:
        age = now - (made_at if made_at is not None else now)
        if age < -TOLERANCE:
            raise MomentError("future")
    if age > OLDEST:
        raise MomentError("old")
    return Moment(now - max(age, timedelta()), skew)
