"""How far something has come, as a percentage. Pure functions."""


def percentage(done, total):
    """Return how much of ``total`` is done: 100 when all is, and not before.

    Rounded down to whole percents, 1 at least where anything is done.

    >>> percentage(999, 1000), percentage(1, 1000), percentage(3, 3), percentage(0, 0)
    (99, 1, 100, 0)
    """
    if total <= 0 or done <= 0:
        return 0
    if done >= total:
        return 100
    return max(1, done * 100 // total)
