import math
import re

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.geo import (
    EARTH_RADIUS_M,
    Fix,
    PositionError,
    Target,
    find_verdict,
    haversine,
    is_known,
    read_fix,
)

LATITUDES = st.floats(-90, 90, allow_nan=False)
LONGITUDES = st.floats(-180, 180, allow_nan=False)
POINTS = st.tuples(LATITUDES, LONGITUDES)
# Rounding, for points on opposite sides of the Earth above all.
METRE = 1.0
# The anchorage off Mazhi, Zhoushan.
PORT = (29.917, 122.25)


def north_of(point, metres):
    return (point[0] + math.degrees(metres / EARTH_RADIUS_M), point[1])


@tagged("-at_install", "post_install")
class TestHaversine(BaseCase):
    def test_published_values(self):
        for source, radius, one, other, metres, tolerance in (
            # rosettacode.org, "Haversine formula": Nashville to Los Angeles, with 32
            # digits for two radii.
            (
                "Rosetta Code, 6371.0 km",
                6_371_000,
                (36.12, -86.67),
                (33.94, -118.40),
                2_886_444.44283798329974715782394574,
                1e-3,
            ),
            (
                "Rosetta Code, 6372.8 km",
                6_372_800,
                (36.12, -86.67),
                (33.94, -118.40),
                2_887_259.95060711033944886005029688,
                1e-3,
            ),
            # pypi.org/project/haversine (its README): Lyon to Paris, 392.2172595594006
            # km with the IUGG's mean radius.
            (
                "PyPI haversine",
                None,
                (45.7597, 4.8422),
                (48.8567, 2.3508),
                392_217.2595594006,
                1e-3,
            ),
            # movable-type.co.uk/scripts/latlong.html, C. Veness: Land's End to John
            # o' Groats, 968.9 km, to four figures.
            (
                "Movable Type Scripts",
                6_371_000,
                (50 + 3 / 60 + 59 / 3600, -(5 + 42 / 60 + 53 / 3600)),
                (58 + 38 / 60 + 38 / 3600, -(3 + 4 / 60 + 12 / 3600)),
                968_900,
                50,
            ),
        ):
            with self.subTest(source=source):
                self.assertAlmostEqual(
                    haversine(*one, *other, radius=radius), metres, delta=tolerance
                )

    def test_a_nautical_mile_and_half_the_globe(self):
        # By its old definition a minute of arc, on this sphere 1853.25 m.
        self.assertAlmostEqual(haversine(0, 0, 1 / 60, 0), 1853.25, delta=0.01)
        half = math.pi * EARTH_RADIUS_M
        self.assertAlmostEqual(haversine(0, 0, 0, 180), half, delta=METRE)
        self.assertAlmostEqual(haversine(90, 0, -90, 77), half, delta=METRE)
        self.assertAlmostEqual(haversine(90, -180, 90, 13), 0, delta=1e-6)

    def test_the_date_line_is_no_wall(self):
        self.assertAlmostEqual(haversine(0, 179.999, 0, -179.999), 222.4, delta=0.1)

    @given(POINTS)
    def test_identity(self, point):
        self.assertEqual(haversine(*point, *point), 0)

    @given(POINTS, POINTS)
    def test_symmetry_and_bounds(self, one, other):
        there = haversine(*one, *other)
        self.assertGreaterEqual(there, 0)
        self.assertLessEqual(there, math.pi * EARTH_RADIUS_M + METRE)
        self.assertAlmostEqual(there, haversine(*other, *one), delta=1e-3)

    @given(POINTS, POINTS, POINTS)
    def test_no_way_round_is_shorter(self, one, by, other):
        direct = haversine(*one, *other)
        round_about = haversine(*one, *by) + haversine(*by, *other)
        self.assertLessEqual(direct, round_about + METRE)

    @given(LATITUDES.filter(lambda latitude: abs(latitude) < 89), LONGITUDES)
    def test_a_metre_is_a_metre_everywhere(self, latitude, longitude):
        moved = north_of((latitude, longitude), 100)
        self.assertAlmostEqual(haversine(latitude, longitude, *moved), 100, delta=0.01)


