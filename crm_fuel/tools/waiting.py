"""Clocks that stop while somebody else is awaited.

Pure functions. Moments are naive datetimes in UTC; a pause is a pair of moments, its end
``None`` while it lasts. What an hour of work is, the caller's functions say: the hours
of a working calendar, or those of the clock on the wall.
"""

from datetime import timedelta


def running(start, pauses):
    """Return when a clock that began at ``start`` ran, as pairs of moments.

    Pauses may come in any order, overlap, and begin before the clock does. The end of
    the last pair is ``None`` where the clock still runs.

    >>> from datetime import datetime
    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> [(a.hour, b and b.hour) for a, b in running(at(1), [(at(4), at(6))])]
    [(1, 4), (6, None)]
    """
    pairs = []
    begin = start
    for first, last in sorted(pauses, key=lambda pause: pause[0]):
        if first > begin:
            pairs.append((begin, first))
        if last is None:
            return pairs
        begin = max(begin, last)
    pairs.append((begin, None))
    return pairs


def due(start, hours, pauses, worked, plan):
    """Return when a clock that began at ``start`` has run for a number of hours.

    :param float hours: how long it has to run
    :param worked: function (from, to) -> hours between two moments
    :param plan: function (hours, from) -> the moment so many hours later, or ``None``
        where there is none
    :return: the moment and the hours left. The moment is ``None`` while the clock
        stands with hours left; the hours are those that were left when it last
        started or stopped, 0 once the time was used up.
    """
    left = hours
    for begin, end in running(start, pauses):
        if end is None:
            return plan(left, begin), left
        spent = worked(begin, end)
        if spent >= left:
            return plan(left, begin), 0.0
        left -= spent
    return None, left


def wall_hours(begin, end):
    """Return the hours between two moments, nights and Sundays included."""
    return (end - begin).total_seconds() / 3600


def wall_plan(hours, begin):
    """Return the moment so many hours later, nights and Sundays included."""
    return begin + timedelta(hours=hours)
