"""What satisfaction is measured by, as the trade of surveys defines it.

CSAT (customer satisfaction score): satisfied ratings, that is 4 and 5 of 5, as a share
of all ratings, in percent ("top two boxes").
NPS (net promoter score; Reichheld, "The One Number You Need to Grow", Harvard Business
Review, December 2003): of those who say from 0 to 10 how likely they recommend us, the
percentage of promoters (9, 10) minus that of detractors (0 to 6): from -100 to 100. It is
no average of scores. Neither is ever the average of other CSATs or NPSs: whoever joins
groups adds up numbers of answers.
"""

RATINGS = range(1, 6)
SATISFIED = range(4, 6)
RECOMMENDATIONS = range(11)
PROMOTERS = range(9, 11)
DETRACTORS = range(7)
PROMOTER, PASSIVE, DETRACTOR = "promoter", "passive", "detractor"


def nps_category(score):
    """Say what somebody is who recommends with ``score``.

    >>> [nps_category(score) for score in (0, 6, 7, 8, 9, 10)]
    ['detractor', 'detractor', 'passive', 'passive', 'promoter', 'promoter']

    :param int score: from 0 to 10
    :raises ValueError: for any other
    """
    if score not in RECOMMENDATIONS:
        raise ValueError(f"a recommendation lies between 0 and 10: {score!r}")
    if score in PROMOTERS:
        return PROMOTER
    return DETRACTOR if score in DETRACTORS else PASSIVE


def share(part, whole):
    """Return a share in percent, False (which XML-RPC can carry) of nothing.

    >>> share(1, 4), share(0, 0)
    (25.0, False)
    """
    return 100.0 * part / whole if whole else False


def csat(ratings):
    """Return the CSAT in percent of ratings from 1 to 5, False without any.

    >>> csat([5, 4, 3, 1]), csat([])
    (50.0, False)
    """
    ratings = list(ratings)
    return share(sum(rating in SATISFIED for rating in ratings), len(ratings))


def nps(promoters, detractors, answers):
    """Return the NPS of so many answers, False without any.

    >>> nps(5, 3, 10), nps(0, 0, 0)
    (20.0, False)
    """
    return share(promoters - detractors, answers)
