"""Bars by month, two years side by side, as percentages of a drawing of any size.

Pure functions: no database, no user, no language.
"""

import math

MONTHS = 12
STEPS = (1, 2, 2.5, 5, 10)
MOST_TICKS = 4
# Room for the figures of the scale on the left, in percent of the width.
LEFT = 12.0
# Each month: two bars and the gap to the next month, in parts of its width.
BAR = 0.36
GAP = 0.1


def scale_ticks(highest):
    """Return the values at the lines of a scale that reaches ``highest``.

    >>> scale_ticks(870)
    [0.0, 250.0, 500.0, 750.0, 1000.0]
    """
    if not (math.isfinite(highest) and highest > 0):
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(highest / MOST_TICKS))
    step = next(it * power for it in STEPS if it * power * MOST_TICKS >= highest)
    count = math.ceil(round(highest / step, 9))
    return [index * step for index in range(count + 1)]


def month_chart(before, now):
    """Return the bars and lines of a chart, all in percent.

    :param before: twelve figures of the year before, January first
    :param now: twelve figures of the year; none below zero is drawn
    :return: dict with ``bars`` (month 0-11, ``series`` ``before`` or ``now``, x, y, width,
        height), ``months`` (x of each month's middle) and ``ticks`` (value, y)
    """
    before, now = list(before), list(now)
    if len(before) != MONTHS or len(now) != MONTHS:
        raise ValueError("A year has twelve months")
    ticks = scale_ticks(max(before + now))
    width = (100.0 - LEFT) / MONTHS
    bars = []
    for month in range(MONTHS):
        for number, (series, figures) in enumerate((("before", before), ("now", now))):
            height = 100.0 * max(0.0, figures[month]) / ticks[-1]
            bars.append(
                {
                    "month": month,
                    "series": series,
                    "x": LEFT + width * (month + GAP + BAR * number),
                    "y": 100.0 - height,
                    "width": width * BAR,
                    "height": height,
                }
            )
    return {
        "bars": bars,
        "months": [LEFT + width * (month + GAP + BAR) for month in range(MONTHS)],
        "ticks": [{"value": it, "y": 100.0 - 100.0 * it / ticks[-1]} for it in ticks],
    }
