"""How urgently a customer wants looking after: from 0 (leave alone) to 100.

The list of customers due computes the same in SQL, from the same constants, see
``fuel.visit.due``; a test holds the two against each other.
"""

# Points that each part can give; together 100.
OVERDUE_POINTS = 40.0
STAKE_POINTS = 25.0
FALL_POINTS = 15.0
COMPLAINT_POINTS = 10.0
DISSATISFACTION_POINTS = 10.0

# So many intervals late is as late as it gets.
OVERDUE_CEILING = 3.0
# Tonnes a year that give half of the points for the volume at stake.
HALF_STAKE_MT = 10_000.0
# So many open complaints give all of their points.
COMPLAINT_CEILING = 2.0


def care_score(
    days_overdue,
    interval,
    volume_12m,
    volume_previous_12m,
    open_complaints=0,
    satisfaction=None,
):
    """Rate a customer.

    :param int days_overdue: days since a visit was due, 0 where none is
    :param int interval: days between visits; 0: no visits are due
    :param float volume_12m: MT delivered in the last 12 months
    :param float volume_previous_12m: MT delivered in the 12 months before these
    :param int open_complaints: complaints not settled yet
    :param float satisfaction: from 0 to 100, or None where nobody asked
    :rtype: float
    """
    late = min(max(days_overdue, 0) / interval, OVERDUE_CEILING) if interval else 0.0
    stake = max(volume_12m, volume_previous_12m, 0.0)
    fall = 0.0
    if volume_previous_12m > 0:
        fall = (volume_previous_12m - volume_12m) / volume_previous_12m
        fall = min(max(fall, 0.0), 1.0)
    complaints = min(max(open_complaints, 0), COMPLAINT_CEILING)
    unhappy = 0.0
    if satisfaction is not None:
        unhappy = 1.0 - min(max(satisfaction, 0.0), 100.0) / 100.0
    return (
        OVERDUE_POINTS * late / OVERDUE_CEILING
        + STAKE_POINTS * stake / (stake + HALF_STAKE_MT)
        + FALL_POINTS * fall
        + COMPLAINT_POINTS * complaints / COMPLAINT_CEILING
        + DISSATISFACTION_POINTS * unhappy
    )
