"""WGS-84, which satellites and this addon use, and GCJ-02, which Chinese maps draw in.

GCJ-02 moves each place in China by 100 to 700 m. The offset is a sum of sines of the
position, scaled by the radii of curvature of the Krasovsky 1940 ellipsoid. The formula
has never been published officially; it is common knowledge since 2012 (the package
``eviltransform`` and the article "Restrictions on geographic data in China" in Wikipedia
describe it). Written for this addon; the tests compare it with published values.

``static/src/map_view/datum.js`` is the same in JavaScript, tested with the same table.
"""

import math

# Krasovsky 1940: semi-major axis in metres, and eccentricity squared.
AXIS = 6378245.0
ECCENTRICITY = 0.00669342162296594323
ROUNDS = 6
# Where Chinese map services shift: a rough outline of the mainland, Hong Kong and Macao
# with their waters, as (longitude, latitude). A plain box, as many programs use it,
# would move Singapore, Busan and Ho Chi Minh City as well. Rough to half a degree along
# land borders; ports are on the right side, which the tests check for each one shipped.
OUTLINE = (
    (123.9, 39.4),
    (124.4, 40.15),
    (126.9, 41.75),
    (128.2, 42.0),
    (129.9, 42.9),
    (130.7, 42.3),
    (131.3, 43.5),
    (131.0, 44.8),
    (133.1, 45.0),
    (135.1, 48.4),
    (130.9, 47.8),
    (127.5, 50.2),
    (125.6, 53.1),
    (121.5, 53.5),
    (119.2, 50.3),
    (116.7, 49.9),
    (115.6, 47.9),
    (119.8, 46.8),
    (111.9, 45.1),
    (109.5, 42.4),
    (105.0, 41.6),
    (96.4, 42.7),
    (90.9, 45.2),
    (90.9, 47.0),
    (87.8, 49.2),
    (82.5, 45.4),
    (80.2, 42.1),
    (73.5, 39.6),
    (75.0, 37.0),
    (78.9, 33.5),
    (79.0, 31.5),
    (85.0, 28.4),
    (92.1, 26.9),
    (97.5, 28.3),
    (97.6, 24.0),
    (99.2, 22.1),
    (101.7, 21.1),
    (105.4, 23.2),
    (106.8, 22.0),
    (107.9, 21.5),
    (108.0, 21.2),
    (107.8, 20.0),
    (108.2, 18.0),
    (110.0, 17.7),
    (115.0, 21.0),
    (117.5, 22.2),
    (119.2, 24.1),
    (120.9, 25.9),
    (122.8, 27.0),
    (124.0, 30.0),
    (124.0, 33.0),
    (123.5, 36.5),
)


def is_shifted(latitude, longitude):
    """Say whether Chinese maps draw this place elsewhere than it is.

    :param latitude: degrees north, WGS-84
    :param longitude: degrees east
    """
    inside = False
    east, north = OUTLINE[-1]
    for next_east, next_north in OUTLINE:
        if (north > latitude) != (next_north > latitude):
            crossing = east + (latitude - north) * (next_east - east) / (
                next_north - north
            )
            if longitude < crossing:
                inside = not inside
        east, north = next_east, next_north
    return inside


def wgs84_to_gcj02(latitude, longitude):
    """Return where a map in GCJ-02 draws a place: ``(latitude, longitude)``.

    Outside China nothing is moved.

    :param latitude: degrees north, WGS-84
    :param longitude: degrees east, WGS-84
    """
    if not is_shifted(latitude, longitude):
        return latitude, longitude
    north, east = _offset(latitude, longitude)
    return latitude + north, longitude + east


def gcj02_to_wgs84(latitude, longitude):
    """Return the place that a map in GCJ-02 draws here, to less than a millimetre.

    :param latitude: degrees north, GCJ-02
    :param longitude: degrees east, GCJ-02
    """
    north, east = latitude, longitude
    # The offset hardly changes over its own length: each round gains three digits.
    for _round in range(ROUNDS):
        shift_north, shift_east = _offset(north, east)
        north, east = latitude - shift_north, longitude - shift_east
    return (north, east) if is_shifted(north, east) else (latitude, longitude)


def _offset(latitude, longitude):
    """Return the shift in degrees ``(north, east)``."""
    x, y = longitude - 105.0, latitude - 35.0
    root = math.sqrt(abs(x))
    common = _waves(x, ((20.0, 1 / 6), (20.0, 1 / 2)))
    to_north = common + _waves(y, ((20.0, 1), (40.0, 3), (160.0, 12), (320.0, 30)))
    to_east = common + _waves(x, ((20.0, 1), (40.0, 3), (150.0, 12), (300.0, 30)))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    north += to_north * 2 / 3
    east += to_east * 2 / 3
    angle = math.radians(latitude)
    magic = 1.0 - ECCENTRICITY * math.sin(angle) ** 2
    meridian = AXIS * (1.0 - ECCENTRICITY) / magic**1.5
    parallel = AXIS / math.sqrt(magic) * math.cos(angle)
    return math.degrees(north / meridian), math.degrees(east / parallel)


def _waves(value, waves):
    """Return the sum of sines; each wave is an amplitude and a divisor of the phase."""
    return sum(size * math.sin(value * math.pi / part) for size, part in waves)
