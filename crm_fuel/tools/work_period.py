"""The weeks and months that work is planned and summed up in.

Pure functions: days are dates, and whose "today" it is, is the caller's to say. A week
begins on Monday and belongs to the year that its Thursday is in (ISO 8601).
"""

import calendar
from datetime import timedelta

PERIODS = ("week", "month")
A_DAY = timedelta(days=1)


def bounds(period, day):
    """Return the first and the last day of the week or month that a day is in.

    >>> bounds("week", date(2027, 1, 1))
    (datetime.date(2026, 12, 28), datetime.date(2027, 1, 3))
    >>> bounds("month", date(2028, 2, 10))
    (datetime.date(2028, 2, 1), datetime.date(2028, 2, 29))
    """
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    if period == "month":
        last = calendar.monthrange(day.year, day.month)[1]
        return day.replace(day=1), day.replace(day=last)
    raise ValueError(period)


def following(period, day):
    """Return the first and last day of the period after the one that a day is in."""
    return bounds(period, bounds(period, day)[1] + A_DAY)


def preceding(period, day):
    """Return the first and last day of the period before the one that a day is in."""
    return bounds(period, bounds(period, day)[0] - A_DAY)


def span_before(first, last):
    """Return the days that figures of a span are compared with.

    As many days right before it; for a whole month, the whole month before.

    >>> span_before(date(2026, 3, 2), date(2026, 3, 8))
    (datetime.date(2026, 2, 23), datetime.date(2026, 3, 1))
    >>> span_before(date(2026, 3, 1), date(2026, 3, 31))
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    if (first, last) == bounds("month", first):
        return preceding("month", first)
    return first - (last - first) - A_DAY, first - A_DAY


def moved(period, day, into):
    """Return the day of the period that ``into`` is in to which a plan is copied.

    The day of the week stays. In a month its place stays too: the second Tuesday goes to
    the second Tuesday, and a fifth one to the last where the month has four.

    >>> moved("week", date(2026, 3, 4), date(2026, 3, 9))
    datetime.date(2026, 3, 11)
    >>> moved("month", date(2026, 3, 31), date(2026, 4, 1))
    datetime.date(2026, 4, 28)
    """
    first, last = bounds(period, into)
    same = first + timedelta(days=(day.weekday() - first.weekday()) % 7)
    if period == "week":
        return same
    wanted = same + timedelta(weeks=(day.day - 1) // 7)
    while wanted > last:
        wanted -= timedelta(weeks=1)
    return wanted


def spread(taken, first, last, number):
    """Return working days for more lines: each time the day with the fewest so far.

    :param dict taken: number of lines by day
    :param int number: how many days to return
    :return: Monday to Friday between ``first`` and ``last``; where there is none, all
        days between them; nothing where ``last`` is before ``first``
    :rtype: list[date]
    """
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    days = [day for day in days if day.weekday() < 5] or days
    counts = {day: taken.get(day, 0) for day in days}
    chosen = []
    for _line in range(number if days else 0):
        day = min(days, key=lambda it: (counts[it], it))
        counts[day] += 1
        chosen.append(day)
    return chosen


def free_hours(taken, number, begin=9.0, step=1.5, end=18.0):
    """Return hours of a day for visits that have none, after each other.

    :param taken: hours at which visits begin already
    :param int number: how many hours to return; once the day is full, they begin again
    """
    slots = []
    hour = begin
    while hour < end:
        slots.append(hour)
        hour += step
    free = [slot for slot in slots if all(abs(slot - it) >= step for it in taken)]
    free = free or slots
    return [free[index % len(free)] for index in range(number)]
