"""Days and hours where people live, moments in UTC where they are stored.

Pure functions. Moments are naive datetimes in UTC, as Odoo keeps them; zones are those
of ``pytz``, as Odoo knows them.
"""

from datetime import datetime, time, timedelta

import pytz


def to_local(moment, zone):
    """Return the naive local time of a moment.

    >>> to_local(datetime(2026, 3, 1, 16, 30), pytz.timezone("Asia/Shanghai"))
    datetime.datetime(2026, 3, 2, 0, 30)
    """
    return pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)


def to_utc(local, zone):
    """Return the moment of a naive local time.

    An hour that a change of clocks leaves out is taken as the one after it; of an hour
    that comes twice, the second is meant.

    >>> to_utc(datetime(2026, 3, 2, 0, 30), pytz.timezone("Asia/Shanghai"))
    datetime.datetime(2026, 3, 1, 16, 30)
    """
    return zone.localize(local, is_dst=False).astimezone(pytz.utc).replace(tzinfo=None)


def at_hour(day, hours, zone):
    """Return the moment at ``hours`` (a decimal number, 8.5 is half past eight) of a day.

    >>> from datetime import date
    >>> at_hour(date(2026, 3, 2), 8.5, pytz.timezone("Asia/Shanghai"))
    datetime.datetime(2026, 3, 2, 0, 30)
    """
    local = datetime.combine(day, time()) + timedelta(minutes=round(hours * 60))
    return to_utc(local, zone)


def on_day(moment, day, zone):
    """Return the moment of another day at which the clock shows the same time."""
    return to_utc(datetime.combine(day, to_local(moment, zone).time()), zone)
