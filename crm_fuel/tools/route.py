"""The order of a day's stops, and links that lead to them. Pure functions."""

from itertools import pairwise
from urllib.parse import quote

from .geo import haversine

# More improvement than a metre is worth another look; less is rounding.
WORTH_IT_M = 1.0


def order_stops(points, start=None):
    """Return the indices of points in an order that is short to travel.

    The nearest stop comes next; then pieces are turned round for as long as that makes
    the way shorter. A good order and seldom the best one, and never longer than the
    given order. Ways are taken as straight: there is no map here.

    :param points: list of (latitude, longitude)
    :param start: where the way begins, (latitude, longitude); at the best stop unless
        given
    """
    if len(points) < 2:
        return list(range(len(points)))
    # The start is one more point, and stays the first.
    places = [*points] if start is None else [*points, start]
    metres = [[haversine(*one, *other) for other in places] for one in places]
    if start is not None:
        best = _improve(_nearest(metres, len(points)), metres, first=1)
        given = [len(points), *range(len(points))]
        best = min(best, given, key=lambda order: _length(order, metres))
        return best[1:]
    orders = [
        _improve(_nearest(metres, index), metres, first=0)
        for index in range(len(points))
    ]
    return min(
        list(range(len(points))), *orders, key=lambda order: _length(order, metres)
    )


def route_length(points, start=None):
    """Return the metres of a way through points in the given order."""
    places = [*points] if start is None else [start, *points]
    return sum(haversine(*one, *other) for one, other in pairwise(places))


def _length(order, metres):
    return sum(metres[one][other] for one, other in pairwise(order))


def _nearest(metres, start):
    """Return an order that goes to the nearest stop each time."""
    order, left = [start], set(range(len(metres))) - {start}
    while left:
        here = metres[order[-1]]
        order.append(min(left, key=lambda index: (here[index], index)))
        left.remove(order[-1])
    return order


def _improve(order, metres, first):
    """Turn pieces of an order round (2-opt) while that shortens an open way."""
    last = len(order)
    shorter = True
    while shorter:
        shorter = False
        for begin in range(first, last - 1):
            for end in range(begin + 1, last):
                if _gain(order, metres, begin, end) > WORTH_IT_M:
                    order[begin : end + 1] = reversed(order[begin : end + 1])
                    shorter = True
    return order


def _gain(order, metres, begin, end):
    """Return how much shorter the way is with the piece turned round."""
    gain = 0.0
    if begin > 0:
        before = metres[order[begin - 1]]
        gain += before[order[begin]] - before[order[end]]
    if end + 1 < len(order):
        after = metres[order[end + 1]]
        gain += after[order[end]] - after[order[begin]]
    return gain


def navigation_url(app, latitude, longitude, name=""):
    """Return the link that opens a navigation app with a destination.

    - ``geo``: RFC 5870, with the name as Android reads it
    - ``amap``: https://lbs.amap.com/api/uri-api/guide/travel/route, which takes
      longitude first, and WGS-84 when told so
    - ``google``: https://developers.google.com/maps/documentation/urls/get-started
    - ``apple``: Apple's Map Links, parameters ``daddr`` and ``dirflg``

    :param str app: one of these
    :param latitude: degrees north, WGS-84
    :param longitude: degrees east, WGS-84
    :param str name: of the destination, where the app shows one

    >>> navigation_url("google", 29.9, 122.1)
    'https://www.google.com/maps/dir/?api=1&destination=29.900000,122.100000'
    """
    north, east = f"{latitude:.6f}", f"{longitude:.6f}"
    # A comma or bracket would end the name early.
    label = quote(" ".join(name.replace(",", " ").split()), safe="")
    if app == "amap":
        return (
            f"https://uri.amap.com/navigation?to={east},{north},{label}"
            "&mode=car&coordinate=wgs84&callnative=1"
        )
    if app == "google":
        return f"https://www.google.com/maps/dir/?api=1&destination={north},{east}"
    if app == "apple":
        return f"https://maps.apple.com/?daddr={north},{east}&dirflg=d"
    place = f"{north},{east}"
    return f"geo:{place}?q={place}({label})" if label else f"geo:{place}?q={place}"