@tagged("-at_install", "post_install")
class TestReadFix(BaseCase):
    def test_edges_are_positions(self):
        for values in (
            (90, 180, 0),
            (-90, -180, 9_999.9),
            (0, 0, 5),
            (29.917, 122.25, 12.5),
        ):
            self.assertEqual(read_fix(*values), Fix(*map(float, values)))

    def test_bad_input(self):
        good = {"latitude": 29.9, "longitude": 122.2, "accuracy": 10}
        for field, value, reason in (
            ("latitude", 91, "range"),
            ("latitude", -90.000001, "range"),
            ("longitude", 180.5, "range"),
            ("longitude", -181, "range"),
            ("accuracy", -1, "range"),
            ("accuracy", 10_000, "range"),
            ("accuracy", 1e300, "range"),
            ("latitude", 10**400, "range"),
            ("latitude", float("nan"), "number"),
            ("longitude", float("inf"), "number"),
            ("accuracy", float("-inf"), "number"),
            ("latitude", "29.9", "number"),
            ("latitude", True, "number"),
            ("longitude", [122.2], "number"),
            ("latitude", None, "missing"),
            ("longitude", False, "missing"),
            ("accuracy", None, "missing"),
        ):
            with self.subTest(field=field, value=value):
                with self.assertRaises(PositionError) as caught:
                    read_fix(**{**good, field: value})
                self.assertEqual(caught.exception.field, field)
                self.assertEqual(caught.exception.reason, reason)
                self.assertRegex(str(caught.exception), re.escape(field))

    @given(LATITUDES, LONGITUDES, st.floats(0, 9_999))
    def test_whatever_is_in_range_is_taken(self, latitude, longitude, accuracy):
        fix = read_fix(latitude, longitude, accuracy)
        self.assertEqual(fix, (latitude, longitude, accuracy))

    def test_known(self):
        self.assertFalse(is_known(0.0, 0.0))
        self.assertFalse(is_known(False, False))
        self.assertTrue(is_known(0.0, 6.7))
        self.assertTrue(is_known(51.5, 0.0))


@tagged("-at_install", "post_install")
class TestFindVerdict(BaseCase):
    def finding(self, metres, accuracy, *radii_at):
        """The finding of a fix so many metres north of places with these radii."""
        targets = [
            Target(*north_of(PORT, at), radius, f"{radius} m at {at} m")
            for at, radius in (radii_at or ((0, 500),))
        ]
        return find_verdict(Fix(*north_of(PORT, metres), accuracy), targets)

    def test_the_edge_of_the_radius(self):
        for metres, accuracy, verdict in (
            (0, 0, "on_site"),
            (499.9, 0, "on_site"),
            (500.1, 0, "off_site"),
            # The device may be nearer than it says by its accuracy.
            (599.9, 100, "on_site"),
            (600.1, 100, "off_site"),
            (2_400, 1_999, "on_site"),
            (40_000, 1_999, "off_site"),
        ):
            with self.subTest(metres=metres, accuracy=accuracy):
                finding = self.finding(metres, accuracy)
                self.assertEqual(finding.verdict, verdict)
                self.assertIsNone(finding.reason)
                self.assertAlmostEqual(finding.distance, metres, delta=0.01)

    def test_a_wide_circle_proves_nothing(self):
        for metres in (0, 100_000):
            finding = self.finding(metres, 2_000.1)
            self.assertEqual(finding[:2], ("unverified", "inaccurate"))
            self.assertAlmostEqual(finding.distance, metres, delta=0.01)

    def test_without_a_place(self):
        finding = find_verdict(Fix(29.9, 122.2, 5), [])
        self.assertEqual(finding, ("unverified", "no_target", None, None))

    def test_the_nearest_place_counts(self):
        finding = self.finding(1_000, 0, (0, 500), (1_100, 500), (900, 50))
        self.assertEqual(finding.verdict, "on_site")
        self.assertEqual(finding.target.name, "500 m at 1100 m")
        finding = self.finding(10_000, 0, (0, 500), (1_000, 500))
        self.assertEqual(finding.verdict, "off_site")
        self.assertEqual(finding.target.name, "500 m at 1000 m")

    def test_a_wide_port_beats_a_nearer_office(self):
        # 800 m from the office with its 500 m, and inside the port with its 5 km.
        finding = self.finding(800, 0, (0, 500), (3_000, 5_000))
        self.assertEqual(finding.verdict, "on_site")
        self.assertEqual(finding.target.radius, 5_000)

    @given(st.floats(0, 50_000), st.floats(0, 2_000), st.floats(10, 50_000))
    def test_better_accuracy_never_helps_who_is_away(self, metres, accuracy, radius):
        exact = self.finding(metres, 0, (0, radius))
        vague = self.finding(metres, accuracy, (0, radius))
        if exact.verdict == "on_site":
            self.assertEqual(vague.verdict, "on_site")

    @given(st.lists(st.tuples(st.floats(0, 50_000), st.floats(10, 5_000)), min_size=1))
    def test_more_places_never_make_it_worse(self, places):
        alone = [self.finding(0, 10, place).verdict for place in places]
        together = self.finding(0, 10, *places).verdict
        self.assertEqual(together == "on_site", "on_site" in alone)
