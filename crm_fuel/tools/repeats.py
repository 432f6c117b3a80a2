"""The days on which something is repeated. Pure functions: no database, no time zone."""

from datetime import date, datetime
from typing import NamedTuple

from dateutil.rrule import MO, MONTHLY, WEEKLY, rrule, weekday

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Pattern(NamedTuple):
    """When something is repeated.

    :ivar frequency: ``weekly``, ``fortnightly`` or ``monthly``
    :ivar start: the first day it may be on; fortnights count from its week
    :ivar until: the last day it may be on, or None
    :ivar weekdays: numbers of days of the week, 0 for Monday; for weeks
    :ivar month_day: day of the month; the last one of a month that is shorter
    :ivar nth: instead: 1 to 4, or -1 for the last, of the month's ``weekdays``
    """

    frequency: str
    start: date
    until: date | None = None
    weekdays: tuple = ()
    month_day: int | None = None
    nth: int | None = None


def occurrences(pattern, first, last):
    """Return the days of a pattern from ``first`` to ``last``, both included.

    >>> occurrences(
    ...     Pattern("monthly", date(2026, 1, 31), month_day=31),
    ...     date(2026, 2, 1),
    ...     date(2026, 4, 30),
    ... )
    [datetime.date(2026, 2, 28), datetime.date(2026, 3, 31), datetime.date(2026, 4, 30)]
    """
    if pattern.until:
        last = min(last, pattern.until)
    first = max(first, pattern.start)
    if last < first:
        return []
    rule = rrule(dtstart=_midnight(pattern.start), wkst=MO, **_terms(pattern))
    return [
        moment.date()
        for moment in rule.between(_midnight(first), _midnight(last), inc=True)
    ]


def _midnight(day):
    return datetime(day.year, day.month, day.day)


def _terms(pattern):
    """Return a pattern in the words of dateutil."""
    if pattern.frequency in ("weekly", "fortnightly"):
        return {
            "freq": WEEKLY,
            "interval": 2 if pattern.frequency == "fortnightly" else 1,
            "byweekday": pattern.weekdays or (pattern.start.weekday(),),
        }
    if pattern.nth:
        days = tuple(weekday(day, pattern.nth) for day in pattern.weekdays)
        return {"freq": MONTHLY, "byweekday": days}
    if pattern.month_day <= 28:
        return {"freq": MONTHLY, "bymonthday": pattern.month_day}
    # Of the days that a month may lack, the last one it has.
    days = range(28, pattern.month_day + 1)
    return {"freq": MONTHLY, "bymonthday": tuple(days), "bysetpos": -1}
